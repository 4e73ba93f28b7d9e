import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draw, edit, post, withoutAttachments, withoutEntities } from '../../adapters/telegram/render.ts'
import type { Button, Image, Message, Part } from '../../src/chat.ts'
import { cleanEntities, foundEntities } from '../platforms/telegram/entities.ts'

const target = { chat_id: 1001 }
const image: Image = { kind: 'image', media: 'image/png', data: 'AAAA', name: 'card.png', alt: 'Your card' }
const facts = (...rows: [string, string][]): Part => ({ kind: 'facts', rows })
const buttons = (...list: Button[]): Part => ({ kind: 'buttons', buttons: list })
const labelled = (label: string): Button => ({ label, press: label })
const rowsOf = (...list: Button[]) =>
  draw({ text: 'x', parts: [buttons(...list)] }).keyboard?.inline_keyboard.map((row) => row.map(({ text }) => text))

describe('texts', () => {
  it('go out plain, without previews', () => {
    expect(post(draw({ text: 'Hello' }), target)).toEqual({
      method: 'sendMessage',
      payload: { chat_id: 1001, text: 'Hello', entities: [], link_preview_options: { is_disabled: true } },
    })
  })

  it('show facts line by line with the label in bold', () => {
    const { text, entities } = draw({
      text: '😀 You',
      parts: [facts(['Balance', '140'], ['到期:', '明天'], ['', 'free'])],
    })
    expect(text).toBe('😀 You\n\nBalance: 140\n到期: 明天\nfree')
    expect(entities).toEqual([
      { type: 'bold', offset: 8, length: 7 },
      { type: 'bold', offset: 21, length: 3 },
    ])
    expect(entities.map(({ offset, length }) => text.slice(offset, offset + length))).toEqual(['Balance', '到期:'])
  })

  it('are the facts alone when nothing else is said', () => {
    expect(draw({ text: '', parts: [facts(['A', 'b'])] }).text).toBe('A: b')
  })

  it.each([
    '<b>bold<b> *bold* _it_ `code` [link](https://evil.example) ||x||',
    '&lt; &amp; \\* # ## > ~~~',
    'see https://evil.example and tg://resolve?domain=x',
    'tab\tand bell\u0007 and \u202eturned\u202c',
  ])('%j stays letter by letter and unmarked', (text) => {
    expect(draw({ text })).toEqual({ text, entities: [] })
  })

  it('lose what cannot be stored or counted: NUL, carriage returns, half characters', () => {
    expect(draw({ text: 'a\u0000b\r\nc\ud800', parts: [facts(['D\ndd', '\udfff'])] }).text).toBe(
      'ab\nc\ufffd\n\nD dd: \ufffd',
    )
  })

  it('have nobody mentioned and no command brought to life, in whoever’s words', () => {
    const text = 'ask @owner or /grant 5 or /x@y_bot, (@me) a@b.com 1/2 https://a.example/b'
    const { entities } = draw({ text })
    expect(entities.every(({ type }) => type === 'code')).toBe(true)
    expect(entities.map(({ offset, length }) => text.slice(offset, offset + length))).toEqual([
      '@owner',
      '/grant',
      '/x@y_bot',
      '@me',
    ])
    const without = withoutEntities(draw({ text }))
    expect(without.entities).toEqual([])
    expect(alive(without.text)).toEqual([])
    expect(without.text.replaceAll('\u200b', '')).toBe(text)
  })

  it('let none of many mentions through', () => {
    const { text, entities } = draw({ text: '@ab '.repeat(500), parts: [facts(['Label', 'value'])] })
    expect(entities.length).toBeLessThanOrEqual(100)
    expect(alive(text).every((found) => entities.some((code) => code.type === 'code' && covers(code, found)))).toBe(
      true,
    )
  })
})

