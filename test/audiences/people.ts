import type { Database } from '../../src/database/database.ts'
import { campaigns, classes, tags } from './arbitrary.ts'

type Purchase = { at: Date; amount: number; refunded: number; currency: string; skus: string[] | null }

/** A customer as the plain model knows him. */
export type Human = {
  id: string
  card: string
  partOf: string | null
  locale: string
  created: Date
  staff: boolean
  class: string | null
  birthday: string | null
  tags: string[]
  platforms: string[]
  purchases: Purchase[]
  lots: { remaining: number; expires: Date | null }[]
  complaints: { created: Date; ended: Date | null }[]
  referrer: { id: string; state: string } | null
  campaigns: { name: string; state: string; answer: number | null }[]
}

/** The same numbers for the same seed. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

export const now = new Date('2026-03-02T03:30:00Z')
const hour = 3_600_000

export const cardOf = (nth: number) =>
  `AAA-AAA-${String(nth).padStart(3, '0').replaceAll('0', 'B').replaceAll('1', 'C')}`

/** Invented customers. Times are at whole and half hours, so that many fall on the bounds of days. */
export function humans(count: number, seed: number): Human[] {
  const random = numbers(seed)
  const chance = (share: number) => random() < share
  const upTo = (most: number) => Math.floor(random() * most)
  const some = <T>(list: readonly T[], share: number) => list.filter(() => chance(share))
  const one = <T>(list: readonly [T, ...T[]]): T => list[upTo(list.length)] ?? list[0]
  const list = <T>(most: number, make: () => T): T[] => Array.from({ length: upTo(most + 1) }, make)
  const past = (days: number) => new Date(now.getTime() - upTo(days * 48) * (hour / 2))
  const ids = Array.from({ length: count }, (_, nth) => `human-${nth}`)
  return ids.map((id, nth): Human => {
    const others = ids.slice(0, nth)
    const referrer =
      others.length > 0 && chance(0.4)
        ? { id: one(others as [string, ...string[]]), state: one(['joined', 'paid', 'refused', 'held']) }
        : null
    return {
      ...{ id, card: cardOf(nth), referrer },
      partOf: others.length > 0 && chance(0.1) ? (others[0] ?? null) : null,
      locale: one(['en', 'zh']),
      created: past(120),
      staff: chance(0.15),
      class: chance(0.5) ? one(classes as [string, ...string[]]) : null,
      birthday: chance(0.7) ? one(['02-28', '02-29', '03-01', '03-02', '03-09', '12-31', '01-01', '06-15']) : null,
      tags: some(tags, 0.4),
      platforms: some(['telegram', 'slack', 'discord', 'web'], 0.4),
      purchases: list(5, () => {
        const amount = one([0, 250, 1000, 2550, 9999])
        return {
          ...{ at: past(90), amount, currency: chance(0.9) ? 'EUR' : 'USD' },
          refunded: chance(0.2) ? amount : chance(0.1) ? Math.floor(amount / 2) : 0,
          skus: chance(0.8) ? list(3, () => one(['COFFEE', 'COFFEE-L', 'TEA', 'cake'])) : null,
        }
      }),
      lots: list(4, () => ({
        remaining: one([-5, 0, 5, 20, 50]),
        expires: chance(0.7) ? new Date(now.getTime() + (upTo(60 * 48) - 10 * 48) * (hour / 2)) : null,
      })),
      complaints: list(2, () => ({ created: past(60), ended: chance(0.5) ? now : null })),
      campaigns: some(campaigns, 0.6).map((name) => {
        const state = one(['sent', 'sent', 'waiting', 'failed', 'held'])
        return { name, state, answer: state === 'sent' && chance(0.5) ? one([1, 2]) : null }
      }),
    }
  })
}

/** Writes them down. */
export async function store(database: Database, people: readonly Human[]): Promise<void> {
  const insert = async (table: string, rows: readonly Record<string, unknown>[]) => {
    for (const row of rows) {
      const names = Object.keys(row)
      await database.execute(
        `INSERT INTO ${table} (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
        ...(Object.values(row) as never[]),
      )
    }
  }
  let nth = 0
  const next = () => `row-${nth++}`
  const own = ({ id }: Human) => ({ customerId: id, ownerId: id })
  await insert(
    'customer',
    people.map(({ id, card, partOf, locale, created, class: tier, birthday }) => ({
      id,
      card,
      partOf,
      locale,
      created,
      class: tier,
      birthday,
    })),
  )
  await insert(
    'role',
    people
      .filter(({ staff }) => staff)
      .map(({ id }) => ({ customerId: id, role: 'staff', grantedBy: 'test', granted: now })),
  )
  await insert(
    'customer_tag',
    people.flatMap((it) => it.tags.map((tag) => ({ ...own(it), tag, created: now }))),
  )
  await insert(
    'identity',
    people.flatMap((it) => it.platforms.map((platform) => ({ ...own(it), platform, person: it.id, created: now }))),
  )
  await insert(
    'purchase',
    people.flatMap((it) =>
      it.purchases.map(({ skus, ...rest }) => {
        const id = next()
        const items = skus && JSON.stringify(skus.map((sku) => ({ sku, name: sku, quantity: 1, amount: 0 })))
        return {
          ...own(it),
          ...rest,
          id,
          source: 'test',
          reference: id,
          items,
          points: 0,
          balance: 0,
          digest: '',
          created: rest.at,
        }
      }),
    ),
  )
  await insert(
    'account',
    people
      .filter(({ lots }) => lots.length > 0)
      .map(({ id, lots }) => ({ customerId: id, balance: lots.reduce((sum, lot) => sum + lot.remaining, 0), debt: 0 })),
  )
  await insert(
    'lot',
    people.flatMap((it) =>
      it.lots.map((lot) => ({ ...own(it), ...lot, id: next(), points: 50, earned: it.created, usable: it.created })),
    ),
  )
  await insert(
    'complaint',
    people.flatMap((it) =>
      it.complaints.map(({ created, ended }) => ({
        ...own(it),
        ...{
          created,
          ended,
          origin: next(),
          platform: 'web',
          category: 'order',
          text: '',
          state: ended ? 'resolved' : 'new',
        },
        ...{ priority: 'normal', due: created },
      })),
    ),
  )
  await insert(
    'referral',
    people.flatMap(({ id, referrer }) =>
      referrer
        ? [
            {
              ...{ friendId: id, friendOwnerId: id, referrerId: referrer.id, referrerOwnerId: referrer.id },
              ...{ code: 'X', platform: 'web', joined: now, terms: '{}', state: referrer.state },
            },
          ]
        : [],
    ),
  )
  await insert(
    'campaign',
    campaigns.map((name) => ({
      name,
      audience: '',
      state: 'done',
      message: '',
      schedule: '',
      createdBy: '',
      created: now,
    })),
  )
  const made = await database.query<{ id: number; name: string }>('SELECT id, name FROM campaign')
  await insert(
    'campaign_recipient',
    people.flatMap((it) =>
      it.campaigns.map(({ name, state, answer }) => ({
        ...own(it),
        ...{
          campaignId: made.find((row) => row.name === name)?.id,
          round: 1,
          arm: 'a',
          state,
          answer,
          platform: 'web',
          due: now,
        },
      })),
    ),
  )
}
