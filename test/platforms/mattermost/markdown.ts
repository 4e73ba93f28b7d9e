/** A text as Mattermost shows it, and what in it has come to life. */
export type Shown = { text: string; live: string[] }

/** What a backslash takes the meaning of. */
const escaped = /\\([\\`*_{}[\]()#+\-.!~|>])/g
const hidden = 0xe000

/** What the formatting guide tells of, by name. Tables and rules are made of what is looked for here. */
const signs: Record<string, RegExp> = {
  emphasis: /(\*\*?|__?)(?=\S)[^\n]*?\S\1/,
  strike: /~~[^\n]+?~~/,
  code: /`[^`]+`|^```/m,
  link: /!?\[[^\]]*\]\([^)]*\)|<https?:[^>]*>/,
  heading: /^#{1,6}[ \t]/m,
  underlined: /^.*\S.*\n[=-]+\s*$/m,
  quote: /^[ \t]*>/m,
  list: /^[ \t]*([-*+]|\d+[.)])[ \t]/m,
  table: /^[^\n]*\|[^\n]*\n[|:\- ]+$/m,
  indented: /^( {4}|\t)/m,
  entity: /&(#\d+|#x[\da-f]+|[a-z]+);/i,
}

/** What is looked for once the markup is read: a backslash keeps none of it from coming to life. */
const words: Record<string, RegExp> = {
  mention: /(?<![\w.\u200b])@[a-z0-9][a-z0-9._-]*/i,
  channel: /(?<!\w)~[a-z0-9][a-z0-9_-]*/i,
  hashtag: /(?<!\S)#[a-z]/i,
  emoji: /:[a-z0-9_+-]+:/i,
}

const address = /https?:\/\/[\w\-.~/?=&%+#:]+/g

/** Reads a text of a post, a field or a title. Addresses become links, which do nothing until somebody follows them. */
export function shown(written: string): Shown {
  const masked = written
    .replace(address, (found) => 'u'.repeat(found.length))
    .replace(escaped, (_, sign: string) => String.fromCharCode(hidden + sign.charCodeAt(0)))
  const text = written.replace(escaped, '$1')
  const found = (table: Record<string, RegExp>, within: string) =>
    Object.entries(table).flatMap(([name, sign]) => (sign.test(within) ? [name] : []))
  return { text, live: [...found(signs, masked), ...found(words, text.replace(address, ''))] }
}
