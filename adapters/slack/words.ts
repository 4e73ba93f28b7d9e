/**
 * What Slack's markup of a message says, letter by letter: `<@U1>` is `@U1`, `<https://a.example|a.example>` is
 * `a.example`. `person` says how somebody mentioned is written.
 */
export function plainWords(text: string, person: (id: string) => string = (id) => `@${id}`): string {
  return text
    .replace(/<((?:[@#!]|[a-z][a-z0-9+.-]*:)[^<>\n]+)>/gi, (_, tag: string) => ofTag(tag, person))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

function ofTag(tag: string, person: (id: string) => string): string {
  const bar = tag.indexOf('|')
  const target = bar < 0 ? tag : tag.slice(0, bar)
  const label = bar < 0 ? undefined : tag.slice(bar + 1)
  const rest = target.slice(1)
  if (/^@[UW]\w+$/.test(target)) return person(rest)
  if (target.startsWith('@')) return `@${label ?? rest}`
  if (target.startsWith('#')) return `#${label ?? rest}`
  if (target.startsWith('!'))
    return label?.replace(/^(?![@<])/, /^!(date|subteam)\^/.test(target) ? '' : '@') ?? `@${rest}`
  if (label === undefined || target.includes(label)) return label ?? target.replace(/^mailto:/, '')
  return `${label} (${target})`
}
