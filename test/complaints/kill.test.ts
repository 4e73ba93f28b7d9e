import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { FakeAdapter, type Shown } from '../../adapters/fake/adapter.ts'
import type { Happening, Person, Place } from '../../src/chat.ts'
import type { Database, Dialect } from '../../src/database/database.ts'
import { RegularsEngine } from '../../src/engine/engine.ts'
import { Measures } from '../../src/engine/measures.ts'
import { allFeatures } from '../../src/features.ts'
import { usualTypes } from '../../src/files/rules.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { appoint } from '../../src/staff/store.ts'
import { notUnderstood } from '../../src/welcome/flow.ts'
import { buttonsOf, readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { MemoryBlobs } from '../files/memory.ts'
import { silent } from '../log.ts'
import { Mortal } from './mortal.ts'

/** A platform on which what may have arrived is found again, and one on which nobody can look. */
const names = ['sure', 'blind'] as const
type Name = (typeof names)[number]

/** Each time a message was shown, new or changed. */
type Showing = { platform: Name; key: string; id: string; channel: string; text: string }

/** The process dies at that step, before or after it; see {@link Mortal}. */
type Start = { steps?: number; after?: boolean; putsOff: boolean }

/** A shop whose program dies, and is started again; the platforms and the people on them live on. */
class Town {
  readonly platforms: Record<Name, FakeAdapter>
  readonly showings: Showing[] = []
  /** Numbers that somebody saw and that were not stored. */
  readonly loose: string[] = []
  /** How often a thread was opened, by platform and title. */
  readonly openings: string[] = []
  deaths = 0
  /** How it is started when it is dead. */
  next: Start = { putsOff: false }
  readonly #database: Database
  #process!: { mortal: Mortal; engine: RegularsEngine }
  #events = 0

  constructor(database: Database) {
    this.#database = database
    this.platforms = { sure: this.#platform('sure', true), blind: this.#platform('blind', false) }
  }

  #platform(platform: Name, looks: boolean): FakeAdapter {
    const fake = new FakeAdapter({ platform, forms: true, looks })
    fake.after = async ({ key, id, place, message }) => {
      const text = readable(message)
      this.showings.push({ platform, key, id, channel: place.channel, text })
      for (const [number, digits] of text.matchAll(/(?<![\w-])C-(\d{4,})/g)) {
        const rows = await this.#database.query('SELECT id FROM complaint WHERE id = ?', Number(digits) - 1_000)
        if (rows.length === 0) this.loose.push(number)
      }
    }
    fake.beforeThread = (_root, title) => void this.openings.push(`${platform} ${title}`)
    return fake
  }

  /** Starts a process that dies at its n-th step. */
  async starts({ steps = Number.POSITIVE_INFINITY, after = false, putsOff }: Start): Promise<RegularsEngine> {
    const mortal = new Mortal(steps, after)
    const engine = new RegularsEngine({
      database: mortal.database(this.#database, names),
      features: allFeatures(defaultProgram),
      unknown: notUnderstood,
      files: { blobs: new MemoryBlobs(), rules: { most: 1_000, types: usualTypes } },
      log: silent,
      measures: new Measures(),
    })
    this.#process = { mortal, engine }
    const up = async () => {
      for (const name of names) await engine.connect(mortal.adapter(this.platforms[name], putsOff))
      await engine.start()
    }
    await Promise.race([up(), mortal.died])
    return engine
  }

  /** Starts it again when it is dead. */
  async #revive(): Promise<void> {
    const { mortal, engine } = this.#process
    if (!mortal.dead) return
    this.deaths += 1
    await mortal.rest()
    void engine.stop()
    const start = this.next
    this.next = { putsOff: start.putsOff }
    await this.starts(start)
  }

  /** Ends it as it should be ended. */
  async stops(): Promise<void> {
    await this.#revive()
    await this.#process.engine.stop()
  }

  /** Somebody does something: the platform tells it until it was taken; then everything that follows is waited for. */
  async does(act: object, who: Person, where: Place): Promise<void> {
    this.#events += 1
    const happening = {
      id: `event-${this.#events}`,
      who,
      where,
      at: new Date(),
      direct: where.channel === who.id,
      ...act,
    } as Happening
    for (let isTaken = false; !isTaken; ) {
      await this.#revive()
      const { mortal, engine } = this.#process
      isTaken = await Promise.race([engine.receive(happening).then(() => true), mortal.died.then(() => false)])
    }
    await this.settles()
  }

  /** Resolves once everything has been done and said, however often it has to be started for that. */
  async settles(): Promise<void> {
    for (;;) {
      await this.#revive()
      const [row] = await this.#database.query<{ busy: number }>(
        `SELECT (SELECT count(*) FROM delivery WHERE state IN ('queued', 'sending')) +
           (SELECT count(*) FROM inbox WHERE done IS NULL) AS busy`,
      )
      if (row?.busy === 0 && !this.#process.mortal.dead) return
      await turn()
    }
  }
}

const stan: Person = { platform: 'sure', id: 'stan', name: 'Stan', locale: 'en' }
const bea: Person = { platform: 'blind', id: 'bea', name: 'Bea', locale: 'en' }
const desk = (platform: Name): Place => ({ platform, channel: `desk-${platform}` })

const pressed = (shown: Shown, label: string) => {
  const button = buttonsOf(shown.message).find((it) => it.label === label)
  if (!button || !('press' in button)) throw new Error(`nothing "${label}" to press on ${readable(shown.message)}`)
  return { kind: 'pressed', press: button.press, message: shown.id }
}

/** A town with a desk on either platform. */
async function opened(database: Database): Promise<Town> {
  const town = new Town(database)
  for (const name of names) town.platforms[name].groups.add(desk(name).channel)
  const engine = await town.starts({ putsOff: false })
  await engine.run((unit) => appoint(unit, [stan, bea], 'staff'))
  await town.does({ kind: 'asked', command: 'desk', args: '' }, stan, desk('sure'))
  await town.does({ kind: 'asked', command: 'desk', args: '' }, bea, desk('blind'))
  await town.stops()
  return town
}

/** Somebody new complains; Stan takes it at the one desk, Bea answers at the other. Gives the number. */
async function goesThrough(town: Town, customer: Person): Promise<string> {
  const { sure, blind } = town.platforms
  const alone = { platform: customer.platform, channel: customer.id }
  await town.does(
    { kind: 'filled', form: 'complain', about: 'c:order', values: { text: `${customer.name}’s cup is broken` } },
    customer,
    alone,
  )
  const told = town.showings.find(({ channel, text }) => channel === customer.id && text.includes('Your complaint is'))
  const number = /C-\d+/.exec(told?.text ?? '')?.[0] ?? 'none'
  const card = sure.shown.find((it) => isCard(it, number))
  if (!card) throw new Error('there is no card')
  await town.does(pressed(card, 'I take it'), stan, desk('sure'))
  const thread = blind.opened.find(({ title }) => title.startsWith(number))?.place
  await town.does({ kind: 'asked', command: 'reply', args: 'Have a new one' }, bea, thread ?? desk('blind'))
  return number
}

const isCard = ({ message }: Shown, number: string) =>
  buttonsOf(message).some(({ label }) => label === 'More') && message.text.includes(`${number} · Order`)

/** Everything that has to be there in the end, and how often it may be there twice. */
async function judge(town: Town, database: Database, customer: Person, number: string): Promise<void> {
  const id = Number(number.slice(2)) - 1_000
  const { loose, platforms, showings, openings } = town
  expect(loose).toEqual([])
  const complaints = await database.query<{ id: number; state: string; answers: number; assignee: string }>(
    `SELECT c.id, c.state, c.answers, i.person AS assignee FROM complaint c
     JOIN identity i ON i."customerId" = c."assigneeId"
     WHERE c."customerId" = (SELECT "customerId" FROM identity WHERE platform = ? AND person = ?)`,
    customer.platform,
    customer.id,
  )
  expect(complaints).toEqual([{ id, state: 'claimed', answers: 1, assignee: 'stan' }])
  const lines = await database.query<{ kind: string }>(
    'SELECT kind FROM complaint_line WHERE "complaintId" = ? ORDER BY id',
    id,
  )
  expect(lines.map(({ kind }) => kind)).toEqual(['told', 'event', 'answer'])

  const states = await database.query<{ id: number; platform: string; act: string; unknowns: number; state: string }>(
    'SELECT id, platform, act, unknowns, state FROM delivery',
  )
  expect(states.filter(({ state }) => state !== 'sent')).toEqual([])
  const doubts = new Map(states.map((it) => [String(it.id), it.unknowns]))

  // what was shown anew under one key is a double: none where it can be found, else one for each outcome not known
  for (const [key, shown] of Map.groupBy(showings, (it) => `${it.platform} ${it.key}`)) {
    const copies = new Set(shown.map((it) => it.id)).size
    const [platform, delivery = ''] = key.split(' ')
    const most = platform === 'blind' ? 1 + (doubts.get(delivery) ?? 0) : 1
    expect(copies, `${platform}: ${shown[0]?.text}`).toBeLessThanOrEqual(most)
  }
  for (const name of names) {
    const { shown, opened } = platforms[name]
    const cards = shown.filter((it) => isCard(it, number))
    const isFound = name === 'sure'
    expect(cards.length).toBeGreaterThan(0)
    expect(cards.length).toBeLessThanOrEqual(isFound ? 1 : 3)
    expect(cards.filter(({ message }) => message.text.includes('with Stan'))).toHaveLength(1)
    const threads = opened.filter(({ title }) => title.startsWith(`${number} `))
    expect(threads).toHaveLength(1)
    const opening = states.find(({ act, platform }) => act === 'open' && platform === name)
    const times = openings.filter((it) => it.startsWith(`${name} ${number} `)).length
    expect(times).toBeLessThanOrEqual(1 + (opening?.unknowns ?? 0))
    const there = (words: string) => {
      const found = shown.filter(({ place, message }) => place.channel === desk(name).channel && message.text === words)
      expect(new Set(found.map(({ key }) => key)).size, words).toBe(1)
      for (const { place } of found) expect(place.thread).toBe(threads[0]?.place.thread)
    }
    there(`${number} · ${customer.name}: ${customer.name}’s cup is broken`)
    there(`${number} · Stan has it now.`)
    there(`${number} · Bea to ${customer.name}: Have a new one`)
  }
  const heard = (words: string) => {
    const found = showings.filter(({ channel, text }) => channel === customer.id && text.includes(words))
    expect(new Set(found.map(({ key }) => key)).size, words).toBe(1)
  }
  heard(`Your complaint is ${number}`)
  heard(`Stan is looking into ${number}`)
  heard('Have a new one')
}

/**
 * `first` and `second`: whether the process dies before a step is done or after; the second is the one that was started
 * then. `putsOff`: see {@link Mortal.adapter}. `stride`: of how many steps each is tried.
 */
type Plan = { at: Name; first: 'before' | 'after'; second?: 'before' | 'after'; putsOff?: true; stride: number }

const plans: Record<Dialect, readonly Plan[]> = {
  sqlite: [
    { at: 'sure', first: 'before', stride: 1 },
    { at: 'sure', first: 'after', putsOff: true, stride: 1 },
    { at: 'blind', first: 'after', stride: 1 },
    { at: 'sure', first: 'after', second: 'after', putsOff: true, stride: 2 },
  ],
  postgresql: [
    { at: 'sure', first: 'after', putsOff: true, stride: 2 },
    { at: 'blind', first: 'after', second: 'before', stride: 2 },
  ],
}

eachDatabase((fresh) => {
  test.each(plans[fresh.dialect])(
    'killed $first any step, one number, card and thread, and one answer (customer: $at, second kill: $second)',
    async ({ at, first, second, putsOff = false, stride }) => {
      const database = await fresh.open()
      const town = await opened(database)
      let steps = 1 - stride
      for (let dies = true; dies; ) {
        steps += stride
        const before = town.deaths
        // how far the next one comes is another number of steps each time
        town.next = { ...(second && { steps: 1 + ((steps * 3) % 8), after: second === 'after' }), putsOff }
        await town.starts({ steps, after: first === 'after', putsOff })
        const customer: Person = { platform: at, id: `cara-${steps}`, name: `Cara ${steps}`, locale: 'en' }
        const number = await goesThrough(town, customer)
        await town.stops()
        dies = town.deaths > before
        await judge(town, database, customer, number)
        await database.execute('DELETE FROM delivery')
        town.showings.length = 0
      }
      expect(steps).toBeGreaterThan(20)
    },
  )
})
