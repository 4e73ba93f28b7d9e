import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'undici'
import { web } from '../../adapters/web/adapter.ts'
import type { Entry } from '../../adapters/web/entry.ts'
import type { DrawnButton } from '../../adapters/web/render.ts'
import type { Adapter, FieldErrors, Person, Place } from '../../src/chat.ts'
import type { Actor, Opened, Opener, Outside, Platform, Shown, ShownButton } from './platform.ts'

/** The web chat, as a page of it talks with the server. */
export const onWeb: Platform = {
  name: 'the web chat',
  has: {
    forms: true,
    groups: false,
    threads: false,
    names: false,
    replies: false,
    edits: false,
    repeats: true,
    tones: true,
  },
  faults: ['fail'],
  open: async (outside) => new OnWeb(outside, await mkdtemp(join(tmpdir(), 'regulars-contract-'))),
}

const seats = Array.from({ length: 10 }, (_, n) => ({
  id: `guest-${n}`,
  seat: 'customer' as const,
  name: `Guest ${n}`,
}))

/** The web chat with guests in it; a folder keeps their transcripts. */
export class OnWeb implements Opened {
  readonly secrets = []
  readonly link = undefined
  waiting = 0
  readonly outside: Outside
  readonly #folder: string
  readonly #pages: Client[] = []
  readonly #free = [...seats]
  #again: () => void = () => {}
  #closed = false

  constructor(outside: Outside, folder: string) {
    this.outside = outside
    this.#folder = folder
  }

  readonly faults = {
    fail: async () => {
      await rm(this.#folder, { recursive: true })
      return async () => void (await mkdir(this.#folder))
    },
  }

  adapter(): Adapter {
    return web({ seats: ['customer'], people: seats, folder: this.#folder, text: () => ({}), log: this.outside.log })
  }

  person({ locale }: { locale?: string } = {}): Actor {
    const page = this.#page()
    const who: Person = { ...this.guest(), ...(locale !== undefined && { locale }) }
    return actor(who, {
      act: (action) => this.#act(page, who, action),
      entries: async () => {
        const { body } = await page.request({ method: 'GET', path: `/web/${who.id}/messages` })
        return ((await body.json()) as { entries: Entry[] }).entries
      },
    })
  }

  /** The next one who has done nothing yet. */
  guest(): Person {
    const seat = this.#free.shift()
    if (!seat) throw new Error('there are no more people')
    return { platform: 'web', id: seat.id, name: seat.name }
  }

  stranger(): Actor {
    return actor({ platform: 'web', id: 'nobody' }, { act: () => Promise.reject(), entries: async () => [] })
  }

  repeat(): void {
    this.#again()
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const page of this.#pages) await page.destroy()
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** Requests of one page leave in the order in which they are made, without waiting for answers. */
  #page(): Client {
    const page = new Client(this.outside.url, { pipelining: 50 })
    this.#pages.push(page)
    return page
  }

  /** As the page does it: what is not known to have arrived is sent again, as the same act. */
  #act(page: Client, { id: person, locale }: Person, action: object): Promise<Answer> {
    const id = crypto.randomUUID()
    const body = JSON.stringify({ id, ...(locale !== undefined && { locale }), ...action })
    const post = { method: 'POST', path: `/web/${person}/happenings`, body, idempotent: true, blocking: false } as const
    const send = async (): Promise<Answer> => {
      for (;;) {
        const answer = await page
          .request({ ...post, headers: { 'content-type': 'application/json' } })
          .then(async (it) => ({ status: it.statusCode, ...((await it.body.json()) as object) }))
          .catch(() => ({ status: 503 }))
        if (answer.status >= 400 && answer.status < 422) throw new Error(`the page was answered ${answer.status}`)
        if (answer.status < 500 || this.#closed) return answer
      }
    }
    this.#again = () => void send()
    this.waiting += 1
    return send().finally(() => {
      this.waiting -= 1
    })
  }
}

type Answer = { status: number; entry?: Entry; errors?: FieldErrors }

/** What a person can do with a page. */
type Page = { act(action: object): Promise<Answer>; entries(): Promise<Entry[]> }

function actor(who: Person, { act, entries }: Page): Actor {
  const place: Place = { platform: 'web', channel: who.id }
  const behind = new WeakMap<Shown, DrawnButton[]>()
  const buttonOf = (shown: Shown, label: string): DrawnButton => {
    const button = behind.get(shown)?.find((it) => it.label === label)
    if (!button || 'off' in button) throw new Error(`no button "${label}" that can be pressed`)
    return button
  }
  const formBehind = async (opener: Opener): Promise<object> => {
    if ('command' in opener) {
      const { entry } = await act({ kind: 'ask', command: opener.command })
      if (entry?.from !== 'me' || !entry.opens) throw new Error(`/${opener.command} opens no form`)
      return { form: entry.opens.id }
    }
    const button = buttonOf(opener.shown, opener.label)
    if (!('form' in button)) throw new Error(`"${opener.label}" opens no form`)
    return { form: button.form.id, about: button.about, message: opener.shown.id }
  }
  return {
    who,
    place,
    says: (text) => void act({ kind: 'say', text }),
    asks: (command, args) => void act({ kind: 'ask', command, args }),
    presses: (shown, label) => {
      const button = buttonOf(shown, label)
      if (!('press' in button)) throw new Error(`"${label}" cannot be pressed`)
      void act({ kind: 'press', press: button.press, message: shown.id })
    },
    fills: async (opener, values) => (await act({ kind: 'fill', ...(await formBehind(opener)), values })).errors,
    sees: async () => {
      const theirs = (await entries()).filter((entry) => entry.from === 'bot')
      return theirs.map((entry) => {
        const shown = look(place, entry)
        behind.set(shown, buttonsOf(entry))
        return shown
      })
    },
  }
}

type Theirs = Entry & { from: 'bot' }

function buttonsOf({ message }: Theirs): DrawnButton[] {
  return message.parts.flatMap((part) => (part.kind === 'buttons' ? part.buttons : []))
}

function look(place: Place, entry: Theirs): Shown {
  const { text, parts } = entry.message
  const facts = parts.flatMap((part) => (part.kind === 'facts' ? part.rows.map((row) => row.join(': ')) : []))
  return {
    id: entry.id,
    place,
    words: [text, ...facts].filter((line) => line !== '').join('\n'),
    buttons: buttonsOf(entry).map(lookOfButton),
    images: parts.flatMap((part) => {
      if (part.kind !== 'image') return []
      return [{ bytes: Buffer.from(part.source.slice(part.source.indexOf(',')), 'base64'), alt: part.alt }]
    }),
    edited: entry.edited === true,
    live: [],
  }
}

function lookOfButton(button: DrawnButton): ShownButton {
  return {
    label: button.label,
    ...(button.tone && { tone: button.tone }),
    ...('url' in button && { url: button.url }),
    ...('off' in button && { dead: true }),
  }
}
