import { describe, expect, test } from 'vitest'
import { type Fresh, onDatabase } from '../databases.ts'
import type { Actor, Opener, Platform, Shown } from './platform.ts'
import { Reader } from './reader.ts'
import { stage, stages } from './stage.ts'
import { tasting } from './tasting.ts'

async function begin(platform: Platform, fresh: Fresh): Promise<Taster> {
  const { who } = await stage(platform, fresh, tasting)
  return new Taster(who, platform.has.forms)
}

/** A person who fills in forms as they are met there: drawn by the platform, or asked step by step. */
class Taster {
  readonly who: Actor
  readonly #reader: Reader
  readonly #forms: boolean

  constructor(who: Actor, forms: boolean) {
    this.who = who
    this.#reader = new Reader(who)
    this.#forms = forms
  }

  hears(): Promise<Shown> {
    return this.#reader.next()
  }

  presses(shown: Shown, label: string): Promise<Shown> {
    this.who.presses(shown, label)
    return this.hears()
  }

  /** Fills in who and amount; `first` is an amount that is tried before. Gives what was said of it, then the answer. */
  async fills(opener: Opener, who: string, first: string, amount: string): Promise<{ wrong: string; answer: Shown }> {
    const wrong = await (this.#forms
      ? this.#draws(opener, who, first, amount)
      : this.#steps(opener, who, first, amount))
    return { wrong: wrong ?? '', answer: await this.hears() }
  }

  async #draws(opener: Opener, who: string, first: string, amount: string): Promise<string | undefined> {
    const wrong = await this.who.fills?.(opener, { who, amount: first })
    expect(await this.who.fills?.(opener, { who, amount })).toBeUndefined()
    return wrong?.amount
  }

  async #steps(opener: Opener, who: string, first: string, amount: string): Promise<string | undefined> {
    if ('command' in opener) this.who.asks(opener.command, '')
    else this.who.presses(opener.shown, opener.label)
    await this.hears()
    this.who.says(who)
    await this.hears()
    this.who.says(first)
    const again = await this.hears()
    this.who.says(amount)
    return again.words.split('\n', 1)[0]
  }
}

const read = ({ words, buttons, images, edited }: Shown) => ({
  lines: words.split('\n').filter((line) => line !== ''),
  buttons: buttons.map(({ label }) => label),
  images: images.length,
  edited,
})

const noted = (glass: string, points: string) => ({
  lines: ['Noted, Ada <3.', `Glass: ${glass}`, `Points: ${points}`],
  buttons: ['Show', 'Another', 'The cellar'],
  images: 0,
  edited: false,
})

describe('a feature written once', () => {
  for (const platform of stages) {
    describe(`on ${platform.name}`, () => {
      const fresh = onDatabase('sqlite')

      test('is the same conversation', async () => {
        const taster = await begin(platform, fresh)
        const first = await taster.fills({ command: 'taste' }, 'Ada <3', 'lots', '12,50')
        expect(first.wrong).toBe('Please write a number, such as 25.90.')
        expect(read(first.answer)).toEqual(noted('first', '12.50'))

        const shown = await taster.presses(first.answer, 'Show')
        expect(shown.id).toBe(first.answer.id)
        expect(read(shown)).toEqual({ lines: ['The first glass.'], buttons: ['Hide'], images: 1, edited: true })
        const hidden = await taster.presses(shown, 'Hide')
        expect(hidden.id).toBe(first.answer.id)
        expect(read(hidden)).toMatchObject({ lines: ['No more of the first glass.'], buttons: [], edited: true })

        const second = await taster.fills({ command: 'taste' }, 'Ada <3', 'x', '1')
        const opener = { shown: second.answer, label: 'Another' }
        const third = await taster.fills(opener, 'Ada <3', '-', '7')
        expect(third.wrong).toBe('Please write a number, such as 25.90.')
        expect(read(third.answer)).toEqual(noted('second', '7'))
        expect(third.answer.id).not.toBe(second.answer.id)
      })
    })
  }
})
