import type { Joining } from '../engine/joining.ts'
import type { Unit } from '../engine/unit.ts'
import { type Consent, countingOf } from './rules.ts'
import { consentOf, setConsents } from './store.ts'

/**
 * Of two who turn out to be one, the later answer counts, and whoever was asked is not asked again. Parted again, nobody keeps the
 * answer of the other: whoever had it from him has none, and may be asked anew.
 */
export const consentJoining: Joining = {
  async join(unit, into, from) {
    const [own, other] = await both(unit, into, from)
    await setConsents(unit, new Map([[into, countingOf(own, other)]]))
    await unit.sql.execute(
      `UPDATE customer SET "consentAsked" = coalesce(customer."consentAsked", other."consentAsked")
       FROM customer AS other WHERE customer.id = ? AND other.id = ?`,
      into,
      from,
    )
    unit.forget(consentOf, into)
  },
  async part(unit, whole, alone) {
    const [kept, other] = await both(unit, whole, alone)
    if (!kept || !other || !isSame(kept, other)) return
    await setConsents(unit, new Map([[whole, null]]))
    await unit.sql.execute('UPDATE customer SET "consentAsked" = NULL WHERE id = ?', whole)
    unit.forget(consentOf, whole)
  },
}

async function both(unit: Unit, first: string, second: string): Promise<[Consent | null, Consent | null]> {
  // An answer that is being given at this moment waits, or was seen.
  await unit.sql.execute('UPDATE customer SET id = id WHERE id = ? OR id = ?', first, second)
  for (const id of [first, second]) unit.forget(consentOf, id)
  const [a, b] = await Promise.all([unit.ask(consentOf, first), unit.ask(consentOf, second)])
  return [a.consent, b.consent]
}

const isSame = (a: Consent, b: Consent) =>
  a.answer === b.answer && a.via === b.via && a.at?.getTime() === b.at?.getTime()
