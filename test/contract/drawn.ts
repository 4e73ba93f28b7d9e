import { expect, it } from 'vitest'
import type { Button, Image, Message, Part } from '../../src/chat.ts'
import { stripes } from '../web/picture.ts'
import type { Platform } from './platform.ts'
import { Session, whisper } from './session.ts'
import { bare, endless, hostile } from './texts.ts'

const image: Image = { kind: 'image', media: 'image/png', data: stripes(40, 30), name: 'card.png', alt: 'Your card' }
const facts = (...rows: [string, string][]): Part => ({ kind: 'facts', rows })
const buttons = (...list: Button[]): Part => ({ kind: 'buttons', buttons: list })
const press = (label: string): Button => ({ label, press: 'press' })
const stop = buttons({ label: 'Shop', url: 'https://shop.example/a' }, press('Unsubscribe'))

const messages: Record<string, Message> = {
  'a plain one': { text: 'Hello Ann' },
  'one with facts and buttons': { text: 'Hello', parts: [facts(['Your code', 'SPRING-26'], ['', 'Alone']), stop] },
  'the longest of a campaign': { text: 'Good morning. '.repeat(128), parts: [facts(['Your code', 'SPRING-26']), stop] },
  'the longest in signs': { text: '*&<_`'.repeat(360), parts: [stop] },
  'the longest with a picture': { text: 'Good morning. '.repeat(128), parts: [image, facts(['Your code', 'X']), stop] },
  'one without end': { text: endless, parts: [facts(['Code', endless]), stop] },
  'a picture alone': { text: '', parts: [image] },
  'many buttons': { text: 'Choose', parts: [buttons(...Array.from({ length: 12 }, (_, n) => press(`Number ${n}`)))] },
  'long labels and addresses that lead nowhere': {
    text: 'Choose',
    parts: [buttons(press('x'.repeat(200)), { label: 'Off', url: 'javascript:alert(1)' }, press('Here'))],
  },
  ...Object.fromEntries(Object.entries(hostile).map(([name, text]) => [name, { text, parts: [facts([text, text])] }])),
}

/** What an adapter says that it would draw is what people are shown. */
export function drawn(platform: Platform): void {
  for (const [name, message] of Object.entries(messages))
    it(`of ${name}`, async () => {
      await using session = await Session.open(platform)
      const ada = session.person()
      const pieces = session.adapter.drawn?.(message)
      await session.send(ada, message)
      const seen = await ada.sees()
      expect(pieces?.length).toBe(seen.length)
      for (const [nth, shown] of seen.entries()) {
        const piece = pieces?.[nth]
        // What is read out of a picture stands below it on some.
        const words = shown.images.reduce((rest, { alt }) => rest.replace(bare(alt ?? ''), ''), bare(shown.words))
        expect(words.replace(bare('Your card'), '')).toBe(bare(piece?.text ?? '').replace(bare('Your card'), ''))
        const labels = shown.buttons.flatMap(({ label, dead }) => (dead ? [] : [label]))
        expect(piece?.buttons.flat().filter((label) => label !== 'Off')).toEqual(labels)
        expect(piece?.attached?.as === 'picture').toBe(shown.images.length > 0)
      }
    })

  if (platform.has.files)
    it('of a picture in our store: it is looked at, with the text', async () => {
      await using session = await Session.open(platform)
      const bytes = Buffer.from(image.data, 'base64')
      session.ear.stored.set('f1', bytes)
      const file = {
        kind: 'file',
        file: 'f1',
        name: 'card.png',
        media: 'image/png',
        size: bytes.length,
        picture: true,
      } as const
      const message: Message = { text: 'Spring is here', parts: [file, stop] }
      const shown = await session.shows(session.person(), message)
      expect(session.adapter.drawn?.(message)).toMatchObject([{ text: 'Spring is here', attached: { as: 'picture' } }])
      expect(shown.words).toContain('Spring is here')
      expect(shown.images.map((it) => it.bytes.equals(bytes))).toEqual([true])
    })

  it('of what would be refused: nothing', async () => {
    await using session = await Session.open(platform)
    const message: Message = { text: ' \n', parts: [buttons(press('Here'))] }
    expect(session.adapter.drawn?.(message)).toEqual([])
    expect(await session.trouble(session.person(), message)).toEqual({ kind: 'refused' })
    expect(session.adapter.drawn?.({ text: whisper })).toHaveLength(1)
  })
}
