import type { Front } from './fronts/front.ts'
import type { Peek } from './peek.ts'
import type { Shop } from './shop.ts'

/** What a run came to. Everything in `wrong` breaks a promise. */
export type Verdict = {
  wrong: string[]
  figures: {
    happenings: number
    answers: number
    notices: number
    purchases: number
    refunds: number
    /** Tries to send whose outcome was unknown: so many messages may have come twice. */
    mayBeDoubled: number
    doubled: number
  }
}

const minor = (amount: string) => Math.round(Number(amount) * 100)
const points = (amount: string) => Math.floor(Number(amount))

/** Holds what the shop knows against what people see on the platform and what stands in the database. */
export async function judge(shop: Shop, fronts: readonly Front[], peek: Peek): Promise<Verdict> {
  const wrong: string[] = []
  const check = (holds: boolean, what: string) => void (holds || wrong.push(what))
  const doubled = await judgeMessages(shop, fronts, peek, check)
  await judgeHappenings(shop, peek, check)
  await judgePurchases(shop, peek, check)
  await judgeLedger(shop, peek, check)
  const [unknowns] = await peek.rows<{ n: number }>('SELECT coalesce(sum(unknowns), 0) AS n FROM delivery')
  return {
    wrong,
    figures: {
      happenings: sum(shop.people.map((person) => person.acts)),
      answers: sum(shop.people.map((person) => person.answers.length)),
      notices: sum(shop.people.map((person) => person.notices.length)),
      purchases: shop.till.sales.length + shop.bookings.length,
      refunds: shop.till.refunds.length,
      mayBeDoubled: unknowns?.n ?? 0,
      doubled,
    },
  }
}

type Check = (holds: boolean, what: string) => void
const sum = (list: readonly number[]) => list.reduce((total, each) => total + each, 0)

/** Each question answered once and in order, each purchase told once; twice only where an outcome was unknown. */
async function judgeMessages(shop: Shop, fronts: readonly Front[], peek: Peek, check: Check): Promise<number> {
  const rows = await peek.rows<{ conversation: string; unknowns: number }>(
    `SELECT platform || ' ' || channel AS conversation, sum(unknowns) AS unknowns FROM delivery GROUP BY platform, channel`,
  )
  const unknowns = new Map(rows.map((row) => [row.conversation, row.unknowns]))
  const told = new Map<string, number>()
  let doubled = 0
  for (const person of shop.people) {
    check(person.open === 0, `${person.id}: ${person.open} questions were never answered`)
    for (const strange of person.strange) check(false, `out of order or out of nowhere: ${strange}`)
    for (const text of person.unchanged()) check(false, `${person.id}: a message that should have changed says ${text}`)
    const notices = person.notices.map((notice) => notice.text)
    for (const text of notices) {
      const amount = / for the €([\d.,]+) you spent/.exec(text)?.[1]
      if (amount !== undefined) told.set(`${person.id} ${amount}`, (told.get(`${person.id} ${amount}`) ?? 0) + 1)
    }
    const twice = person.doubled + notices.length - new Set(notices).size + Math.max(0, person.questions - 1)
    const may = unknowns.get(person.voice.conversation) ?? 0
    check(twice <= may, `${person.id}: ${twice} messages came twice, but only ${may} outcomes were unknown`)
    doubled += twice
  }
  for (const { id, questions } of shop.customers)
    check(questions > 0, `${id}: was never asked whether promotions are wanted`)
  for (const { customer, amount } of [...shop.till.sales, ...shop.bookings])
    check(told.has(`${customer} ${amount}`), `${customer}: was never told of the purchase of ${amount}`)
  const states = await peek.rows<{ state: string; n: number }>(
    'SELECT state, count(*) AS n FROM delivery GROUP BY state',
  )
  for (const { state, n } of states) check(state === 'sent' || state === 'unknown', `${n} deliveries ended as ${state}`)
  const pending = sum(fronts.map((front) => front.pending))
  check(pending === 0, `${pending} updates were never confirmed`)
  return doubled
}

