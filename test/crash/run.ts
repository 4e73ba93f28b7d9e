import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Random, seeded, shuffled } from '../platforms/shared/random.ts'
import type { Front } from './fronts/front.ts'
import { type Moment, moment, moments } from './moments.ts'
import { peekInto } from './peek.ts'
import { Program } from './program.ts'
import { Shop } from './shop.ts'
import { judge, type Verdict } from './verdict.ts'

export type RunOptions = {
  /** Address of an empty database. */
  database: string
  kills: number
  seed: number
  /** How many processes share the database; PostgreSQL only. */
  processes?: number
  webhook?: boolean
  /** What else the program is told. */
  env?: Record<string, string>
  /** On each of the platforms. */
  customers?: number
  perSecond?: { said: number; sold: number }
  /** It is asked to end, in the place of being killed: then nothing at all may be unknown. */
  politely?: boolean
  /** The platforms; the first is where staff are. Ended with the run. */
  fronts: readonly [Front, ...Front[]]
}

export type Result = Verdict & { kills: Record<Moment, number> }

const key = 'a-key-for-the-crash-test'

/** Opens a shop, kills the program so many times, and gives what came of it all. */
export async function crashes(options: RunOptions): Promise<Result> {
  const random = seeded(options.seed)
  const folder = mkdtempSync(join(tmpdir(), 'regulars-crash-'))
  const { fronts, customers = 40, perSecond = { said: 150, sold: 25 } } = options
  const shop = new Shop({ fronts, key, random, customers, perSecond })
  const env = {
    API_KEY: key,
    OWNERS: shop.staff.map((person) => person.id).join(),
    LOG_LEVEL: 'error',
    ...Object.assign({}, ...fronts.map((front) => front.environment)),
    DATABASE_URL: options.database,
    ...options.env,
  }
  const programs = await Promise.all(Array.from({ length: options.processes ?? 1 }, () => Program.on({ env, folder })))
  if (options.webhook) for (const program of programs) program.listens()
  shop.till.urls.push(...programs.map((program) => program.url))
  try {
    for (const program of programs) program.start()
    await Promise.all(programs.map((program) => program.ready))
    await Promise.all(fronts.map((front) => front.heeded()))
    await shop.open()
    const end = options.politely ? (program: Program) => program.stop() : (program: Program) => program.kill()
    const kills = await kill(options.kills, { fronts, shop, programs, random, end })
    await Promise.all(programs.map((program) => program.ready))
    await shop.close()
    await using peek = await peekInto(options.database)
    const isQuiet = async () => fronts.every((front) => front.pending === 0) && (await isDone(peek))
    await shop.settled(async () => shop.people.every((person) => person.open === 0) && (await isQuiet()))
    await sayBalances(shop, peek)
    // what is said twice, and told twice, may still be on its way
    await shop.settled(isQuiet)
    await Promise.all(programs.map((program) => program.stop()))
    for (const person of shop.people) person.look()
    const verdict = await judge(shop, fronts, peek)
    for (const program of programs) verdict.wrong.push(...program.errors)
    return { ...verdict, kills }
  } finally {
    await Promise.all(programs.map((program) => program.kill()))
    await Promise.all(fronts.map((front) => front.stop()))
    rmSync(folder, { recursive: true, force: true })
  }
}

type Stage = {
  fronts: readonly Front[]
  shop: Shop
  programs: readonly Program[]
  random: Random
  end(program: Program): Promise<void>
}

/** Kills any of them, again and again, each time at another kind of moment; now and then all at once. */
async function kill(times: number, { fronts, shop, programs, random, end }: Stage): Promise<Record<Moment, number>> {
  const counts = Object.fromEntries(moments.map((kind) => [kind, 0])) as Record<Moment, number>
  let order: Moment[] = []
  for (let n = 0; n < times; n += 1) {
    if (order.length === 0) order = shuffled(moments, random)
    const kind = order.pop() ?? 'any'
    const program = programs[Math.floor(random() * programs.length)] as Program
    await moment(kind, { fronts, shop, program, random })
    const dying = random() < 0.3 ? programs : [program]
    await Promise.all(dying.map(end))
    counts[kind] += 1
    for (const each of dying) each.start()
  }
  return counts
}

/** Whether nothing waits to be handled or sent. */
async function isDone(peek: Awaited<ReturnType<typeof peekInto>>): Promise<boolean> {
  const [row] = await peek.rows<{ n: number }>(
    `SELECT (SELECT count(*) FROM inbox WHERE done IS NULL) +
       (SELECT count(*) FROM delivery WHERE state IN ('queued', 'sending')) AS n`,
  )
  return row?.n === 0
}

/** In the end everybody asks once more, and must be told what stands in the ledger. */
async function sayBalances(shop: Shop, peek: Awaited<ReturnType<typeof peekInto>>): Promise<void> {
  const rows = await peek.rows<{ person: string; balance: number }>(
    `SELECT i.platform || ':' || i.person AS person, a.balance FROM account a JOIN identity i ON i."customerId" = a."customerId"`,
  )
  const balances = new Map(rows.map((row) => [row.person, row.balance]))
  const answered = () => shop.settled(() => shop.people.every((person) => person.open === 0))
  for (const customer of shop.customers) customer.ask('/help', /^Tap a button/)
  await answered()
  for (const customer of shop.customers) {
    const balance = balances.get(customer.id)
    const shown = balance === undefined ? 'no points yet' : `${balance.toLocaleString('en')} points?\\.`
    customer.ask('/points', new RegExp(`^You have ${shown}`))
  }
  await answered()
}
