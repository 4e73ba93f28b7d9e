import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draw, type FilePart, isDrawable } from '../../adapters/slack/render.ts'
import type { Button, Message, Part } from '../../src/chat.ts'
import { checkBlocks } from '../platforms/slack/blocks/message.ts'
import { looks } from '../platforms/slack/blocks/read.ts'
import type { Block } from '../platforms/slack/wire.ts'
import { Workspace } from '../platforms/slack/workspace.ts'

const facts = (...rows: [string, string][]): Part => ({ kind: 'facts', rows })
const buttons = (...list: Button[]): Part => ({ kind: 'buttons', buttons: list })
const image: FilePart = { kind: 'image', media: 'image/png', data: 'AAAA', name: 'card.png', alt: 'Your <card>' }
const bill: FilePart = { kind: 'file', file: '1', name: 'bill.pdf', media: 'application/pdf', size: 7 }
const photo: FilePart = { kind: 'file', file: '2', name: 'cup.jpg', media: 'image/jpeg', size: 7 }
const plain = (text: string) => ({ type: 'plain_text', text, emoji: false })
const section = (text: string) => ({ type: 'section', text: plain(text), expand: true })
const stored = () => 'F0001'
/** A Slack that has the file under that id. */
const files = {
  list: () => [{ id: 'F0001', isShared: true, isDeleted: false, type: 'image/png' }],
  json: () => ({ url_private: '' }),
}
const check = (blocks: unknown[]) => checkBlocks(blocks, files as unknown as Parameters<typeof checkBlocks>[1])

describe('texts', () => {
  it('are plain, whatever stands in them', () => {
    const { text, blocks } = draw({ text: 'A *b* <!here> & <@U1> :x:' })
    expect(blocks).toEqual([section('A *b* &lt;!here&gt; &amp; &lt;@U1&gt; :x:')])
    expect(text).toBe('A *b* &lt;!here&gt; &amp; &lt;@U1&gt; :x:')
  })

  it('lose what Slack and databases do not take', () => {
    expect(draw({ text: 'a\u0000b\u0007c\td\r\ne\ud800' }).blocks).toEqual([section('abc\td\ne\ufffd')])
  })

  it('that are long stand in several sections, whole words in each', () => {
    const text = Array.from({ length: 900 }, (_, n) => `word${n}`).join(' ')
    const { blocks } = draw({ text })
    const pieces = blocks.map((block) => ('text' in block ? (block.text?.text ?? '') : ''))
    expect(pieces.length).toBe(3)
    expect(pieces.join('')).toBe(text)
    for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(3_000)
    expect(pieces[0]).toMatch(/word\d+ $/)
  })

  it('that are far too long are cut with an ellipsis', () => {
    for (const sign of ['x', '😀', '<', '"', '\n.']) {
      const { blocks } = draw({ text: sign.repeat(20_000) })
      check(blocks)
      expect(JSON.stringify(blocks.at(-1))).toContain('…')
      expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(12_100)
    }
  })
})

describe('facts', () => {
  it('are a table of two columns, labels bold where they are simple words', () => {
    const bold = (text: string) => ({ type: 'mrkdwn', text: `*${text}*`, verbatim: true })
    const { text, blocks } = draw({ text: '', parts: [facts(['Points', '140'], ['积分', '<b>'], ['a*b', ''])] })
    expect(blocks).toEqual([
      {
        type: 'section',
        fields: [bold('Points'), plain('140'), bold('积分'), plain('&lt;b&gt;'), plain('a*b'), plain('–')],
      },
    ])
    expect(text).toBe('Points: 140\n积分: &lt;b&gt;\na*b')
  })

  it.each([
    '*a*',
    'a_b',
    '~a',
    '`a`',
    ':smile:',
    '@here',
    '#general',
    'https://x.example',
    '<b>',
    'a & b',
    '> a',
    '- *',
  ])('never have %j read as markup', (label) => {
    const { blocks } = draw({ text: '', parts: [facts([label, 'value'])] })
    const [block] = blocks
    expect(block && 'fields' in block && block.fields?.[0]?.type).toBe('plain_text')
  })

  it('stand five to a block, and alone without a label', () => {
    const rows = Array.from({ length: 7 }, (_, n): [string, string] => [`Row ${n}`, String(n)])
    const { blocks } = draw({ text: '', parts: [facts(...rows, ['', 'Alone'], ['After', 'it'], ['', ' '])] })
    const counts = blocks.map((block) => ('fields' in block ? (block.fields?.length ?? 0) : 0))
    expect(counts).toEqual([10, 4, 0, 2])
  })

  it('lose their end when there are too many, and the text stays', () => {
    const rows = Array.from({ length: 90 }, (_, n): [string, string] => [`Row ${n}`, 'x'.repeat(300)])
    const { blocks } = draw({ text: 'Look', parts: [facts(...rows), buttons({ label: 'Stay', press: 'stay' })] })
    check(blocks)
    expect(blocks[0]).toEqual(section('Look'))
    expect(blocks.at(-1)).toMatchObject({ type: 'actions' })
    expect(JSON.stringify(blocks)).toContain('Row 20')
  })
})

