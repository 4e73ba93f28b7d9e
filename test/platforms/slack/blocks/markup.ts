import type { Workspace } from '../workspace.ts'

/** What a text comes to: what people read, what in it fires, and which of its parts are styled. */
export type Shown = { text: string; fired: string[]; styled: string[] }

const decoded = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

/** A text that is shown letter by letter; only the three entities of Slack are decoded. */
export const plain = (text: string): Shown => ({ text: decoded(text), fired: [], styled: [] })

const address = /https?:\/\/[^\s<>|]+|(?<![\w.])[\w.+-]+@[\w-]+\.[a-z]{2,}\b/gi
const broadcasts = ['channel', 'here', 'everyone']

/** What of the markup is not read: bare addresses and names (`verbatim`), bold and the like (`unstyled`). */
type Reading = { verbatim?: boolean; unstyled?: boolean }

/**
 * A text in Slack's own markup. Tags such as `<!channel>`, `<@U…>`, `<#C…>` and `<https://…>` fire; unless
 * `verbatim`, so do bare addresses, `@channel` and the like, and names of channels.
 */
export function mrkdwn(text: string, workspace: Workspace, { verbatim, unstyled }: Reading = {}): Shown {
  const fired: string[] = []
  const words = text.split(/(<[^<>\n]+>)/).map((piece, index) => {
    if (index % 2 === 1) return tag(piece.slice(1, -1), workspace, fired)
    if (!verbatim) fired.push(...bare(piece, workspace))
    return piece
  })
  if (unstyled) return { text: decoded(words.join('')), fired, styled: [] }
  const { text: shown, styled } = styles(words.join(''))
  return { text: decoded(shown), fired, styled }
}

/** What a tag shows; adds what it does. A tag that means nothing is shown as it stands. */
function tag(inner: string, workspace: Workspace, fired: string[]): string {
  const mark = inner.indexOf('|')
  const target = mark < 0 ? inner : inner.slice(0, mark)
  const label = mark < 0 ? undefined : inner.slice(mark + 1)
  const fire = (what: string, shown: string) => {
    fired.push(what)
    return shown
  }
  if (target.startsWith('@')) {
    const id = target.slice(1)
    return fire(`user:${id}`, `@${label ?? workspace.findMember(id)?.name ?? id}`)
  }
  if (target.startsWith('#')) {
    const id = target.slice(1)
    return fire(`channel:${id}`, `#${label ?? workspace.findChannel(id)?.name ?? id}`)
  }
  if (target.startsWith('!date^')) return label ?? target
  if (target.startsWith('!subteam^')) return fire(`subteam:${target.slice(9)}`, label ?? '@group')
  if (target.startsWith('!')) return fire(target.slice(1), `@${label ?? target.slice(1)}`)
  if (/^(https?:\/\/|mailto:|tel:|slack:)/i.test(target)) return fire(`link:${target}`, label ?? target)
  return `<${inner}>`
}

/** What Slack finds by itself in a text without tags. */
function bare(text: string, workspace: Workspace): string[] {
  const found = [...text.matchAll(address)].map(([link]) => `link:${link}`)
  for (const name of broadcasts) if (new RegExp(`(?<!\\w)@${name}\\b`).test(text)) found.push(name)
  for (const [, name] of text.matchAll(/(?<!\w)#([\p{L}\p{N}_-]+)/gu)) {
    const channel = workspace.allChannels().find((each) => each.name === name)
    if (channel) found.push(`channel:${channel.id}`)
  }
  return found
}

const marks: readonly [style: string, pattern: RegExp][] = [
  ['pre', /```([\s\S]+?)```/g],
  ['code', /`([^`\n]+)`/g],
  ['bold', /(?<![\p{L}\p{N}*])\*([^*\s](?:[^*\n]*[^*\s])?)\*(?![\p{L}\p{N}*])/gu],
  ['italic', /(?<![\p{L}\p{N}_])_([^_\s](?:[^_\n]*[^_\s])?)_(?![\p{L}\p{N}_])/gu],
  ['strike', /(?<![\p{L}\p{N}~])~([^~\s](?:[^~\n]*[^~\s])?)~(?![\p{L}\p{N}~])/gu],
  ['quote', /^(?:>|&gt;) ?(.*)$/gm],
]

/** Takes styling marks off a text and names the styles; nothing inside code is read. */
function styles(text: string): { text: string; styled: string[] } {
  const styled: string[] = []
  const codes: string[] = []
  let shown = text
  for (const [style, pattern] of marks) {
    shown = shown.replace(pattern, (_, inner: string) => {
      styled.push(style)
      if (style !== 'pre' && style !== 'code') return inner
      codes.push(inner)
      return `\u{f0000}${codes.length - 1}\u{f0001}`
    })
  }
  const whole = shown.replace(/\u{f0000}(\d+)\u{f0001}/gu, (_, index: string) => codes[Number(index)] ?? '')
  return { text: whole, styled }
}

/** A text as Slack keeps it: what is no entity and no tag is escaped. With `tags` off, everything that looks like one too. */
export function kept(text: string, tags: boolean): string {
  const ampersands = text.replace(/&(?!amp;|lt;|gt;)/g, '&amp;')
  if (!tags) return ampersands.replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return ampersands
    .split(/(<[^<>\n]+>)/)
    .map((piece, index) => (index % 2 === 1 ? piece : piece.replaceAll('<', '&lt;').replace(/(?<!^)(?<!\n)>/g, '&gt;')))
    .join('')
}
