import type { Command, Engine, FieldErrors, FileValues, Form, Happening, Values } from '../../src/chat.ts'

/** A form with a field of every kind. */
export const visit: Form = {
  id: 'visit',
  title: 'Your visit',
  submit: 'Send it',
  fields: [
    { name: 'who', kind: 'line', label: 'Your name', hint: 'As on your card', required: true },
    { name: 'what', kind: 'paragraph', label: 'How was it', required: true },
    { name: 'amount', kind: 'number', label: 'What did you pay' },
    { name: 'day', kind: 'date', label: 'When was it' },
    {
      name: 'shop',
      kind: 'choice',
      label: 'Where',
      options: [
        { value: 'north', label: 'North Street' },
        { value: 'south', label: 'South Street' },
      ],
    },
  ],
}

/** A form with a field of files. */
export const proof: Form = {
  id: 'proof',
  title: 'Your papers',
  submit: 'Hand in',
  fields: [
    { name: 'papers', kind: 'files', most: 3, label: 'Papers' },
    { name: 'note', kind: 'line', label: 'A note' },
  ],
}

/** An engine that does nothing but keep what it is told. */
export class Ear implements Engine {
  readonly locales = ['en', 'zh']
  /** Every call of `receive` in order, refused ones too. */
  readonly told: Happening[] = []
  /** Rejects the calls for which it gives true. */
  refuses: (happening: Happening) => boolean = () => false
  /** What `receive` waits for before it answers. */
  gate: Promise<unknown> = Promise.resolve()
  /** What is wrong with a form that was filled in. */
  wrong: (values: Values, files?: FileValues) => FieldErrors | undefined = () => undefined
  /** Bytes of our store, by id. */
  readonly stored = new Map<string, Uint8Array>()
  /** How many listen to what is done. */
  watchers = 0
  #read = 0
  #waiting: { count: number; done: () => void }[] = []

  async receive(happening: Happening): Promise<void> {
    this.told.push(happening)
    const refused = this.refuses(happening)
    for (const { count, done } of this.#waiting) if (this.told.length >= count) done()
    await this.gate
    if (refused) throw new Error('the database is away')
  }

  /** All that was told up to the `count`-th call, as soon as there were so many. */
  async first(count: number): Promise<Happening[]> {
    if (this.told.length < count) {
      await new Promise<void>((done) => {
        this.#waiting.push({ count, done })
      })
    }
    this.#read = Math.max(this.#read, count)
    return this.told.slice(0, count)
  }

  /** What was told next after what was read last. */
  async next(): Promise<Happening> {
    const happening = (await this.first(this.#read + 1)).at(-1)
    if (!happening) throw new Error('nothing was told')
    return happening
  }

  form(opener: { command: string; args: string } | { form: string }): Form | undefined {
    const opens = 'form' in opener ? opener.form : opener.args === '' && opener.command
    return [visit, proof].find(({ id }) => id === opens)
  }

  check(form: string, values: Values, _?: string, files?: FileValues): FieldErrors | undefined {
    return this.form({ form }) ? this.wrong(values, files) : undefined
  }

  commands(): Command[] {
    return [
      { name: 'points', description: 'Your points' },
      { name: 'visit', description: 'Tell us of a visit' },
      { name: 'earn', description: 'Add points', args: 'whom and how much' },
      { name: 'proof', description: 'Hand in your papers' },
    ]
  }

  async file(id: string): Promise<Uint8Array> {
    const bytes = this.stored.get(id)
    if (!bytes) throw new Error('there is no file of that id')
    return bytes
  }

  watch(): () => void {
    this.watchers += 1
    return () => {
      this.watchers -= 1
    }
  }
}
