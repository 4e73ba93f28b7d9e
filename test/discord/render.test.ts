import { describe, expect, it, test } from 'vitest'
import { layOut, opening, pressOf, withoutLinks } from '../../adapters/discord/buttons.ts'
import { drawModal, fits } from '../../adapters/discord/modal.ts'
import { bodyOf, draw } from '../../adapters/discord/render.ts'
import type { Button, Field, Form, Message } from '../../src/chat.ts'

const content = (message: Message) => draw(message).content
const facts = (...rows: [string, string][]) => ({ kind: 'facts' as const, rows })
const press = (n: number): Button => ({ label: `Option ${n}`, press: `option:${n}` })

describe('a message', () => {
  it.each<[string, Message, string]>([
    ['is its text', { text: 'Hello' }, 'Hello'],
    [
      'has nothing in it come to life',
      { text: '**b** @here <@1> https://x.y' },
      '\\*\\*b\\*\\* \\@here \\<\\@1\\> https\\://x.y',
    ],
    [
      'has its facts line by line',
      { text: 'Yours', parts: [facts(['A', '1'], ['B', '2'])] },
      'Yours\n\n**A:** 1\n**B:** 2',
    ],
    ['may be facts alone', { text: '', parts: [facts(['A', '1'])] }, '**A:** 1'],
    [
      'has no more colons than it needs',
      { text: '', parts: [facts(['A:', '1'], ['余额：', '2'])] },
      '**A:** 1\n**余额：** 2',
    ],
    ['has labels that are words, too', { text: '', parts: [facts(['*A*\n', '_1_'])] }, '**\\*A\\*:** \\_1\\_'],
    ['has facts without a label', { text: '', parts: [facts(['', 'just so'])] }, 'just so'],
    ['has its facts together', { text: 'T', parts: [facts(['A', '1']), facts(['B', '2'])] }, 'T\n\n**A:** 1\n**B:** 2'],
  ])('%s', (_, message, wanted) => {
    expect(content(message)).toBe(wanted)
  })

  it('is cut at its end, its facts last', () => {
    const long = content({ text: 'x'.repeat(5000), parts: [facts(['Balance', '140'])] })
    expect(long.length).toBeLessThanOrEqual(2000)
    expect(long).toMatch(/^x{1900,}…\n\n\*\*Balance:\*\* 140$/)
    const longer = content({ text: '*'.repeat(5000), parts: [facts(['Balance', '1'.repeat(5000)])] })
    expect(longer.length).toBeLessThanOrEqual(2000)
    expect(longer).toMatch(/^(\\\*){80,}…\n\n\*\*Balance:\*\* 1{1000,}…$/)
    const many = content({
      text: 'T',
      parts: [facts(...Array.from({ length: 100 }, (): [string, string] => ['L'.repeat(300), 'v']))],
    })
    expect(many.length).toBeLessThanOrEqual(2000)
    expect(many.match(/\*\*/g)?.length).toBe((many.match(/:\*\* v/g)?.length ?? 0) * 2)
  })

  it('goes over the wire with all that it has', () => {
    const bytes = Buffer.from('x')
    const drawing = draw({ text: 'Hi' })
    expect(
      bodyOf(drawing, [
        { name: 'a.png', media: 'image/png', bytes, alt: 'A *card*' },
        { name: 'b.txt', media: 'text/plain', bytes, alt: ' ' },
      ]),
    ).toEqual({
      content: 'Hi',
      components: [],
      attachments: [
        { id: 0, filename: 'a.png', description: 'A *card*' },
        { id: 1, filename: 'b.txt' },
      ],
      flags: 4,
      allowed_mentions: { parse: [] },
    })
  })
})

