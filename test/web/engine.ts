import type { Adapter, Command, Engine, FileValues, Form, Happening, Message, Trace } from '../../src/chat.ts'
import { stripes } from './picture.ts'

const earn: Form = {
  id: 'earn',
  title: 'Record a sale',
  submit: 'Give the points',
  fields: [
    { name: 'who', kind: 'line', label: 'Customer', hint: 'A card number or a name', required: true },
    { name: 'amount', kind: 'number', label: 'Amount in euro', required: true },
  ],
}

const complain: Form = {
  id: 'complain',
  title: 'What went wrong?',
  submit: 'Send it',
  fields: [
    {
      name: 'about',
      kind: 'choice',
      label: 'It is about',
      required: true,
      options: [
        { value: 'drink', label: 'The drink' },
        { value: 'wait', label: 'The waiting' },
        { value: 'other', label: 'Something else' },
      ],
    },
    { name: 'what', kind: 'paragraph', label: 'Tell us', hint: 'A sentence is enough', required: true },
    { name: 'when', kind: 'date', label: 'When was it' },
  ],
}

const proof: Form = {
  id: 'proof',
  title: 'Hand in receipts',
  submit: 'Hand in',
  fields: [
    { name: 'papers', kind: 'files', most: 2, label: 'Receipts', hint: 'A photo is enough', required: true },
    { name: 'note', kind: 'line', label: 'A note' },
  ],
}

const forms: Record<string, Form> = { earn, complain, proof }

const commands: Record<string, Command[]> = {
  en: [
    { name: 'start', description: 'Say hello' },
    { name: 'points', description: 'Your points and what comes next' },
    { name: 'history', description: 'What you earned and spent' },
    { name: 'card', description: 'Your card, to show at the counter' },
    { name: 'complain', description: 'Tell us what went wrong', args: 'what happened' },
    { name: 'language', description: 'Choose your language' },
    { name: 'help', description: 'What I can do' },
  ],
  zh: [
    { name: 'start', description: '打个招呼' },
    { name: 'points', description: '你的积分' },
    { name: 'help', description: '我能做什么' },
  ],
}

/** An engine with a script for a small café instead of rules and a database: just enough to see the web chat at work. */
export class ScriptedEngine implements Engine {
  readonly locales: string[] = ['en', 'zh']
  /** Everything received, each only once by its id. */
  readonly happenings: Happening[] = []
  /** Bytes of our store, by id. */
  readonly stored = new Map<string, Uint8Array>()
  /** Set to have `receive` fail. */
  down = false
  readonly #listeners = new Set<(trace: Trace) => void>()
  #adapter: Adapter | undefined
  #number = 0
  #balance = 115

  /** Where the answers go. */
  answerThrough(adapter: Adapter): void {
    this.#adapter = adapter
  }

  async receive(happening: Happening): Promise<void> {
    if (this.down) throw new Error('the database cannot be reached')
    if (this.happenings.some(({ id }) => id === happening.id)) return
    this.happenings.push(happening)
    const what = happening.kind
    this.trace({ kind: 'happening', happening: `hap_${this.#next()}`, what, who: happening.who.id })
    await this.#answer(happening)
  }

  form(opener: { command: string; args: string } | { form: string }): Form | undefined {
    const name = 'form' in opener ? opener.form : opener.args === '' ? opener.command : ''
    return Object.hasOwn(forms, name) ? forms[name] : undefined
  }

  check(form: string, values: Record<string, string>, _?: string, files: FileValues = {}) {
    const wrong: Record<string, string> = {}
    for (const field of forms[form]?.fields ?? [])
      if (field.required && !values[field.name] && !files[field.name]) wrong[field.name] = 'Please fill this in.'
    if (values.amount && !/^\d+([.,]\d\d?)?$/.test(values.amount)) wrong.amount = 'Write an amount, such as 12.50.'
    return Object.keys(wrong).length > 0 ? wrong : undefined
  }

  commands(locale = 'en', whose: 'everybody' | 'staff' | 'all' = 'everybody'): Command[] {
    const known = commands[locale] ?? []
    return whose === 'everybody' ? known : [...known, { name: 'earn', description: 'Book a purchase' }]
  }

  async file(id: string): Promise<Uint8Array> {
    const bytes = this.stored.get(id)
    if (!bytes) throw new Error('there is no file of that id')
    return bytes
  }