describe('many blocks', () => {
  it('lose facts, never buttons', () => {
    const rows = Array.from({ length: 90 }, (_, n): [string, string] => ['', `Line ${n}`])
    const { blocks } = draw({
      text: 'Look',
      parts: [facts(...rows), facts(...rows), buttons({ label: 'Go', press: 'go' })],
    })
    check(blocks)
    expect(blocks.at(-1)).toMatchObject({ type: 'actions' })
    expect(JSON.stringify(blocks)).toContain('Line 40')
  })
})

describe('buttons', () => {
  const list: Button[] = [
    { label: 'Take', press: 'take:7', tone: 'primary' },
    { label: 'Tell <us>', form: 'visit', about: 'order:7' },
    { label: 'Page', url: 'https://shop.example/ü?a=<b>' },
    { label: 'Nowhere', url: 'javascript:alert(1)' },
  ]

  it('carry what they stand for, and lead only to the web', () => {
    expect(draw({ text: 'x', parts: [buttons(...list)] }).blocks[1]).toEqual({
      type: 'actions',
      elements: [
        { type: 'button', text: plain('Take'), style: 'primary', action_id: 'press.0', value: 'take:7' },
        { type: 'button', text: plain('Tell &lt;us&gt;'), action_id: 'form.1', value: 'visit:order:7' },
        { type: 'button', text: plain('Page'), action_id: 'link.2', url: 'https://shop.example/%C3%BC?a=%3Cb%3E' },
      ],
    })
    expect(JSON.stringify(draw({ text: 'x', parts: [buttons(...list)] }, { links: false }))).not.toContain('https')
  })

  it('are sealed for whom they are for', () => {
    const { blocks } = draw({ text: 'x', parts: [buttons(...list)] }, { seal: (value) => `s-${value.length}` })
    const elements = blocks[1] && 'elements' in blocks[1] ? blocks[1].elements : []
    expect(elements.map((each) => 'action_id' in each && each.action_id)).toEqual([
      'press.0.s-6',
      'form.1.s-13',
      'link.2',
    ])
  })

  it('are fifty at most, in blocks of 25, each with an id of its own', () => {
    const many = Array.from({ length: 40 }, (_, n): Button => ({ label: `b${n}`, press: `p${n}` }))
    const { blocks } = draw({ text: 'x', parts: [buttons(...many), buttons(...many)] })
    check(blocks)
    const sizes = blocks.map((block) => ('elements' in block ? block.elements.length : 0))
    expect(sizes).toEqual([0, 25, 15, 10])
    const ids = blocks
      .flatMap((block) => ('elements' in block ? block.elements : []))
      .map((each) => 'action_id' in each && each.action_id)
    expect(new Set(ids).size).toBe(50)
  })
})

