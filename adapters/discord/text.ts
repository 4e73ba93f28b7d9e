import { clip, literal } from '../shared/text.ts'

/** Most characters of a message, and of what stands in other places. */
export const limits = {
  text: 2000,
  label: 80,
  data: 64,
  buttons: 25,
  options: 25,
  row: 5,
  url: 512,
  alt: 1024,
  files: 10,
  /** Bytes of a file. */
  file: 10 * 1024 * 1024,
} as const

const ellipsis = '…'

/**
 * Signs that Discord would read as something else: markdown anywhere, lists and headings at the start of a line,
 * links by their scheme, invitations by their address, and `:names:` of emoji.
 */
const live =
  /[\\*_~`|<>[\]@]|:(?=\/\/|[\w+-]+:)|(?<=discord(?:app)?)\.(?=gg\/|com\/invite)|(?<=^[ \t]*)[#+-](?=[ \t#])|(?<=^[ \t]*\d{1,9})\.(?=[ \t])/gim

/** Signs that turn the direction of what follows, beyond the words in which they stand. */
const turns = /[\u202a-\u202e\u2066-\u2069]/g

/** The text without what Discord does not take, and without what would turn the words after it around. */
export function plain(text: string): string {
  return literal(text).replace(turns, '')
}

/** The text so that Discord shows it letter by letter: with a backslash before each sign that would come to life. */
export function inert(text: string): string {
  return plain(text).replace(live, '\\$&')
}

/** The text {@link inert}d within so many units; what was cut ends in an ellipsis. */
export function within(text: string, most: number): string {
  let kept = plain(text)
  let shown = inert(kept)
  for (let room = most; shown.length > most; room -= Math.ceil((shown.length - most) / 2)) {
    if (room <= 0) return ''
    kept = clip(kept, room, ellipsis)
    shown = inert(kept)
  }
  return shown
}

/** Whether there is anything to be seen in it. */
export function isVisible(text: string): boolean {
  return /[^\s\p{Cc}\p{Cf}]/u.test(text)
}

/** A text that stands where nothing in it is read as markup; never empty, since Discord refuses that. */
export function caption(text: string, most: number): string {
  return isVisible(text) ? clip(plain(text).trim(), most, ellipsis) : ellipsis
}