  watch(listener: (trace: Trace) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Tells all who watch. */
  trace(trace: Record<string, unknown> & { kind: Trace['kind'] }): void {
    for (const listener of this.#listeners) listener({ at: new Date(), platform: 'web', ...trace } as Trace)
  }

  /** Sends a message as the courier does, with its traces. Gives the message's id. */
  async say(channel: string, message: Message, replaces?: string): Promise<string> {
    const delivery = `dlv_${this.#next()}`
    const trace = (state: string) => this.trace({ kind: 'delivery', delivery, state, who: channel })
    trace('queued')
    trace('sending')
    const place = { platform: 'web', channel }
    const to = replaces === undefined ? { place } : { place, replaces }
    const sent = await this.#adapter?.send(to, message, { key: delivery, signal: new AbortController().signal })
    trace('sent')
    return sent?.message ?? ''
  }

  /** Takes a message away as the courier does. */
  async unsay(channel: string, message: string): Promise<void> {
    const options = { key: `dlv_${this.#next()}`, signal: new AbortController().signal }
    await this.#adapter?.remove?.({ place: { platform: 'web', channel }, message }, options)
  }

  async #answer(happening: Happening): Promise<void> {
    const channel = happening.who.id
    const act = actOf(happening)
    if (act === 'start')
      await this.say(channel, {
        text: `Hello ${happening.who.name}. I keep your points here, and I listen when something went wrong.`,
        parts: [
          {
            kind: 'buttons',
            buttons: [
              { label: 'My points', press: 'points', tone: 'primary' },
              { label: 'Complain', form: 'complain' },
              { label: 'Where we are', url: 'https://example.com/cafe' },
            ],
          },
        ],
      })
    else if (act === 'points') await this.#points(channel)
    else if (act === 'card')
      await this.say(channel, {
        text: 'Show this at the counter.',
        parts: [
          {
            kind: 'image',
            media: 'image/png',
            data: stripes(320, 120),
            name: 'card.png',
            alt: 'Bar code of card 1042 7731',
          },
        ],
      })
    else if (act === 'fill:earn' && happening.kind === 'filled') await this.#earned(channel, happening.values)
    else if (act === 'fill:complain') await this.#complained(channel)
    else if (act === 'claim' && happening.kind === 'pressed')
      await this.say(
        channel,
        { text: 'Complaint 7 is yours.', parts: [facts('Waits for', 'an answer')] },
        happening.message,
      )
    else if (act === 'demo.fill') await this.#fill(channel)
    else if (act !== 'quiet') await this.say(channel, { text: 'I did not understand that. Try /points.' })
  }

  async #points(channel: string): Promise<void> {
    await this.say(channel, {
      text: `You have ${this.#balance} points.`,
      parts: [
        {
          kind: 'facts',
          rows: [
            ['Balance', `${this.#balance} points`],
            ['On their way', '12 points'],
            ['Next to expire', '40 points on 31 March'],
          ],
        },
        { kind: 'buttons', buttons: [{ label: 'History', press: 'history' }] },
      ],
    })
  }

  async #earned(channel: string, values: Record<string, string>): Promise<void> {
    this.#balance += 25
    this.trace({ kind: 'entry', entry: `ent_${this.#next()}`, customer: 'cus_8k2', points: 25, what: 'sale' })
    await this.say(channel, { text: `25 points for ${values.who}.` })
    await this.say('customer', { text: `+25 points, ${this.#balance} in all.` })
  }

  async #complained(channel: string): Promise<void> {
    await this.say(channel, { text: 'Thank you for telling us. Somebody reads it now.' })
    await this.say('staff', {
      text: 'A complaint from Mia.',
      parts: [
        facts('Complaint', '7'),
        {
          kind: 'buttons',
          buttons: [
            { label: 'Take it', press: 'claim', tone: 'primary' },
            { label: 'Not ours', press: 'quiet', tone: 'danger' },
          ],
        },
      ],
    })
  }

  async #fill(channel: string): Promise<void> {
    await this.say(channel, {
      text: 'The shop is filled.',
      parts: [
        {
          kind: 'facts',
          rows: [
            ['Customers', '24'],
            ['Sales', '310'],
            ['Points', '4,180'],
          ],
        },
      ],
    })
  }

  #next(): string {
    this.#number++
    return `${this.#number.toString().padStart(4, '0')}a${(this.#number * 7919).toString(36)}`
  }
}

function actOf(happening: Happening): string {
  switch (happening.kind) {
    case 'asked':
      return happening.command
    case 'pressed':
      return happening.press
    case 'filled':
      return `fill:${happening.form}`
    case 'said':
      return happening.text
    default:
      return happening.kind
  }
}

function facts(label: string, value: string): { kind: 'facts'; rows: [string, string][] } {
  return { kind: 'facts', rows: [[label, value]] }
}