describe('buttons', () => {
  it('stand in rows of five, and no more than there can be', () => {
    const rows = (count: number) => layOut(Array.from({ length: count }, (_, n) => press(n)))
    expect(rows(25).map(({ components }) => components.length)).toEqual([5, 5, 5, 5, 5])
    expect(rows(100).map(({ components }) => components.length)).toEqual([5, 5, 5, 5, 1])
    const [select] = rows(100)[4]?.components ?? []
    const options = (select && 'options' in select && select.options) || []
    expect(options.map(({ label }) => label)).toEqual(Array.from({ length: 25 }, (_, n) => `Option ${n + 20}`))
    expect(options.map(({ value }) => pressOf(value))).toEqual(Array.from({ length: 25 }, (_, n) => `option:${n + 20}`))
    const links = Array.from({ length: 30 }, (): Button => ({ label: 'U', url: 'https://shop.example/' }))
    expect(layOut(links)).toHaveLength(4)
  })

  it('come back as what they stand for, though two be the same', () => {
    const [row] = layOut([
      press(7),
      press(7),
      { label: 'F', form: 'visit', about: 'a:b' },
      { label: 'G', form: 'visit' },
    ])
    const ids = row?.components.map((each) => ('custom_id' in each ? each.custom_id : '')) ?? []
    expect(new Set(ids).size).toBe(4)
    expect(ids.map(pressOf)).toEqual(['option:7', 'option:7', 'form:visit:a:b', 'form:visit'])
    expect(ids.map((id) => opening.read(pressOf(id) ?? ''))).toEqual([
      undefined,
      undefined,
      { form: 'visit', about: 'a:b' },
      { form: 'visit' },
    ])
  })

  it('have their tones, and lead somewhere on the web or are not there', () => {
    const rows = layOut([
      { label: 'P', press: 'p', tone: 'primary' },
      { label: 'D', press: 'd', tone: 'danger' },
      { label: 'S', press: 's' },
      { label: 'U', url: 'https://shop.example/' },
      { label: 'J', url: 'javascript:1' },
      { label: 'L', url: `https://shop.example/${'x'.repeat(512)}` },
    ])
    expect(rows[0]?.components.map((each) => ('style' in each ? [each.style, each.label] : []))).toEqual([
      [1, 'P'],
      [4, 'D'],
      [2, 'S'],
      [5, 'U'],
    ])
    expect(withoutLinks(rows)[0]?.components.map((each) => 'label' in each && each.label)).toEqual(['P', 'D', 'S'])
    expect(withoutLinks(layOut([{ label: 'U', url: 'https://shop.example/' }]))).toEqual([])
  })

  it.each(['nonsense', '', '|x', '0|', 'abcde|x', 'A|x'])('are none of ours with the id %j', (id) => {
    expect(pressOf(id)).toBeUndefined()
  })
})

describe('a form', () => {
  const options = (count: number) => Array.from({ length: count }, (_, n) => ({ value: `${n}`, label: `Option ${n}` }))
  const form = (...fields: Field[]): Form => ({ id: 'f', title: 'A form', submit: 'Send', fields })
  const line: Field = { name: 'l', label: 'Line', kind: 'line' }
  const choice = (count: number): Field => ({ name: 'c', label: 'Choice', kind: 'choice', options: options(count) })

  test.each<[string, Form, boolean]>([
    ['a field', form(line), true],
    ['no field', form(), false],
    ['six fields', form(...Array.from({ length: 6 }, (_, n) => ({ ...line, name: `l${n}` }))), false],
    ['two of one name', form(line, line), false],
    ['a field without a name', form({ ...line, name: '' }), false],
    ['25 options', form(choice(25)), true],
    ['26 options', form(choice(26)), false],
    ['no options', form(choice(0)), false],
    ['an option without a value', form({ ...line, kind: 'choice', options: [{ value: '', label: 'x' }] }), false],
    ['two options of one value', form({ ...line, kind: 'choice', options: [...options(1), ...options(1)] }), false],
    [
      'an option of too long a value',
      form({ ...line, kind: 'choice', options: [{ value: 'x'.repeat(101), label: 'x' }] }),
      false,
    ],
    ['files', form({ ...line, kind: 'files', most: 3 }), true],
  ])('with %s fits in a modal: %#', (_, given, wanted) => {
    expect(fits(given)).toBe(wanted)
  })

  it('is drawn field by field, begun with what is there', () => {
    const fields: Field[] = [
      { ...line, required: true, hint: 'h'.repeat(120), label: 'L'.repeat(50), value: 'begun' },
      { name: 'p', label: 'P', kind: 'paragraph' },
      { ...choice(2), value: '1' },
      { name: 'f', label: 'F', kind: 'files', most: 30, required: true },
      { name: 'd', label: ' ', kind: 'date' },
    ]
    const modal = drawModal({ ...form(...fields), title: 'T'.repeat(50) }, 'form:f', { p: 'typed' })
    expect(modal).toMatchObject({ custom_id: 'form:f', title: `${'T'.repeat(44)}…` })
    expect(modal.components).toEqual([
      {
        type: 18,
        label: `${'L'.repeat(44)}…`,
        description: `${'h'.repeat(99)}…`,
        component: { type: 4, custom_id: 'l', style: 1, required: true, value: 'begun' },
      },
      { type: 18, label: 'P', component: { type: 4, custom_id: 'p', style: 2, required: false, value: 'typed' } },
      {
        type: 18,
        label: 'Choice',
        component: {
          type: 3,
          custom_id: 'c',
          required: false,
          options: [
            { label: 'Option 0', value: '0' },
            { label: 'Option 1', value: '1', default: true },
          ],
        },
      },
      { type: 18, label: 'F', component: { type: 19, custom_id: 'f', required: true, min_values: 1, max_values: 10 } },
      { type: 18, label: '…', component: { type: 4, custom_id: 'd', style: 1, required: false } },
    ])
  })
})