describe('pictures and files', () => {
  it('are shown in blocks, or told when Slack has none', () => {
    const shown = draw({ text: 'Look', parts: [image, photo] }, { stored })
    expect(shown.blocks.slice(1)).toEqual([
      { type: 'image', slack_file: { id: 'F0001' }, alt_text: 'Your <card>' },
      { type: 'image', slack_file: { id: 'F0001' }, alt_text: 'cup.jpg' },
    ])
    check(shown.blocks)
    const told = draw({ text: 'Look', parts: [image, photo, bill] })
    expect(told.blocks.slice(1).map((block) => ('text' in block ? block.text?.text : ''))).toEqual([
      'Your &lt;card&gt;',
      'cup.jpg',
      'bill.pdf',
    ])
  })

  it('beside the message are named in it only when there is nothing else', () => {
    expect(draw({ text: 'Your bill', parts: [bill] }, { stored }).blocks).toEqual([section('Your bill')])
    expect(draw({ text: '', parts: [bill] }, { stored }).blocks).toEqual([section('bill.pdf')])
  })

  it('that show nothing in words still have some', () => {
    const { blocks } = draw({ text: '', parts: [{ ...image, alt: ' ' }] }, { stored })
    expect(blocks).toMatchObject([{ alt_text: '…' }])
  })
})

describe('messages', () => {
  it.each<[string, Message]>([
    ['without anything to be seen', { text: ' \u200b' }],
    ['of buttons alone', { text: '', parts: [buttons({ label: 'x', press: 'x' })] }],
    ['with a press of nothing', { text: 'x', parts: [buttons({ label: 'x', press: '' })] }],
    ['with a press of 65 bytes', { text: 'x', parts: [buttons({ label: 'x', press: 'x'.repeat(65) })] }],
    ['with a form of 59 bytes', { text: 'x', parts: [buttons({ label: 'x', form: 'visit', about: 'x'.repeat(54) })] }],
  ])('%s cannot be shown', (_, message) => {
    expect(isDrawable(message)).toBe(false)
  })

  it('of a file or a picture can', () => {
    for (const part of [image, bill, photo]) expect(isDrawable({ text: '', parts: [part] })).toBe(true)
  })

  it('are taken by Slack whatever is said, and nothing in them comes to life', () => {
    const workspace = new Workspace('Regulars')
    fc.assert(
      fc.property(anyMessage, fc.boolean(), (message, has) => {
        fc.pre(isDrawable(message))
        const { text, blocks } = draw(message, has ? { stored } : {})
        check(blocks)
        expect(blocks.length).toBeGreaterThan(0)
        expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(13_000)
        expect(text.length).toBeLessThanOrEqual(4_000)
        const { fired, styled } = looks(blocks as unknown as Block[], workspace)
        expect(fired).toEqual([])
        expect(styled.filter((style) => style !== 'bold')).toEqual([])
        expect(text.replace(/&(amp|lt|gt);/g, '')).not.toMatch(/[&<>]/)
        expect(text.isWellFormed()).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})

const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '<!channel>',
    '*b*',
    '_i_',
    '~s~',
    '`c`',
    '@here',
    '#general',
    '<@U1>',
    'https://x.example',
    ':smile:',
    '&lt;',
    '\n> q',
    '积分',
  ),
)
const anyText = fc.oneof(
  fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(' ')),
  fc.tuple(piece, fc.integer({ min: 1, max: 900 })).map(([text, times]) => text.repeat(times)),
)
const anyButton: fc.Arbitrary<Button> = fc.oneof(
  fc.record({ label: anyText, press: fc.string({ minLength: 1, maxLength: 20 }) }),
  fc.record({ label: anyText, form: fc.constant('visit'), about: fc.string({ maxLength: 12 }) }),
  fc.record({ label: anyText, url: fc.oneof(fc.webUrl(), anyText) }),
)
const anyPart: fc.Arbitrary<Part> = fc.oneof(
  fc.array(fc.tuple(anyText, anyText), { maxLength: 12 }).map((rows) => facts(...rows)),
  fc.array(anyButton, { minLength: 1, maxLength: 60 }).map((list) => buttons(...list)),
  anyText.map((alt): Part => ({ ...image, alt })),
  anyText.map((name): Part => ({ ...bill, name })),
)
const anyMessage: fc.Arbitrary<Message> = fc.record({ text: anyText, parts: fc.array(anyPart, { maxLength: 5 }) })
