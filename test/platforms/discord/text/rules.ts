/** What a piece of text turns into when Discord's app shows it. */
export type MarkKind =
  | 'bold'
  | 'italic'
  | 'underline'
  | 'strike'
  | 'spoiler'
  | 'code'
  | 'code block'
  | 'heading'
  | 'small'
  | 'quote'
  | 'list'
  | 'link'
  | 'invite'
  | 'user'
  | 'role'
  | 'channel'
  | 'everyone'
  | 'command'
  | 'emoji'
  | 'time'
  | 'navigation'
  | 'direction'

/** Names of what is mentioned; undefined for what is not there. */
export type Names = {
  user(id: string): string | undefined
  role(id: string): string | undefined
  channel(id: string): string | undefined
}

/**
 * One piece of markdown. `pattern` is sticky. `start`: only where a line starts. `inner`: the group in which more
 * markdown may stand. `show`: the letters people see instead. `target`: where it leads or whom it names.
 */
export type Rule = {
  kind: MarkKind
  pattern: RegExp
  start?: true
  inner?: number
  show?: (match: RegExpExecArray, names: Names) => string
  target?: (match: RegExpExecArray) => string
}

const group = (n: number) => (match: RegExpExecArray) => match[n] ?? ''
const whole = group(0)

/** In the order they are tried, which decides what a text means. Wider than the app's own in doubtful cases. */
export const rules: readonly Rule[] = [
  { kind: 'code block', pattern: /```(?:[\w+\-.#]*\n)?\n*([\s\S]+?)\n*```/y, show: group(1) },
  { kind: 'code', pattern: /(`+)([\s\S]*?[^`])\1(?!`)/y, show: group(2) },
  { kind: 'heading', pattern: / *#{1,3}[ \t]+(?=\S)([^\n]+)/y, start: true, inner: 1 },
  { kind: 'small', pattern: / *-#[ \t]+(?=\S)([^\n]+)/y, start: true, inner: 1 },
  { kind: 'quote', pattern: / *>>>[ \t\n]+([\s\S]+)/y, start: true, inner: 1 },
  { kind: 'quote', pattern: / *>[ \t]+([^\n]*)/y, start: true, inner: 1 },
  { kind: 'list', pattern: / *(?:[*-]|\d{1,9}\.)[ \t]+(?=\S)/y, start: true, show: () => '• ' },
  {
    kind: 'link',
    pattern:
      /\[((?:\\[\s\S]|[^[\]\\]|\[[^\]]*\])+)\]\(\s*<?((?:https?|discord):\/\/[^\s>)]+)>?(?:\s+["'][^)]*["'])?\s*\)/iy,
    inner: 1,
    target: group(2),
  },
  { kind: 'link', pattern: /<((?:https?|discord):\/\/[^\s<>]+)>/iy, show: group(1), target: group(1) },
  {
    kind: 'link',
    pattern: /<((?:mailto:|tel:)?[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+|(?:tel:)?\+\d+)>/iy,
    show: group(1),
    target: group(1),
  },
  { kind: 'link', pattern: /(?:https?|discord):\/\/[^\s<]*[^\s<.,:;"'\]]/iy, show: whole, target: whole },
  { kind: 'invite', pattern: /\bdiscord(?:app)?\.(?:gg|com\/invite)\/[\w-]+/iy, show: whole, target: whole },
  {
    kind: 'user',
    pattern: /<@!?(\d+)>/y,
    show: (match, names) => `@${names.user(match[1] ?? '') ?? 'unknown-user'}`,
    target: group(1),
  },
  {
    kind: 'role',
    pattern: /<@&(\d+)>/y,
    show: (match, names) => `@${names.role(match[1] ?? '') ?? 'deleted-role'}`,
    target: group(1),
  },
  {
    kind: 'channel',
    pattern: /<#(\d+)>/y,
    show: (match, names) => `#${names.channel(match[1] ?? '') ?? 'unknown'}`,
    target: group(1),
  },
  { kind: 'everyone', pattern: /@(?:everyone|here)/y, show: whole, target: whole },
  {
    kind: 'command',
    pattern: /<\/([-_'\p{L}\p{N} ]{1,98}):(\d+)>/uy,
    show: (match) => `/${match[1]}`,
    target: group(2),
  },
  { kind: 'emoji', pattern: /<a?:(\w{2,32}):(\d+)>/y, show: (match) => `:${match[1]}:`, target: group(2) },
  {
    kind: 'time',
    pattern: /<t:(-?\d{1,17})(?::[tTdDfFsSR])?>/y,
    show: (match) => `time ${match[1]}`,
    target: group(1),
  },
  { kind: 'navigation', pattern: /<id:([\w-]+)(?::\d+)?>/y, show: group(1), target: group(1) },
  { kind: 'spoiler', pattern: /\|\|([\s\S]+?)\|\|/y, inner: 1 },
  { kind: 'bold', pattern: /\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/y, inner: 1 },
  { kind: 'underline', pattern: /__((?:\\[\s\S]|[^\\])+?)__(?!_)/y, inner: 1 },
  { kind: 'strike', pattern: /~~((?:\\[\s\S]|[^\\])+?)~~/y, inner: 1 },
  { kind: 'italic', pattern: /_((?:__|\\[\s\S]|[^\\_])+?)_(?![\p{L}\p{N}_])/uy, inner: 1 },
  {
    kind: 'italic',
    pattern: /\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)/y,
    inner: 1,
  },
  { kind: 'direction', pattern: /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/y, show: () => '' },
]
