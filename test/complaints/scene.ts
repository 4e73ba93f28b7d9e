import { setImmediate as turn } from 'node:timers/promises'
import { FakeAdapter, type FakeOptions, type Shown } from '../../adapters/fake/adapter.ts'
import type { CountOptions } from '../../src/audiences/exports.ts'
import type { Button, Happening, SentFile, Values } from '../../src/chat.ts'
import type { Database } from '../../src/database/database.ts'
import { RegularsEngine } from '../../src/engine/engine.ts'
import { Measures } from '../../src/engine/measures.ts'
import { allFeatures } from '../../src/features.ts'
import { usualTypes } from '../../src/files/rules.ts'
import { defaultProgram, type Program } from '../../src/program/program.ts'
import type { Entrance } from '../../src/referrals/door/entrance.ts'
import type { Role } from '../../src/staff/rules.ts'
import { appoint } from '../../src/staff/store.ts'
import { notUnderstood } from '../../src/welcome/flow.ts'
import { buttonsOf, readable, unasked } from '../conversation.ts'
import type { Fresh } from '../databases.ts'
import { MemoryBlobs } from '../files/memory.ts'
import { silent } from '../log.ts'

/** What the platforms can do, as far as it matters to a desk. */
export const kinds: Readonly<Record<string, FakeOptions>> = {
  telegram: { forms: false, threads: true },
  slack: { forms: true, threads: true, looks: true },
  discord: { forms: true, threads: true, looks: true },
  web: { forms: true, threads: false },
}

export type SceneOptions = {
  program?: Partial<Program>
  platforms?: readonly string[]
  database?: Database
  now?: () => Date
  /** The ways into the shop; none when absent. */
  entrance?: Entrance
  /** From how many customers on they are counted aside, and in which pieces. */
  counting?: CountOptions
}

/** For how long the same may wait until a test fails, in milliseconds: a deadline, never waited for by a test that passes. */
const stuckMs = 20_000

let events = 0

/** Several platforms around one engine: customers here, desks there. */
export class Scene {
  readonly database: Database
  readonly engine: RegularsEngine
  readonly platforms = new Map<string, FakeAdapter>()
  readonly blobs = new MemoryBlobs()

  private constructor(
    database: Database,
    { program, platforms = Object.keys(kinds), now, entrance, counting }: SceneOptions,
  ) {
    this.database = database
    for (const platform of platforms) this.platforms.set(platform, new FakeAdapter({ platform, ...kinds[platform] }))
    this.engine = new RegularsEngine({
      database,
      features: allFeatures(
        { ...defaultProgram, ...unasked, ...program },
        {
          drawers: () => [...this.platforms.values()],
          ...(now && { now }),
          ...(entrance && { entrance }),
          ...(counting && { counting }),
        },
      ),
      unknown: notUnderstood,
      files: { blobs: this.blobs, rules: { most: 1_000, types: usualTypes } },
      log: silent,
      measures: new Measures(),
      ...(now && { now }),
    })
  }

  static async open(fresh: Fresh, options: SceneOptions = {}): Promise<Scene> {
    const scene = new Scene(options.database ?? (await fresh.open()), options)
    fresh.after(() => scene.engine.stop())
    for (const platform of scene.platforms.values()) await scene.engine.connect(platform)
    await scene.engine.start()
    return scene
  }

  on(platform: string): FakeAdapter {
    const found = this.platforms.get(platform)
    if (!found) throw new Error(`no platform ${platform} here`)
    return found
  }

  person(platform: string, id: string, about: { name?: string; locale?: string } = {}): Actor {
    return new Actor(this, this.on(platform), id, about)
  }

  async member(platform: string, id: string, role: Role, about: { name?: string } = {}): Promise<Actor> {
    await this.engine.run((unit) => appoint(unit, [{ platform, id }], role))
    return this.person(platform, id, about)
  }

  /** Resolves once everything that was to be said has been said. Rejects with what still waits when nothing moves any more. */
  async settle(): Promise<void> {
    let before = ''
    let moved = performance.now()
    for (;;) {
      const waiting = await this.database.query<{ what: string }>(
        `SELECT 'delivery ' || id || ' ' || state || ' ' || tries || ' ' || platform || ' ' || cause AS what FROM delivery WHERE state IN ('queued', 'sending')
         UNION ALL SELECT 'happening ' || id || ' ' || platform FROM inbox WHERE done IS NULL
         UNION ALL SELECT 'file ' || id || ' ' || tries FROM file WHERE state = 'waiting'`,
      )
      if (waiting.length === 0) return
      const now = waiting.map(({ what }) => what).join('\n')
      if (now !== before) moved = performance.now()
      else if (performance.now() - moved > stuckMs) throw new Error(`nothing moves any more:\n${now}`)
      before = now
      await turn()
    }
  }