describe('pictures', () => {
  it('go out with the text under them', () => {
    const parts = [image, buttons(labelled('ok'))]
    expect(post(draw({ text: 'Here', parts }), { ...target, message_thread_id: 4 })).toEqual({
      method: 'sendPhoto',
      payload: {
        chat_id: 1001,
        message_thread_id: 4,
        caption: 'Here',
        caption_entities: [],
        reply_markup: { inline_keyboard: [[{ text: 'ok', callback_data: 'ok' }]] },
      },
      photo: image,
    })
  })

  it('say what they show when nothing else does, and further ones only say it', () => {
    expect(draw({ text: '', parts: [image] }).text).toBe('Your card')
    const second = { ...image, alt: 'Your shop' }
    expect(draw({ text: 'Both', parts: [image, second] })).toMatchObject({
      text: 'Both\n\nYour shop',
      attachment: image,
    })
  })
})

describe('buttons', () => {
  it('stand two in a row when short, alone when long', () => {
    expect(rowsOf(labelled('Yes'), labelled('No'), labelled('Later'))).toEqual([['Yes', 'No'], ['Later']])
    expect(rowsOf(labelled('Yes'), labelled('Ask me again tomorrow'), labelled('No'))).toEqual([
      ['Yes'],
      ['Ask me again tomorrow'],
      ['No'],
    ])
    expect(rowsOf(labelled('查看积分历史记录'), labelled('联系我们'))).toEqual([['查看积分历史记录', '联系我们']])
    expect(rowsOf(labelled('查看全部积分历史记录'), labelled('联系我们'))).toEqual([
      ['查看全部积分历史记录'],
      ['联系我们'],
    ])
  })

  it('press, open a form and open an address', () => {
    const list: Button[] = [
      { label: 'a', press: 'points:history' },
      { label: 'b', form: 'complain' },
      { label: 'c', form: 'resolve', about: '17' },
      { label: 'd', url: 'https://shop.example/' },
    ]
    expect(draw({ text: 'x', parts: [buttons(...list)] }).keyboard?.inline_keyboard.flat()).toEqual([
      { text: 'a', callback_data: 'points:history' },
      { text: 'b', callback_data: 'form:complain' },
      { text: 'c', callback_data: 'form:resolve:17' },
      { text: 'd', url: 'https://shop.example/' },
    ])
  })
})

describe('files', () => {
  const file: Part = { kind: 'file', file: 'ours', name: 'bill.pdf', media: 'application/pdf', size: 7 }

  it('go out as documents with the text under them, rather than a picture', () => {
    const drawing = draw({ text: 'Here', parts: [image, file, buttons(labelled('ok'))] })
    expect(post(drawing, target)).toEqual({
      method: 'sendDocument',
      payload: {
        chat_id: 1001,
        caption: 'Here\n\nYour card',
        caption_entities: [],
        reply_markup: { inline_keyboard: [[{ text: 'ok', callback_data: 'ok' }]] },
      },
      document: file,
    })
    expect(draw({ text: '', parts: [file] })).toMatchObject({ text: '', attachment: file })
  })

  it('are told by their names when they cannot be shown', () => {
    const other = { ...file, name: '@all.pdf' }
    expect(draw({ text: 'Two', parts: [file, other] }).text).toBe('Two\n\n@all.pdf')
    const plain = draw(withoutAttachments({ text: 'Two', parts: [file, image] }, 'file'))
    expect(plain).toMatchObject({ text: 'Two\n\nbill.pdf', attachment: image })
  })
})

