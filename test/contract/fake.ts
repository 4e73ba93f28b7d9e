import { FakeAdapter, type FakeOptions, type Shown as FakeShown, refuse } from '../../adapters/fake/adapter.ts'
import type { Button, Happening, Person, Place, SendTrouble, SentFile } from '../../src/chat.ts'
import {
  type Actor,
  type Opened,
  type Opener,
  type Picked,
  type Platform,
  pauseMs,
  type Saying,
  type Shown,
} from './platform.ts'

/** The fake platform: with forms of its own, on which it also finds what may have arrived, or without. */
export function fake({ forms }: { forms: boolean }): Platform {
  return {
    name: forms ? 'the fake platform with forms' : 'the fake platform',
    has: {
      forms,
      files: true,
      groups: true,
      threads: true,
      names: true,
      replies: true,
      edits: true,
      repeats: false,
      desks: true,
      finds: forms,
      tones: true,
    },
    faults: ['slow', 'refuse', 'fail', 'lose', 'hang'],
    open: async () => new Fake({ forms, looks: forms }),
  }
}

type Told = Happening extends infer One ? (One extends Happening ? Omit<One, keyof Base> : never) : never
type Base = Pick<Happening, 'id' | 'who' | 'where' | 'at' | 'direct'>

class Fake implements Opened {
  readonly secrets = []
  readonly link = undefined
  readonly linkWithWord = undefined
  readonly platform: FakeAdapter
  readonly deaf = new Set<string>()
  readonly members = new Map<string, Set<string>>()
  waiting = 0
  readonly #untaken: Happening[] = []
  #last: Happening | undefined
  #number = 0

  constructor(options: FakeOptions) {
    this.platform = new FakeAdapter(options)
    this.#hear()
  }

  readonly faults = {
    slow: async () => this.#before({ kind: 'later', afterMs: pauseMs }),
    refuse: async () => this.#before({ kind: 'refused' }),
    fail: async () => this.#before({ kind: 'later' }),
    lose: async () => this.#after(() => refuse({ kind: 'unknown' })),
    hang: async () => this.#after(() => new Promise(() => {})),
  }

  /** The platform is the adapter, so there is but one; it goes on telling what was not taken. */
  adapter(): FakeAdapter {
    const { platform } = this
    const start = FakeAdapter.prototype.start.bind(platform)
    platform.start = async (engine) => {
      await start(engine)
      for (const happening of this.#untaken.splice(0)) void this.#tell(happening)
    }
    return platform
  }

  person(about: { name?: string; locale?: string } = {}): Actor {
    return actor(this, { platform: 'fake', id: this.next('person'), ...about })
  }

  stranger(): Actor {
    const stranger = this.person()
    this.deaf.add(stranger.who.id)
    return stranger
  }

  group(...people: Actor[]) {
    const place: Place = { platform: 'fake', channel: this.next('group') }
    this.platform.groups.add(place.channel)
    this.members.set(place.channel, new Set(people.map(({ who }) => who.id)))
    return { place, thread: () => ({ ...place, thread: 'thread-1' }) }
  }

  does(who: Person, act: Told, where: Place = { platform: 'fake', channel: who.id }): void {
    const base: Base = { id: this.next('event'), who, where, at: new Date(), direct: where.channel === who.id }
    this.#last = { ...base, ...act }
    this.waiting += 1
    void this.#tell(this.#last)
  }

  /** Puts them where the platform keeps what people upload. */
  upload(picked: Picked[]): SentFile[] {
    return picked.map(({ name, media, bytes, claims }) => {
      const id = this.next('file')
      this.platform.uploads.set(id, bytes)
      return { id, name, media, size: claims ?? bytes.length }
    })
  }

  loses({ id }: SentFile): void {
    this.platform.uploads.delete(id)
  }

  next(kind: string): string {
    this.#number += 1
    return `${kind}-${this.#number}`
  }

  repeat(): void {
    if (this.#last) void this.platform.happens(this.#last)
  }

  async close(): Promise<void> {}

  async #tell(happening: Happening): Promise<void> {
    if (await this.platform.happens(happening)) this.waiting -= 1
    else this.#untaken.push(happening)
  }

  #hear(): void {
    this.platform.before = ({ only, place }) => {
      if (this.deaf.has(only?.id ?? place.channel)) refuse({ kind: 'unreachable' })
    }
  }

  #before(trouble: SendTrouble): () => Promise<void> {
    this.platform.before = () => {
      this.#hear()
      refuse(trouble)
    }
    return async () => {}
  }

  #after(act: () => Promise<void>): () => Promise<void> {
    this.platform.after = () => {
      this.platform.after = () => {}
      return act()
    }
    return async () => {}
  }
}