async function judgeHappenings(shop: Shop, peek: Peek, check: Check): Promise<void> {
  const rows = await peek.rows<{ outcome: string | null; n: number }>(
    'SELECT outcome, count(*) AS n FROM inbox GROUP BY outcome',
  )
  const acts = sum(shop.people.map((person) => person.acts))
  for (const { outcome, n } of rows) check(outcome === 'done', `${n} happenings ended as ${outcome}`)
  check(rows[0]?.n === acts, `${acts} things were said or pressed, and ${rows[0]?.n} were taken in`)
}

/** Each purchase once, with its amount and customer; each refund once. */
async function judgePurchases(shop: Shop, peek: Peek, check: Check): Promise<void> {
  for (const strange of shop.till.strange) check(false, `the till was told ${strange}`)
  const rows = await peek.rows<{ source: string; reference: string; amount: number; person: string; n: number }>(
    `SELECT p.source, p.reference, p.amount, i.platform || ':' || i.person AS person, (SELECT count(*) FROM refund r WHERE r."purchaseId" = p.id) AS n
     FROM purchase p JOIN identity i ON i."customerId" = p."customerId"`,
  )
  const kept = rows.map(
    (row) => `${row.source} ${row.source === 'api' ? row.reference : ''} ${row.person} ${row.amount}`,
  )
  const made = [
    ...shop.till.sales.map((sale) => `api ${sale.id} ${sale.customer} ${minor(sale.amount)}`),
    ...shop.bookings.map((booking) => `chat  ${booking.customer} ${minor(booking.amount)}`),
  ]
  compare(made, kept, 'purchase', check)
  const refunds = await peek.rows<{ reference: string }>(`SELECT reference FROM refund WHERE reference <> 'undo'`)
  const asked = shop.till.refunds.map((refund) => refund.id)
  compare(
    asked,
    refunds.map((row) => row.reference),
    'refund',
    check,
  )
}

/** What is missing, and what there is too much of. */
function compare(wanted: readonly string[], found: readonly string[], what: string, check: Check): void {
  const counts = new Map<string, number>()
  for (const each of wanted) counts.set(each, (counts.get(each) ?? 0) + 1)
  for (const each of found) counts.set(each, (counts.get(each) ?? 0) - 1)
  for (const [each, count] of counts)
    check(count === 0, count > 0 ? `${what} lost: ${each}` : `${what} ${1 - count} times: ${each}`)
}

/** Entries, lots and balance of each customer agree with each other and with what was bought and given back. */
async function judgeLedger(shop: Shop, peek: Peek, check: Check): Promise<void> {
  const rows = await peek.rows<{
    person: string
    balance: number
    debt: number
    entries: number
    lots: number
    back: number
  }>(
    `SELECT i.platform || ':' || i.person AS person, a.balance, a.debt,
       (SELECT coalesce(sum(points), 0) FROM entry e WHERE e."customerId" = a."customerId") AS entries,
       (SELECT coalesce(sum(remaining), 0) FROM lot l WHERE l."customerId" = a."customerId") AS lots,
       (SELECT coalesce(sum(r.points), 0) FROM refund r JOIN purchase p ON p.id = r."purchaseId"
        WHERE p."customerId" = a."customerId") AS back
     FROM account a JOIN identity i ON i."customerId" = a."customerId"`,
  )
  const earned = new Map<string, number>()
  for (const { customer, amount } of [...shop.till.sales, ...shop.bookings])
    earned.set(customer, (earned.get(customer) ?? 0) + points(amount))
  for (const { person, balance, debt, entries, lots, back } of rows) {
    const should = (earned.get(person) ?? 0) - back
    check(entries === lots && lots === balance, `${person}: entries ${entries}, lots ${lots}, balance ${balance}`)
    check(balance === should && debt === 0, `${person}: has ${balance} (owes ${debt}), should have ${should}`)
  }
  check(rows.length >= earned.size, `${earned.size} customers bought something, ${rows.length} have an account`)
  const orphans = await peek.rows<{ n: number }>(
    'SELECT count(*) AS n FROM customer c WHERE NOT EXISTS (SELECT 1 FROM identity i WHERE i."customerId" = c.id)',
  )
  check(orphans[0]?.n === 0, `${orphans[0]?.n} customers are nobody`)
}
