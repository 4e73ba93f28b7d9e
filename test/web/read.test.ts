import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { longestText, readAction, toHappening } from '../../adapters/web/read.ts'

const id = 'abcdef0123456789'
const mia = { platform: 'web', id: 'customer', name: 'Mia' }
const noon = new Date('2026-03-01T12:00:00Z')

function read(body: unknown) {
  const result = readAction(body)
  if ('wrong' in result) throw new Error(result.wrong)
  return result.action
}

const refused: [what: string, body: unknown][] = [
  ['nothing', undefined],
  ['a list', []],
  ['a text', 'say'],
  ['no id', { kind: 'say', text: 'hi' }],
  ['a short id', { id: 'abc', kind: 'say', text: 'hi' }],
  ['an id with a path in it', { id: '../../../../etc', kind: 'say', text: 'hi' }],
  ['an id that is a number', { id: 12345678, kind: 'say', text: 'hi' }],
  ['no kind', { id, text: 'hi' }],
  ['a kind of everything', { id, kind: '__proto__', text: 'hi' }],
  ['a text that is a list', { id, kind: 'say', text: ['hi'] }],
  ['an empty text', { id, kind: 'say', text: ' \n\t ' }],
  ['a text of nothing but NUL', { id, kind: 'say', text: '\u0000\u0000' }],
  ['a command that is none', { id, kind: 'ask', command: 'rm -rf' }],
  ['arguments that are none', { id, kind: 'ask', command: 'earn', args: {} }],
  ['an empty press', { id, kind: 'press', press: '' }],
  ['a press of 65 bytes', { id, kind: 'press', press: 'é'.repeat(33) }],
  ['a press with a line break', { id, kind: 'press', press: 'a\nb' }],
  ['half a character in a press', { id, kind: 'press', press: 'a\ud800' }],
  ['a form without values', { id, kind: 'fill', form: 'earn' }],
  ['values in a list', { id, kind: 'fill', form: 'earn', values: ['a'] }],
  ['a value that is a number', { id, kind: 'fill', form: 'earn', values: { amount: 12 } }],
  ['a field of a strange name', { id, kind: 'fill', form: 'earn', values: { 'a b': 'c' } }],
  ['too much about', { id, kind: 'fill', form: 'earn', about: 'x'.repeat(61), values: {} }],
  [
    'eleven fields',
    { id, kind: 'fill', form: 'earn', values: Object.fromEntries([...'abcdefghijk'].map((name) => [name, '1'])) },
  ],
]

describe('what the page sends', () => {
  it.each(refused)('refuses %s', (_, body) => {
    expect(readAction(body)).toHaveProperty('wrong')
  })

  it('takes a text as it is, but for what no text should hold', () => {
    const text = '  Hello \u0000\u001b[31m\u202eworld\r\n<b>\ud800</b>  '
    expect(read({ id, kind: 'say', text })).toEqual({
      id,
      kind: 'say',
      text: 'Hello [31m\u202eworld\n<b>\ufffd</b>',
    })
  })

  it('cuts a long text between characters', () => {
    const action = read({ id, kind: 'say', text: `${'a'.repeat(longestText - 1)}😀${'b'.repeat(1_000_000)}` })
    expect(action).toMatchObject({ kind: 'say', text: 'a'.repeat(longestText - 1) })
  })

  it.each([
    ['/points', 'points', ''],
    ['/EARN  card 1042\n12.50', 'earn', 'card 1042\n12.50'],
    ['  /start  ', 'start', ''],
  ])('reads %j as a command', (text, command, args) => {
    expect(read({ id, kind: 'say', text })).toEqual({ id, kind: 'ask', command, args })
  })

  it.each(['/', '/ points', '/1', '//points', 'a /points', '/points!'])('reads %j as words', (text) => {
    expect(read({ id, kind: 'say', text })).toEqual({ id, kind: 'say', text })
  })

  it('reads a command that is given in parts', () => {
    expect(read({ id, kind: 'ask', command: 'Earn', args: ' 12 ' })).toEqual({
      id,
      kind: 'ask',
      command: 'earn',
      args: '12',
    })
  })

  it('keeps the language when it is one, in its usual spelling', () => {
    expect(read({ id, kind: 'say', text: 'hi', locale: 'zh-hans-cn' })).toHaveProperty('locale', 'zh-Hans-CN')
    for (const locale of ['', 'x', '!!', 'a'.repeat(10_000), 7, null])
      expect(read({ id, kind: 'say', text: 'hi', locale })).not.toHaveProperty('locale')
  })

  it('leaves out fields that are left empty, and a message that is none', () => {
    const values = { who: ' Mia ', amount: '  ' }
    expect(read({ id, kind: 'fill', form: 'earn', values, message: '../1' })).toEqual({
      id,
      kind: 'fill',
      form: 'earn',
      values: { who: 'Mia' },
    })
  })

  it('never throws, and gives only well-formed texts of bounded length', () => {
    const kind = fc.constantFrom('say', 'ask', 'press', 'fill', 'other')
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.constant('\ud800'))
    const values = fc.oneof(fc.dictionary(fc.string(), text), fc.anything())
    const body = fc.record(
      { id: fc.constant(id), kind, text, command: text, args: text, press: text, form: text, about: text, values },
      { requiredKeys: ['id', 'kind'] },
    )
    fc.assert(
      fc.property(fc.oneof(body, fc.anything()), (it) => {
        const result = readAction(it)
        if ('wrong' in result) return
        const written = JSON.stringify(result.action)
        expect(JSON.parse(written)).toEqual(result.action)
        expect(written).not.toMatch(/\\u0000|\\ud[89a-f]/)
        expect(written.length).toBeLessThan(11 * longestText * 2)
      }),
    )
  })
})

describe('the happening', () => {
  const base = {
    id: `customer:${id}`,
    who: mia,
    where: { platform: 'web', channel: 'customer' },
    at: noon,
    direct: true,
  }

  it.each([
    [{ kind: 'say', text: 'hi' } as const, { kind: 'said', text: 'hi' }],
    [{ kind: 'ask', command: 'points', args: '' } as const, { kind: 'asked', command: 'points', args: '' }],
    [
      { kind: 'press', press: 'claim:7', label: 'Take it', message: 'ab.3' } as const,
      { kind: 'pressed', press: 'claim:7', message: 'ab.3' },
    ],
    [
      { kind: 'fill', form: 'earn', about: '7', values: { who: 'Leo' } } as const,
      { kind: 'filled', form: 'earn', about: '7', values: { who: 'Leo' } },
    ],
  ])('of %j', (action, expected) => {
    expect(toHappening({ id, ...action }, mia, noon)).toEqual({ ...base, ...expected })
  })

  it('tells the language of the page', () => {
    expect(toHappening({ id, kind: 'say', text: '你好', locale: 'zh' }, mia, noon).who).toEqual({
      ...mia,
      locale: 'zh',
    })
  })

  it('is another one for another person', () => {
    const leo = { ...mia, id: 'customer-2' }
    expect(toHappening({ id, kind: 'say', text: 'hi' }, leo, noon).id).not.toBe(base.id)
  })
})
