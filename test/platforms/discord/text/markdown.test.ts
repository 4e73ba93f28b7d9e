import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { show } from './markdown.ts'
import { pings } from './pings.ts'

const names = {
  user: (id: string) => (id === '1' ? 'Anna' : undefined),
  role: () => 'staff',
  channel: () => 'general',
}
const kindsOf = (source: string) => show(source, names).marks.map(({ kind }) => kind)

describe('what is more than letters', () => {
  test.each<[string, string, string[]]>([
    ['**a** b', 'a b', ['bold']],
    ['*a* _b_', 'a b', ['italic', 'italic']],
    ['__a__ ~~b~~ ||c||', 'a b c', ['underline', 'strike', 'spoiler']],
    ['**a *b* c**', 'a b c', ['bold', 'italic']],
    ['`a *b*`', 'a *b*', ['code']],
    ['```js\n**a**\n```', '**a**', ['code block']],
    ['# a\n## b', 'a\nb', ['heading', 'heading']],
    ['-# a', 'a', ['small']],
    ['> a\nb', 'a\nb', ['quote']],
    ['>>> a\nb', 'a\nb', ['quote']],
    ['- a\n1. b', '• a\n• b', ['list', 'list']],
    ['[click](https://evil.example/)', 'click', ['link']],
    ['see https://evil.example/ now', 'see https://evil.example/ now', ['link']],
    ['<https://evil.example/>', 'https://evil.example/', ['link']],
    ['come to discord.gg/cake', 'come to discord.gg/cake', ['invite']],
    ['<@1> <@!2> <@&3> <#4>', '@Anna @unknown-user @staff #general', ['user', 'user', 'role', 'channel']],
    ['@everyone @here', '@everyone @here', ['everyone', 'everyone']],
    [
      '</points:5> <:cake:6> <t:7:R> <id:browse>',
      '/points :cake: time 7 browse',
      ['command', 'emoji', 'time', 'navigation'],
    ],
    ['a\u202eb', 'ab', ['direction']],
  ])('%j', (source, text, kinds) => {
    expect(show(source, names)).toMatchObject({ text })
    expect(kindsOf(source)).toEqual(kinds)
  })
})

describe('what is letters alone', () => {
  test.each([
    'a * b * c',
    '2*3',
    'snake_case_name',
    'a > b',
    '#hashtag',
    '#1 in town',
    'a-b',
    'me@example.org',
    '[x](no link)',
    '<3 < >',
    '¯\\_(ツ)_/¯',
    '5 | 6 || 7',
  ])('%j', (source) => {
    expect(show(source, names)).toEqual({ text: source, marks: [] })
  })

  test.each<[string, string]>([
    ['\\*\\*a\\*\\*', '**a**'],
    ['\\<@1>', '<@1>'],
    ['\\@everyone', '@everyone'],
    ['\\# a', '# a'],
    ['\\- a', '- a'],
    ['https\\://evil.example/', 'https://evil.example/'],
    ['\\`\\`\\`a\\`\\`\\`', '```a```'],
    ['a\\\\b', 'a\\b'],
    ['a\\b', 'a\\b'],
  ])('%j, shown as %j', (source, text) => {
    expect(show(source, names)).toEqual({ text, marks: [] })
  })
})

test('with a backslash before every sign, any text is shown letter by letter', () => {
  const text = fc.string({ unit: fc.constantFrom(...'*_~|`>#-[]()<@&!:/\\.1 \n\u00e4x') })
  fc.assert(
    fc.property(text, (source) => {
      const escaped = source.replaceAll(/[^\p{L}\p{N}\s]/gu, '\\$&').replaceAll(/\d(?=\\\.)/g, '$&')
      const shown = show(escaped, names)
      expect(shown.text).toBe(source)
      expect(shown.marks).toEqual([])
    }),
  )
})

describe('who is notified', () => {
  test.each([
    ['<@1> <@!2> <@1> <@&3> @here', undefined, { users: ['1', '2'], roles: ['3'], everyone: true }],
    ['\\<@1>', undefined, { users: ['1'], roles: [], everyone: false }],
    ['`<@1>` ```@everyone```', undefined, { users: [], roles: [], everyone: false }],
    [
      '<@1> <@2> @everyone',
      { parse: [], users: ['2'], roles: [], replied_user: false },
      { users: ['2'], roles: [], everyone: false },
    ],
    [
      '<@1> <@&3> @everyone',
      { parse: ['roles', 'everyone'], users: [], roles: [], replied_user: false },
      { users: [], roles: ['3'], everyone: true },
    ],
  ])('%j with %j', (text, allowed, wanted) => {
    expect(pings(text, allowed)).toEqual(wanted)
  })
})