  /** Lets a timer look at once. */
  async sweep(...names: string[]): Promise<void> {
    for (const name of names.length > 0 ? names : ['complaints.files', 'complaints.trouble']) {
      await this.settle()
      await this.engine.clock.sweep(name)
    }
    await this.settle()
  }

  event(): string {
    events += 1
    return `scene-${events}`
  }
}

/** Where somebody acts: alone with the bot, or in a channel, perhaps in a thread of it. */
export type Spot = { channel?: string; thread?: string; inReplyTo?: string; message?: string; event?: string }

type Act = Happening extends infer H
  ? H extends Happening
    ? Omit<H, 'id' | 'who' | 'where' | 'at' | 'direct'>
    : never
  : never

/** A person of a scene: acts, and sees what there is to be seen. */
export class Actor {
  readonly id: string
  readonly platform: FakeAdapter
  readonly #scene: Scene
  readonly #about: { name?: string; locale?: string }

  constructor(scene: Scene, platform: FakeAdapter, id: string, about: { name?: string; locale?: string }) {
    this.#scene = scene
    this.platform = platform
    this.id = id
    this.#about = about
  }

  happening(act: Act, { channel, thread, event }: Spot = {}): Happening {
    const { platform } = this.platform
    return {
      id: event ?? this.#scene.event(),
      who: { platform, id: this.id, ...this.#about },
      where: { platform, channel: channel ?? this.id, ...(thread !== undefined && { thread }) },
      at: new Date(),
      direct: channel === undefined,
      ...act,
    } as Happening
  }

  /** Does it, and waits until everything that follows has been said. */
  async does(act: Act, spot: Spot = {}): Promise<void> {
    if (spot.channel !== undefined) this.platform.groups.add(spot.channel)
    await this.#scene.engine.receive(this.happening(act, spot))
    await this.#scene.settle()
  }

  says(text: string, spot: Spot & { files?: SentFile[]; called?: true } = {}): Promise<void> {
    const { inReplyTo, message, files, called } = spot
    const more = {
      ...(message !== undefined && { message }),
      ...(inReplyTo !== undefined && { inReplyTo }),
      ...(files && { files }),
    }
    const [, command, args = ''] = /^\/(\S+)\s*(.*)$/s.exec(text) ?? []
    return this.does(
      command === undefined
        ? { kind: 'said', text, ...more, ...(called && { called }) }
        : { kind: 'asked', command, args, ...more },
      spot,
    )
  }

  presses(shown: Shown, label: string | RegExp): Promise<void> {
    const button = buttonsOf(shown.message).find((it) => matches(it.label, label))
    if (!button) throw new Error(`no button ${label} on "${readable(shown.message)}": ${labelsOf(shown)}`)
    const { channel, thread } = shown.place
    const spot = channel === this.id ? {} : { channel, ...(thread !== undefined && { thread }) }
    return this.does({ kind: 'pressed', press: pressOf(button), message: shown.id }, spot)
  }

  fills(form: string, values: Values, about?: string, spot: Spot & { files?: SentFile[] } = {}): Promise<void> {
    const { files } = spot
    return this.does(
      { kind: 'filled', form, values, ...(about !== undefined && { about }), ...(files && { files: { files } }) },
      spot,
    )
  }

  /** Everything that this person sees in his own conversation, or what stands in a channel and its threads. */
  sees(channel = this.id): Shown[] {
    return this.platform.shown.filter(({ place }) => place.channel === channel)
  }

  last(channel = this.id): Shown {
    const shown = this.sees(channel).at(-1)
    if (!shown) throw new Error(`${this.id} sees nothing`)
    return shown
  }

  /** The last message there that says this. */
  finds(words: string | RegExp, channel = this.id): Shown {
    const found = this.sees(channel).findLast(({ message }) => matches(readable(message), words))
    if (!found)
      throw new Error(
        `nothing says ${words} to ${this.id} among:\n${this.sees(channel)
          .map(({ message }) => readable(message))
          .join('\n--\n')}`,
      )
    return found
  }
}

const matches = (text: string, words: string | RegExp) =>
  typeof words === 'string' ? text.includes(words) : words.test(text)

export const labelsOf = (shown: Shown) => buttonsOf(shown.message).map(({ label }) => label)

function pressOf(button: Button): string {
  if ('press' in button) return button.press
  return 'form' in button ? `form:${button.form}:${button.about ?? ''}` : ''
}
