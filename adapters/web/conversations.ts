import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Engine, FieldErrors, Form, Message, Person, SentFile } from '../../src/chat.ts'
import { didWhat } from './did.ts'
import { type Entry, forPage, type Mine } from './entry.ts'
import type { Feed } from './feed.ts'
import type { Invented } from './people.ts'
import { type Action, type Attached, isCommand, toHappening } from './read.ts'
import { draw } from './render.ts'
import { Transcript } from './transcript.ts'
import type { Uploads } from './uploads.ts'

/** What came of an act: taken by the engine (or a form opened for it), or something is wrong with it. */
export type Outcome = { taken: Entry | undefined } | { wrong: FieldErrors } | { unknown: 'form' | 'file' | 'message' }

type Settings = { folder: string | undefined; now: () => Date; feed: Feed; engine: Engine; uploads: Uploads }

/** All transcripts, and the two ways in which they grow: the person acts, the bot speaks. */
export class Conversations {
  readonly #settings: Settings
  readonly #transcripts = new Map<string, Promise<Transcript>>()
  readonly #acting = new Map<string, Promise<Outcome>>()
  /** For each person, the act that is being taken down: the next one waits for it. */
  readonly #turns = new Map<string, Promise<unknown>>()
  readonly #saying = new Map<string, Promise<Entry>>()
  readonly #locales = new Map<string, string>()

  constructor(settings: Settings) {
    this.#settings = settings
  }

  /** The transcript of that person, read from disk the first time. Rejects when it cannot be read. */
  of(person: string): Promise<Transcript> {
    let transcript = this.#transcripts.get(person)
    if (!transcript) {
      transcript = this.#open(person)
      transcript.catch(() => this.#transcripts.delete(person))
      this.#transcripts.set(person, transcript)
    }
    return transcript
  }

  /**
   * Takes an act down, then hands it to the engine, then marks it as sent. The acts of a person are handed over in the
   * order in which they came. The same act again joins the first or repeats it; the engine knows it by its id. Rejects
   * when the engine does: the act stays marked as not yet sent.
   */
  act(person: Invented, action: Action): Promise<Outcome> {
    return once(this.#acting, `${person.id}:${action.id}`, async () => {
      const before = this.#turns.get(person.id)
      const begun = Promise.resolve(before).then(() => this.#begin(person, action))
      this.#turns.set(
        person.id,
        begun.catch(() => {}),
      )
      return (await begun).outcome
    })
  }

