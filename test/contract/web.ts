import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'undici'
import { web } from '../../adapters/web/adapter.ts'
import type { Entry } from '../../adapters/web/entry.ts'
import type { DrawnButton } from '../../adapters/web/render.ts'
import type { Adapter, FieldErrors, Person, Place, SentFile } from '../../src/chat.ts'
import {
  type Actor,
  type Opened,
  type Opener,
  type Outside,
  type Picked,
  type Platform,
  type Shown,
  type ShownButton,
  startWord,
} from './platform.ts'

/** The web chat, as a page of it talks with the server. */
export const onWeb: Platform = {
  name: 'the web chat',
  has: {
    forms: true,
    files: true,
    groups: false,
    threads: false,
    names: false,
    replies: false,
    edits: true,
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
  readonly link: string
  readonly linkWithWord: string
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
    this.link = `${outside.url}/`
    this.linkWithWord = `${outside.url}/?start=${startWord}`
  }

  readonly faults = {
    fail: async () => {
      await rm(this.#folder, { recursive: true })
      return async () => void (await mkdir(this.#folder))
    },
  }

  adapter(): Adapter {
    const { url, log } = this.outside
    return web({ seats: ['customer'], people: seats, folder: this.#folder, text: () => ({}), address: () => url, log })
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
      upload: async ({ name, media, bytes }) => {
        const form = new FormData()
        form.append('file', new File([new Uint8Array(bytes)], name, { type: media }))
        const answer = await fetch(`${this.outside.url}/web/${who.id}/files`, { method: 'POST', body: form })
        return ((await answer.json()) as { id: string }).id
      },
      download: async (entry, file) => {
        const answer = await fetch(`${this.outside.url}/web/${who.id}/messages/${entry}/files/${file}`)
        return answer.ok ? Buffer.from(await answer.arrayBuffer()) : Buffer.alloc(0)
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
    return actor(
      { platform: 'web', id: 'nobody' },
      {
        act: () => Promise.reject(),
        entries: async () => [],
        upload: () => Promise.reject(),
        download: () => Promise.reject(),
      },
    )
  }

  loses({ id }: SentFile): void {
    rmSync(join(this.#folder, 'uploads', id))
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
type Page = {
  act(action: object): Promise<Answer>
  entries(): Promise<Entry[]>
  upload(picked: Picked): Promise<string>
  download(entry: string, file: string): Promise<Buffer>
}

function actor(who: Person, page: Page): Actor {
  const { act, entries } = page
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
  const uploads = (picked: Picked[]) => Promise.all(picked.map((each) => page.upload(each)))
  let last: Promise<Answer> | undefined
  const change = async (action: object) => act({ ...action, message: (await last)?.entry?.id })
  return {
    who,
    place,
    says: (text) => {
      last = act({ kind: 'say', text })
    },
    sends: (picked, text = '') => {
      last = uploads(picked).then((files) => act({ kind: 'say', text, files }))
    },
    edits: (text) => void change({ kind: 'edit', text }),
    deletes: () => void change({ kind: 'delete' }),
    asks: (command, args) => void act({ kind: 'ask', command, args }),
    presses: (shown, label) => {
      const button = buttonOf(shown, label)
      if (!('press' in button)) throw new Error(`"${label}" cannot be pressed`)
      void act({ kind: 'press', press: button.press, message: shown.id })
    },
    fills: async (opener, values, picked = {}) => {
      const files: [string, string[]][] = []
      for (const [field, them] of Object.entries(picked)) files.push([field, await uploads(them)])
      const form = await formBehind(opener)
      return (await act({ kind: 'fill', ...form, values, files: Object.fromEntries(files) })).errors
    },
    sees: async () => {
      const theirs = (await entries()).filter((entry): entry is Theirs => entry.from === 'bot' && !entry.removed)
      return Promise.all(
        theirs.map(async (entry) => {
          const shown = await look(place, entry, page)
          behind.set(shown, buttonsOf(entry))
          return shown
        }),
      )
    },
  }
}

type Theirs = Entry & { from: 'bot' }

function buttonsOf({ message }: Theirs): DrawnButton[] {
  return message.parts.flatMap((part) => (part.kind === 'buttons' ? part.buttons : []))
}

async function look(place: Place, entry: Theirs, page: Page): Promise<Shown> {
  const { text, parts } = entry.message
  const facts = parts.flatMap((part) => (part.kind === 'facts' ? part.rows.map((row) => row.join(': ')) : []))
  return {
    id: entry.id,
    place,
    words: [text, ...facts].filter((line) => line !== '').join('\n'),
    buttons: buttonsOf(entry).map(lookOfButton),
    images: (
      await Promise.all(
        parts.map(async (part) => {
          if (part.kind === 'file' && part.picture)
            return [{ bytes: await page.download(entry.id, part.file), alt: part.name }]
          if (part.kind !== 'image') return []
          return [{ bytes: Buffer.from(part.source.slice(part.source.indexOf(',')), 'base64'), alt: part.alt }]
        }),
      )
    ).flat(),
    files: await Promise.all(
      parts
        .filter((part) => part.kind === 'file')
        .map(async ({ file, name }) => ({ name, bytes: await page.download(entry.id, file) })),
    ),
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