describe('edits', () => {
  it('change a text, or what stands under a picture, or the picture', () => {
    const drawing = draw({ text: 'New', parts: [buttons(labelled('ok'))] })
    const reply_markup = { inline_keyboard: [[{ text: 'ok', callback_data: 'ok' }]] }
    expect(edit(drawing, { ...target, message_thread_id: 4 }, 9)).toEqual({
      method: 'editMessageText',
      payload: {
        chat_id: 1001,
        message_id: 9,
        text: 'New',
        entities: [],
        reply_markup,
        link_preview_options: { is_disabled: true },
      },
    })
    expect(edit(drawing, target, 9, true)).toEqual({
      method: 'editMessageCaption',
      payload: { chat_id: 1001, message_id: 9, caption: 'New', caption_entities: [], reply_markup },
    })
    expect(edit(draw({ text: 'New', parts: [image] }), target, 9)).toEqual({
      method: 'editMessageMedia',
      payload: {
        chat_id: 1001,
        message_id: 9,
        media: { type: 'photo', media: 'attach://photo', caption: 'New', caption_entities: [] },
      },
      photo: image,
    })
  })

  it('keep a long text within what stands under a picture', () => {
    const long = draw({ text: '@ab '.repeat(1000), parts: [facts(['Label', 'value'])] })
    const { payload } = edit(long, target, 9, true)
    expect(payload).toMatchObject({ caption: expect.stringMatching(/…$/) })
    if ('caption' in payload) expectSound(payload.caption ?? '', payload.caption_entities ?? [], 1024)
  })
})

describe('long texts', () => {
  it('are cut with an ellipsis, facts kept', () => {
    const { text, entities } = draw({ text: 'x'.repeat(9000), parts: [facts(['Name', 'Ada'])] })
    expect(text).toHaveLength(4096)
    expect(text).toMatch(/x…\n\nName: Ada$/)
    expect(entities).toEqual([{ type: 'bold', offset: 4087, length: 4 }])
    const under = draw({ text: 'x'.repeat(9000), parts: [image, facts(['Name', 'Ada'])] }).text
    expect(under).toHaveLength(1024)
    expect(under).toMatch(/Name: Ada$/)
  })

  it('lose the end when the facts alone are too long', () => {
    const { text } = draw({ text: 'x'.repeat(300), parts: [facts(['Name', 'y'.repeat(9000)])] })
    expect(text).toHaveLength(4096)
    expect(text).toMatch(/^x{300}\n\nName: y+…$/)
  })

  it('never end in half a character', () => {
    for (let pad = 0; pad < 3; pad += 1) {
      const { text } = draw({ text: 'x'.repeat(pad) + '😀'.repeat(3000) })
      expect(text.length).toBeGreaterThan(4093)
      expectSound(text, [], 4096)
    }
  })

  it('whatever is said, Telegram can take it', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const drawing = draw(message)
        const most = drawing.attachment ? 1024 : 4096
        for (const { text, entities } of [drawing, withoutEntities(drawing)]) expectSound(text, entities, most)
        const codes = drawing.entities.filter(({ type }) => type === 'code')
        expect(alive(drawing.text).filter((found) => !codes.some((code) => covers(code, found)))).toEqual([])
        expect(alive(withoutEntities(drawing).text)).toEqual([])
      }),
      { numRuns: 200 },
    )
  })
})

const piece = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '@admin',
      ' /grant',
      '😀',
      '\ud83d',
      '@ab '.repeat(80),
      'x'.repeat(700),
      '😀'.repeat(1500),
    ),
  },
)
const anyText = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''))
const anyPart: fc.Arbitrary<Part> = fc.oneof(
  fc.array(fc.tuple(anyText, anyText), { maxLength: 4 }).map((rows): Part => ({ kind: 'facts', rows })),
  fc.array(anyText, { maxLength: 4 }).map((labels): Part => buttons(...labels.map(labelled))),
  anyText.map((alt): Part => ({ ...image, alt })),
)
const anyMessage: fc.Arbitrary<Message> = fc.record({ text: anyText, parts: fc.array(anyPart, { maxLength: 4 }) })

type Span = { offset: number; length: number }

/** What the server would bring to life. */
const alive = (text: string) => foundEntities(text).filter(({ type }) => type === 'mention' || type === 'bot_command')
const covers = (outer: Span, inner: Span) =>
  outer.offset <= inner.offset && inner.offset + inner.length <= outer.offset + outer.length

function expectSound(text: string, entities: unknown[], most: number): void {
  expect(text.length).toBeLessThanOrEqual(most)
  expect(text.isWellFormed() && !/[\0\r]/.test(text)).toBe(true)
  expect(entities.length).toBeLessThanOrEqual(100)
  expect(cleanEntities(text, entities)).toEqual(entities)
}