function actor(world: Fake, who: Person): Actor {
  const { platform } = world
  const place: Place = { platform: 'fake', channel: who.id }
  let message = ''
  let there: Place | undefined
  const answering = ({ answering: other }: Saying) =>
    other ? { replyTo: other.who, inReplyTo: world.next('said') } : {}
  const sees = ({ place: { channel }, only }: FakeShown) =>
    (only ?? channel) === who.id || (!only && world.members.get(channel)?.has(who.id))
  return {
    who,
    place,
    says: (text, saying = {}) => {
      message = world.next('said')
      there = saying.in
      const called = there && ({ called: true } as const)
      world.does(who, { kind: 'said', text, message, ...called, ...answering(saying) }, there)
    },
    sends: (picked, text = '') => {
      message = world.next('said')
      there = undefined
      world.does(who, { kind: 'said', text, message, files: world.upload(picked) })
    },
    edits: (text) => world.does(who, { kind: 'edited', message, text }, there),
    deletes: () => world.does(who, { kind: 'deleted', message }, there),
    asks: (command, args, saying = {}) =>
      world.does(who, { kind: 'asked', command, args, message: world.next('said'), ...answering(saying) }, saying.in),
    presses: (shown, label) => {
      const button = buttonOf(platform, shown, label)
      if ('url' in button) throw new Error(`"${label}" is a link`)
      const press = 'press' in button ? button.press : `form:${button.form}:${button.about ?? ''}`
      world.does(who, { kind: 'pressed', press, message: shown.id }, shown.place)
    },
    fills: async (opener, values, picked = {}) => {
      const { form, ...more } = formBehind(platform, opener)
      const files = Object.fromEntries(Object.entries(picked).map(([field, them]) => [field, world.upload(them)]))
      const wrong = platform.engine.check(form, values, who.locale, files)
      const given = Object.keys(files).length > 0 ? { files } : {}
      if (!wrong) world.does(who, { kind: 'filled', form, values, ...given, ...more })
      return wrong
    },
    blocks: () => {
      world.deaf.add(who.id)
      world.does(who, { kind: 'left' })
    },
    unblocks: () => {
      world.deaf.delete(who.id)
      world.does(who, { kind: 'joined' })
    },
    sees: () => Promise.all(platform.shown.filter(sees).map((shown) => look(platform, shown))),
  }
}

function buttonOf(platform: FakeAdapter, { id }: Shown, label: string): Button {
  const button = buttonsOf(platform.shown.find((shown) => shown.id === id)).find((it) => it.label === label)
  if (!button) throw new Error(`no button "${label}"`)
  return button
}

function formBehind(platform: FakeAdapter, opener: Opener): { form: string; about?: string; message?: string } {
  if ('command' in opener) {
    const form = platform.engine.form({ command: opener.command, args: '' })
    if (!form) throw new Error(`/${opener.command} opens no form`)
    return { form: form.id }
  }
  const button = buttonOf(platform, opener.shown, opener.label)
  if (!('form' in button)) throw new Error(`"${opener.label}" opens no form`)
  const { form, about } = button
  return { form, ...(about !== undefined && { about }), message: opener.shown.id }
}

function buttonsOf(shown: FakeShown | undefined): Button[] {
  return shown?.message.parts?.flatMap((part) => (part.kind === 'buttons' ? part.buttons : [])) ?? []
}

async function look(platform: FakeAdapter, shown: FakeShown): Promise<Shown> {
  const { text, parts = [] } = shown.message
  const facts = parts.flatMap((part) => (part.kind === 'facts' ? part.rows.map((row) => row.join(': ')) : []))
  const stored = await Promise.all(
    parts
      .filter((part) => part.kind === 'file')
      .map(async ({ file, name, picture }) => ({
        name,
        picture,
        bytes: Buffer.from(await platform.engine.file(file).catch(() => Buffer.alloc(0))),
      })),
  )
  return {
    id: shown.id,
    place: shown.place,
    words: [text, ...facts].filter((line) => line !== '').join('\n'),
    buttons: buttonsOf(shown).map(({ label, tone, ...button }) => ({
      label,
      ...(tone && { tone }),
      ...('url' in button && { url: button.url }),
    })),
    images: [
      ...parts.flatMap((part) =>
        part.kind === 'image' ? [{ bytes: Buffer.from(part.data, 'base64'), alt: part.alt }] : [],
      ),
      ...stored.flatMap(({ name, bytes, picture }) => (picture ? [{ bytes, alt: name }] : [])),
    ],
    files: stored.flatMap(({ name, bytes, picture }) => (picture ? [] : [{ name, bytes }])),
    edited: shown.edited > 0,
    live: [],
  }
}
