import { expect, it } from 'vitest'
import type { Message } from '../../src/chat.ts'
import { stripes } from '../web/picture.ts'
import type { Platform, Shown } from './platform.ts'
import { found, Session } from './session.ts'
import { bare, hostile, isBeginningOf, isSane } from './texts.ts'

/** Where words of people can stand in a message, and where they are found in what is shown; `short` may be cut. */
const spots: Record<string, { put(text: string): Message; find(shown: Shown): string; short?: true }> = {
  text: { put: (text) => ({ text }), find: ({ words }) => words },
  'the label of a fact': {
    put: (text) => ({ text: 'Facts', parts: [{ kind: 'facts', rows: [[text, 'value']] }] }),
    find: ({ words }) => words,
  },
  'the value of a fact': {
    put: (text) => ({
      text: 'Facts',
      parts: [
        {
          kind: 'facts',
          rows: [
            ['Label', text],
            ['Next', 'value'],
          ],
        },
      ],
    }),
    find: ({ words }) => words,
  },
  'the label of a button': {
    put: (text) => ({ text: 'Buttons', parts: [{ kind: 'buttons', buttons: [{ label: text, press: 'press' }] }] }),
    find: ({ buttons }) => buttons.map(({ label }) => label).join(),
    short: true,
  },
  'what a picture shows': {
    put: (alt) => ({ text: '', parts: [{ kind: 'image', media: 'image/png', data: stripes(40, 30), alt, name: alt }] }),
    find: ({ images, words }) => images[0]?.alt ?? words,
  },
}

/** Words of people stay words, wherever they are shown. */
export function quotes(platform: Platform): void {
  it('shows any text letter by letter wherever it stands, and nothing in it comes to life', async () => {
    await using session = await Session.open(platform)
    const ada = session.person()
    const cases = Object.entries(spots).flatMap(([spot, it]) =>
      Object.entries(hostile).map(([name, text]) => ({ ...it, text, what: `${name} as ${spot}` })),
    )
    const ids: string[] = []
    for (const { put, text } of cases) ids.push((await session.send(ada, put(text))).message)
    const seen = await ada.sees()
    for (const [index, { find, text, short, what }] of cases.entries()) {
      const shown = found(seen, ids[index] ?? '')
      if (!short) expect.soft(bare(find(shown)), what).toContain(bare(text))
      else expect.soft(isBeginningOf(find(shown), text), what).toBe(true)
      expect.soft(isSane(find(shown)), what).toBe(true)
      expect.soft(shown.live, what).toEqual([])
    }
  })
}
