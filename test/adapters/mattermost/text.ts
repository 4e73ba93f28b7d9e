import { clip, literal } from '../../../adapters/shared/text.ts'

/** Most characters of a post, as it is written. */
const most = 16_383
const ellipsis = '…'
/** Stands where Mattermost would else see the beginning of something; people do not see it. */
const nothing = '\u200b'

const address = /https?:\/\/[\w\-.~/?=&%+#:]+/g

/** At most so many characters of the text, and fewer where many of them have to be written as two. */
export function clipped(text: string, length = 12_000): string {
  let room = length
  let short = clip(literal(text), room, ellipsis)
  while (written(short).length > most) {
    room = Math.floor(room * 0.7)
    short = clip(literal(text), room, ellipsis)
  }
  return short
}

/**
 * The text so that Mattermost shows it letter by letter: no markup, mention, channel, emoji or hashtag in it comes to life.
 * Addresses stay as they are, so that they can be followed.
 */
export function written(text: string): string {
  let end = 0
  let whole = ''
  for (const { 0: found, index } of text.matchAll(address)) {
    whole += guarded(text.slice(end, index)) + found
    end = index + found.length
  }
  return whole + guarded(text.slice(end))
}

function guarded(text: string): string {
  return text
    .replace(/[\\`*_{}[\]()#+\-.!~|>]/g, '\\$&')
    .replace(/[@~#&](?=\\?[\w#])|<(?=[A-Za-z/!])|:(?=[^\s/])/g, `$&${nothing}`)
    .replace(/^(?=[ \t=])/gm, nothing)
}

/** A label of a button: one line of plain text in which only emoji would come to life. Never empty. */
export function labelled(text: string): string {
  const line = literal(text).replace(/\s+/g, ' ').trim()
  return isVisible(line) ? clip(line, longestLabel, ellipsis).replace(/:(?=\S)/g, `:${nothing}`) : ellipsis
}

const longestLabel = 60

/** Whether people would see anything of it. */
export const isVisible = (text: string): boolean => /[^\s\p{Cc}\p{Cf}]/u.test(text)
