import { FakeAdapter, type FakeOptions, type Shown } from '../adapters/fake/adapter.ts'
import type { Button, Happening, Message, Values } from '../src/chat.ts'
import type { Database } from '../src/database/database.ts'
import { RegularsEngine } from '../src/engine/engine.ts'
import type { Feature } from '../src/engine/feature.ts'
import { Measures } from '../src/engine/measures.ts'
import { allFeatures } from '../src/features.ts'
import type { Blobs } from '../src/files/blobs/blobs.ts'
import { type FileRules, usualTypes } from '../src/files/rules.ts'
import type { Log } from '../src/log.ts'
import { defaultProgram, type Program } from '../src/program/program.ts'
import type { Entrance } from '../src/referrals/door/entrance.ts'
import type { Role } from '../src/staff/rules.ts'
import { appoint } from '../src/staff/store.ts'
import { notUnderstood } from '../src/welcome/flow.ts'
import type { Fresh } from './databases.ts'
import { MemoryBlobs } from './files/memory.ts'
import { silent } from './log.ts'

export type WorldOptions = {
  program?: Partial<Program>
  /** The ways into the shop; none when absent. */
  entrance?: Entrance
  more?: readonly Feature[]
  /** These features alone, instead of all. */
  only?: readonly Feature[]
  fake?: FakeOptions
  /** A second platform beside the first, by its name. */
  second?: string
  now?: () => Date
  start?: boolean
  /** Instead of a database of its own, such as that of a world before it. */
  database?: Database
  log?: Log
  /** What keeps files, and which. */
  files?: Partial<{ blobs: Blobs; rules: FileRules }>
}

/** A shop that asks nobody whether he wants promotions. */
export const unasked: Partial<Program> = { promotions: { consent: 'assumed' } }

/** Ids of events are unique within a run, whichever world they are from. */
let events = 0

/** A whole engine on a fake platform. */
export class World {
  readonly engine: RegularsEngine
  readonly fake: FakeAdapter
  readonly second: FakeAdapter
  readonly database: Database
  readonly measures = new Measures()

  private constructor(database: Database, options: WorldOptions) {
    // Nobody is asked beside what a test is about, unless that is it.
    const program = { ...defaultProgram, ...unasked, ...options.program }
    this.database = database
    this.fake = new FakeAdapter(options.fake)
    this.second = new FakeAdapter({ platform: options.second ?? 'none' })
    this.engine = new RegularsEngine({
      database,
      features: options.only ?? [
        ...allFeatures(program, options.entrance ? { entrance: options.entrance } : {}),
        ...(options.more ?? []),
      ],
      unknown: notUnderstood,
      files: { blobs: new MemoryBlobs(), rules: { most: 1_000, types: usualTypes }, ...options.files },
      log: options.log ?? silent,
      measures: this.measures,
      ...(options.now ? { now: options.now } : {}),
    })
  }

  /** Opens a world on a database of its own; both are closed at the end of the test. */
  static async open(fresh: Fresh, options: WorldOptions = {}): Promise<World> {
    const world = new World(options.database ?? (await fresh.open()), options)
    fresh.after(() => world.close())
    await world.engine.connect(world.fake)
    if (options.second) await world.engine.connect(world.second)
    if (options.start !== false) await world.engine.start()
    return world
  }

  close(): Promise<void> {
    return this.engine.stop()
  }

  person(id: string, about: { name?: string; locale?: string } = {}): Someone {
    return new Someone(this, this.fake, id, about)
  }

  /** Somebody on the second platform. */
  elsewhere(id: string, about: { name?: string; locale?: string } = {}): Someone {
    return new Someone(this, this.second, id, about)
  }

  /** Somebody with a role. */
  async member(id: string, role: Role, about: { name?: string; locale?: string } = {}): Promise<Someone> {
    await this.engine.run((unit) => appoint(unit, [{ platform: this.fake.platform, id }], role))
    return this.person(id, about)
  }

  nextEvent(): string {
    events += 1
    return `event-${events}`
  }
}

type Act = Happening extends infer H
  ? H extends Happening
    ? Omit<H, 'id' | 'who' | 'where' | 'at' | 'direct'>
    : never
  : never

/** A person in a conversation test: does something, and reads what comes back. */
export class Someone {
  readonly id: string
  readonly #world: World
  readonly #platform: FakeAdapter
  readonly #about: { name?: string; locale?: string }

  constructor(world: World, platform: FakeAdapter, id: string, about: { name?: string; locale?: string }) {
    this.#world = world
    this.#platform = platform
    this.id = id
    this.#about = about
  }

  happening(act: Act, options: { event?: string; channel?: string } = {}): Happening {
    const { platform } = this.#platform
    return {
      id: options.event ?? this.#world.nextEvent(),
      who: { platform, id: this.id, ...this.#about },
      where: { platform, channel: options.channel ?? this.id },
      at: new Date(),
      direct: options.channel === undefined,
      ...act,
    } as Happening
  }

  /** Does it, and gives the next message shown to this person. */
  async does(act: Act, options: { event?: string; channel?: string } = {}): Promise<Shown> {
    const answer = this.hears()
    await this.#world.engine.receive(this.happening(act, options))
    return answer
  }

  /** The next message shown to this person. */
  hears(): Promise<Shown> {
    return this.#platform.next((shown) => shown.place.channel === this.id)
  }

  says(text: string, options: { channel?: string } = {}): Promise<Shown> {
    const [, command, args] = /^\/(\S+)\s*(.*)$/s.exec(text) ?? []
    return this.does(
      command === undefined ? { kind: 'said', text } : { kind: 'asked', command, args: args ?? '' },
      options,
    )
  }

  /** Presses the button with that label on a message. */
  presses(shown: Shown, label: string): Promise<Shown> {
    const button = buttonsOf(shown.message).find((it) => it.label === label)
    if (!button)
      throw new Error(
        `no button "${label}", but ${buttonsOf(shown.message)
          .map((it) => it.label)
          .join(', ')}`,
      )
    const press = 'press' in button ? button.press : 'form' in button ? `form:${button.form}:${button.about ?? ''}` : ''
    return this.does({ kind: 'pressed', press, message: shown.id })
  }

  fills(form: string, values: Values, about?: string): Promise<Shown> {
    return this.does({ kind: 'filled', form, values, ...(about === undefined ? {} : { about }) })
  }
}

export function buttonsOf(message: Message): Button[] {
  return (message.parts ?? []).flatMap((part) => (part.kind === 'buttons' ? part.buttons : []))
}

/** A message as one reads it: its text, then its facts line by line. */
export function readable(message: Message): string {
  const facts = (message.parts ?? []).flatMap((part) =>
    part.kind === 'facts' ? part.rows.map(([label, value]) => `${label}: ${value}`) : [],
  )
  return [message.text, ...facts].join('\n')
}
