import { records } from '../database/records.ts'
import type { Act, Ask, Unit } from '../engine/unit.ts'
import type { Answer, Consent } from './rules.ts'

/** What is known of one customer and promotions. */
export type Standing = { consent: Consent | null; asked: Date | null; stopped: Date | null }

type Row = {
  id: string
  consent: Answer | null
  consentAt: Date | null
  consentVia: string | null
  consentAsked: Date | null
  stopped: Date | null
}

/** By our own id of the customer. */
export const consentOf: Ask<string, Standing> = {
  name: 'consent',
  async answer(unit, ids) {
    const rows = await unit.sql.query<Row>(
      `SELECT id, consent, "consentAt", "consentVia", "consentAsked", stopped FROM customer WHERE id ${unit.sql.among('text')}`,
      ids,
    )
    const known = new Map(rows.map((row) => [row.id, row]))
    return ids.map((id) => {
      const row = known.get(id)
      if (!row) return { consent: null, asked: null, stopped: null }
      const { consent, consentAt: at, consentVia: via, consentAsked: asked, stopped } = row
      return { consent: consent === null ? null : { answer: consent, at, via }, asked, stopped }
    })
  },
}

/** Marks a customer as asked. True once for each: whoever gets that asks. */
export const claimAsking: Act<string, boolean> = {
  name: 'consent asked',
  async carry(unit, ids) {
    const rows = await unit.sql.query<{ id: string }>(
      `UPDATE customer SET "consentAsked" = ? WHERE id ${unit.sql.among('text')}
         AND "consentAsked" IS NULL AND consent IS NULL AND stopped IS NULL RETURNING id`,
      unit.now,
      [...new Set(ids)],
    )
    const claimed = new Set(rows.map(({ id }) => id))
    return ids.map((id) => {
      unit.forget(consentOf, id)
      return claimed.delete(id)
    })
  },
}

const answers = records({ id: 'text', answer: 'text?', at: 'timestamp?', via: 'text?' })

/** Writes down what customers said, in the order given: of several answers of one the last counts. */
export const giveConsent: Act<{ id: string; consent: Consent }, void> = {
  name: 'consent',
  async carry(unit, orders) {
    await setConsents(unit, new Map(orders.map(({ id, consent }) => [id, consent])))
    return orders.map(() => undefined)
  },
}

/** Puts that in the place of what is known of each; null for nothing. */
export async function setConsents(unit: Unit, given: ReadonlyMap<string, Consent | null>): Promise<void> {
  if (given.size === 0) return
  await unit.sql.execute(
    `UPDATE customer SET consent = given.answer, "consentAt" = given.at, "consentVia" = given.via
     FROM ${answers.in(unit.dialect)} AS given WHERE customer.id = given.id`,
    answers.param(
      [...given].map(([id, consent]) => ({
        id,
        answer: consent?.answer ?? null,
        at: consent?.at ?? null,
        via: consent?.via ?? null,
      })),
      unit.dialect,
    ),
  )
  for (const id of given.keys()) unit.forget(consentOf, id)
}

/** How long somebody who began to choose a time for a call is left alone, in milliseconds. */
const choosingMs = 3_600_000

/** Whether that customer complains, has written something that nobody knows what it is for, or chooses a time for a call. */
export const isBusy: Ask<string, boolean> = {
  name: 'busy',
  async answer(unit, ids) {
    const among = unit.sql.among('text')
    const rows = await unit.sql.query<{ id: string }>(
      `SELECT "customerId" AS id FROM complaint WHERE "customerId" ${among} AND ended IS NULL
       UNION SELECT "customerId" AS id FROM callback WHERE "customerId" ${among} AND state = 'choosing' AND created > ?
       UNION SELECT i."customerId" AS id FROM identity i JOIN draft d ON d.person = i.platform || ':' || i.person
         WHERE i."customerId" ${among}`,
      ids,
      ids,
      new Date(unit.now.getTime() - choosingMs),
      ids,
    )
    const busy = new Set(rows.map(({ id }) => id))
    return ids.map((id) => busy.has(id))
  },
}

/** Whether the last that was said to that customer is our question. */
export async function isLastWord(unit: Unit, customerId: string, press: string): Promise<boolean> {
  const [row] = await unit.sql.query<{ message: string }>(
    'SELECT message FROM delivery WHERE "customerId" = ? ORDER BY id DESC LIMIT 1',
    customerId,
  )
  return row?.message.includes(JSON.stringify(press)) ?? false
}