  /** Adds what the bot says, or changes what it said. The same `key` again gives what came of it the first time. */
  say(person: string, message: Message, key: string, replaces?: string): Promise<Entry> {
    return once(this.#saying, `${person}:${key}`, () => this.#say(person, message, key, replaces))
  }

  async #say(person: string, message: Message, key: string, replaces?: string): Promise<Entry> {
    const transcript = await this.of(person)
    const done = transcript.delivery(key)
    if (done) return done
    const drawn = draw(message, (form, about) => this.#settings.engine.form({ form, about }, this.#locales.get(person)))
    const before = replaces === undefined ? undefined : transcript.find(replaces)
    const changed =
      before?.from === 'bot' &&
      !before.removed &&
      (await transcript.change(before, { keys: [...before.keys, key].slice(-20), message: drawn, edited: true }))
    const entry = changed || (await transcript.add({ from: 'bot', keys: [key], message: drawn }))
    this.#tell(person, entry)
    return entry
  }

  /** Takes away what the bot said; nothing is done when it is gone. */
  async remove(person: string, message: string): Promise<void> {
    const transcript = await this.of(person)
    const entry = transcript.find(message)
    if (entry?.from !== 'bot' || entry.removed) return
    const removed = await transcript.change(entry, { removed: true, message: { text: '', parts: [] } })
    if (removed) this.#tell(person, removed)
  }

  /** Resolves when everything begun so far is on disk. */
  async close(): Promise<void> {
    const transcripts = await Promise.allSettled(this.#transcripts.values())
    for (const it of transcripts) if (it.status === 'fulfilled') await it.value.close()
  }

  async #open(person: string): Promise<Transcript> {
    const { folder, now } = this.#settings
    if (folder !== undefined) await mkdir(folder, { recursive: true, mode: 0o700 })
    const transcript = await Transcript.open(folder && join(folder, `${person}.jsonl`), now)
    for (const entry of transcript.entries())
      if (entry.from === 'me' && entry.locale !== undefined) this.#locales.set(person, entry.locale)
    return transcript
  }

  /** Takes the act down and calls the engine; `outcome` is yet to come. */
  async #begin(person: Invented, action: Action): Promise<{ outcome: Outcome | Promise<Outcome> }> {
    const { engine } = this.#settings
    const transcript = await this.of(person.id)
    if (action.locale !== undefined) this.#locales.set(person.id, action.locale)
    if (action.kind === 'edit' || action.kind === 'delete') return { outcome: this.#change(transcript, person, action) }
    const attached = await this.#attached(action)
    if (!attached) return { outcome: { unknown: 'file' } }
    let entry: Entry | undefined = transcript.action(action.id)
    if (!entry) {
      const form = action.kind === 'fill' ? engine.form({ form: action.form }, action.locale) : undefined
      if (action.kind === 'fill') {
        if (!form) return { outcome: { unknown: 'form' } }
        const wrong = engine.check(action.form, action.values, action.locale, attached.filled ?? {})
        if (wrong) return { outcome: { wrong } }
      }
      entry = await this.#takeDown(transcript, person, action, form, attached)
    }
    if (entry?.from === 'me' && entry.opens) return { outcome: { taken: entry } }
    return { outcome: this.#handOver(transcript, person, action, entry, attached) }
  }

  /** The uploads that the act names; undefined when one of them is not there. */
  async #attached(action: Action): Promise<Attached | undefined> {
    const { uploads } = this.#settings
    if (action.kind === 'say' || action.kind === 'ask') {
      const said = await uploads.find(action.files ?? [])
      return said && { said }
    }
    if (action.kind !== 'fill' || !action.files) return {}
    const filled: [string, SentFile[]][] = []
    for (const [field, ids] of Object.entries(action.files)) {
      const files = await uploads.find(ids)
      if (!files) return undefined
      filled.push([field, files])
    }
    return { filled: Object.fromEntries(filled) }
  }

  /** Changes what the person said, once the engine knows of it. Commands were carried out: nothing changes them. */
  async #change(
    transcript: Transcript,
    person: Invented,
    action: Action & { kind: 'edit' | 'delete' },
  ): Promise<Outcome> {
    const { engine, now } = this.#settings
    const entry = transcript.find(action.message)
    if (entry?.from !== 'me' || entry.did.kind !== 'said' || entry.deleted || isCommand(entry.did.text))
      return { unknown: 'message' }
    await engine.receive(toHappening(action, whoIs(person), now()))
    const patch: Partial<Mine> =
      action.kind === 'edit'
        ? { did: { ...entry.did, text: action.text }, edited: true }
        : { did: { kind: 'said', text: '' }, deleted: true }
    const changed = await transcript.change(entry, patch)
    if (changed) this.#tell(person.id, changed)
    return { taken: changed }
  }

  async #handOver(
    transcript: Transcript,
    person: Invented,
    action: Action,
    entry: Entry | undefined,
    attached: Attached,
  ): Promise<Outcome> {
    const { engine, now } = this.#settings
    await engine.receive(toHappening(action, whoIs(person), now(), entry?.id, attached))
    if (entry?.from !== 'me' || entry.state === 'sent') return { taken: entry }
    const sent = await transcript.change(entry, { state: 'sent' })
    if (sent) this.#tell(person.id, sent)
    return { taken: sent }
  }

  /** A press of a button leaves no line of its own unless it brings words for one: the button shows it. */
  async #takeDown(
    transcript: Transcript,
    person: Invented,
    action: Action,
    form: Form | undefined,
    attached: Attached,
  ): Promise<Entry | undefined> {
    const did = didWhat(action, form, attached)
    if (!did) return undefined
    const opens = action.kind === 'ask' ? this.#settings.engine.form(action, action.locale) : undefined
    const entry = await transcript.add({
      from: 'me',
      happening: action.id,
      did,
      ...(action.locale === undefined ? {} : { locale: action.locale }),
      ...(opens ? { state: 'sent', opens } : { state: 'sending' }),
    })
    this.#tell(person.id, entry)
    return entry
  }

  #tell(person: string, entry: Entry): void {
    this.#settings.feed.publish('entry', { person, entry: forPage(entry) })
  }
}

function whoIs({ id, name }: Invented): Person {
  return { platform: 'web', id, name }
}

/** Joins what is under way under that key, or begins it. */
function once<T>(underWay: Map<string, Promise<T>>, key: string, begin: () => Promise<T>): Promise<T> {
  const joined = underWay.get(key)
  if (joined) return joined
  const begun = begin().finally(() => underWay.delete(key))
  underWay.set(key, begun)
  return begun
}
