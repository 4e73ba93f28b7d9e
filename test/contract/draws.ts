import { expect, it } from 'vitest'
import type { Button, Image, Message, Part } from '../../src/chat.ts'
import { stripes } from '../web/picture.ts'
import type { Platform } from './platform.ts'
import { Session, whisper } from './session.ts'
import { bare, endless, isBeginningOf, isSane } from './texts.ts'

const picture = stripes(40, 30)
const image: Image = { kind: 'image', media: 'image/png', data: picture, name: 'card.png', alt: 'Your card' }
const facts = (...rows: [string, string][]): Part => ({ kind: 'facts', rows })
const buttons = (...list: Button[]): Part => ({ kind: 'buttons', buttons: list })
const labelled = (label: string): Button => ({ label, press: 'press' })

/** How messages look. */
export function draws(platform: Platform): void {
  const open = () => Session.open(platform)

  it('draws facts one after the other, with what they are called', async () => {
    await using session = await open()
    const ada = session.person()
    const { words } = await session.shows(ada, {
      text: 'Your points',
      parts: [facts(['Balance', '140'], ['On their way', '12'])],
    })
    expect(bare(words)).toMatch(/^Yourpoints.*Balance.*140.*Ontheirway.*12$/s)
    expect(bare((await session.shows(ada, { text: '', parts: [facts(['Alone', '7'])] })).words)).toMatch(/Alone.*7/)
  })

  it('draws pictures, alone and with words', async () => {
    await using session = await open()
    const ada = session.person()
    const alone = await session.shows(ada, { text: '', parts: [image] })
    const worded = await session.shows(ada, {
      text: 'Show this',
      parts: [image, facts(['Card', '1042']), buttons(labelled('Done'))],
    })
    for (const { images } of [alone, worded]) expect(images[0]?.bytes).toEqual(Buffer.from(picture, 'base64'))
    expect(alone.images[0]?.alt ?? alone.words).toContain('Your card')
    expect(bare(worded.words)).toMatch(/Showthis.*Card.*1042/s)
    expect(worded.buttons).toMatchObject([{ label: 'Done' }])
    const two = await session.shows(ada, { text: 'Both', parts: [image, { ...image, alt: 'Your shop' }] })
    expect(`${two.words} ${two.images.map(({ alt }) => alt).join(' ')}`).toContain('Your shop')
  })

  it('still says the rest when a picture is none', async () => {
    await using session = await open()
    const ada = session.person()
    const shown = await session.shows(ada, { text: 'Show this', parts: [{ ...image, data: 'AAAA' }] })
    expect(`${shown.words} ${shown.images[0]?.alt}`).toMatch(/Show this.*Your card/s)
  })

  it('draws buttons of every kind in their order', async () => {
    await using session = await open()
    const shown = await session.shows(session.person(), {
      text: 'Choose',
      parts: [
        buttons(
          { label: 'Take it', press: 'take:7', tone: 'primary' },
          { label: 'Away with it', press: 'drop:7', tone: 'danger' },
          { label: 'Plain', press: 'plain' },
          { label: 'Tell us', form: 'visit', about: '7' },
        ),
        buttons({ label: 'Our page', url: 'https://shop.example/a?b=c&d=é' }),
      ],
    })
    expect(shown.buttons.map(({ label }) => label)).toEqual(['Take it', 'Away with it', 'Plain', 'Tell us', 'Our page'])
    expect(shown.buttons.map(({ url }) => url && new URL(url).href)).toEqual([
      ...Array(4).fill(undefined),
      'https://shop.example/a?b=c&d=%C3%A9',
    ])
    expect(shown.buttons.some(({ dead }) => dead)).toBe(false)
    if (platform.has.tones)
      expect(shown.buttons.map(({ tone }) => tone)).toEqual(['primary', 'danger', undefined, undefined, undefined])
  })

  it.each(['javascript:fired=1', 'data:text/html,x', 'file:///etc/passwd', '//evil.example', 'no address', ''])(
    'leads nobody to %j, and says the rest',
    async (url) => {
      await using session = await open()
      const list = buttons({ label: 'Go', url }, labelled('Stay'))
      const shown = await session.shows(session.person(), { text: 'Choose', parts: [list] })
      expect(shown.words).toBe('Choose')
      expect(shown.buttons.filter((it) => !it.dead)).toMatchObject([{ label: 'Stay' }])
    },
  )

  it('says the rest when it will not lead to an address of this machine', async () => {
    await using session = await open()
    const list = buttons({ label: 'Go', url: 'http://localhost:3000/' }, labelled('Stay'))
    const shown = await session.shows(session.person(), { text: 'Choose', parts: [list] })
    expect(shown.words).toBe('Choose')
    expect(shown.buttons.at(-1)).toMatchObject({ label: 'Stay' })
  })

  it('draws many buttons, and never none because of too many', async () => {
    await using session = await open()
    const ada = session.person()
    const list = Array.from({ length: 150 }, (_, n): Button => ({ label: `Option ${n}`, press: `option:${n}` }))
    for (const count of [25, 150]) {
      const shown = await session.shows(ada, { text: 'Choose', parts: [buttons(...list.slice(0, count))] })
      expect(shown.words).toBe('Choose')
      const labels = shown.buttons.map(({ label }) => label)
      expect(labels).toEqual(list.slice(0, labels.length).map(({ label }) => label))
      expect(labels.length).toBeGreaterThanOrEqual(25)
    }
  })

  it('cuts what is far too long, and keeps the buttons', async () => {
    await using session = await open()
    const ada = session.person()
    const list = buttons({ label: `${endless}!`, press: 'long' }, labelled('Short'))
    for (const pad of ['', 'x']) {
      const text = `${pad}${endless}`
      const shown = await session.shows(ada, { text, parts: [list] })
      expect(isBeginningOf(shown.words, text)).toBe(true)
      expect(bare(shown.words).length).toBeGreaterThan(1_000)
      expect(isBeginningOf(shown.buttons[0]?.label ?? '', `${endless}!`)).toBe(true)
      expect(shown.buttons.at(-1)?.label).toBe('Short')
      const pictured = await session.shows(ada, { text, parts: [image, list] })
      expect(isBeginningOf(pictured.words, text)).toBe(true)
      expect(pictured.images).toHaveLength(1)
    }
    const rows = Array.from({ length: 60 }, (_, n): [string, string] => [`Label ${n} ${endless}`, endless])
    const many = await session.shows(ada, { text: 'Facts', parts: [facts(...rows), list] })
    expect(bare(many.words)).toMatch(/^FactsLabel0/)
    expect(isSane(many.words)).toBe(true)
    expect(many.buttons).toHaveLength(2)
  })

  it.each([' ', '\u0000', '\u200b', ''])('draws a button even when its label is %j', async (label) => {
    await using session = await open()
    const ada = session.person()
    const shown = await session.shows(ada, { text: 'Choose', parts: [buttons({ label, press: 'blank' })] })
    expect(bare(shown.buttons[0]?.label ?? '')).not.toBe('')
    ada.presses(shown, shown.buttons[0]?.label ?? '')
    expect(await session.ear.next()).toMatchObject({ kind: 'pressed', press: 'blank' })
  })

  it.each([
    ['nothing at all', { text: '' }],
    ['nothing to be seen', { text: ' \u0000\n\u0007' }],
    ['buttons alone', { text: '', parts: [buttons(labelled('Press'))] }],
    ['facts without a word', { text: '', parts: [facts(['', ' '])] }],
    ['a press of 65 bytes', { text: whisper, parts: [buttons({ label: 'Press', press: `${'é'.repeat(32)}x` })] }],
    ['a press of nothing', { text: whisper, parts: [buttons({ label: 'Press', press: '' })] }],
    [
      'a form and what it is about of 59 bytes',
      { text: whisper, parts: [buttons({ label: 'F', form: 'visit', about: 'x'.repeat(54) })] },
    ],
  ] satisfies [string, Message][])('refuses %s', async (_, message) => {
    await using session = await open()
    const ada = session.person()
    expect(await session.trouble(ada, message)).toEqual({ kind: 'refused' })
    expect(await ada.sees()).toEqual([])
  })
}
