import type { Unit } from '../engine/unit.ts'
import { type Consent, replaces } from './rules.ts'
import { consentOf, setConsents } from './store.ts'

/**
 * What another system tells of customers, in the order given; each counts as {@link replaces} says, so that the same list again
 * changes nothing.
 */
export async function tellConsents(unit: Unit, told: readonly { id: string; consent: Consent }[]): Promise<void> {
  const ids = [...new Set(told.map(({ id }) => id))]
  for (const id of ids) unit.forget(consentOf, id)
  const known = new Map(
    await Promise.all(ids.map(async (id) => [id, (await unit.ask(consentOf, id)).consent] as const)),
  )
  const changed = new Map<string, Consent>()
  for (const { id, consent } of told) {
    if (!replaces(consent, changed.get(id) ?? known.get(id) ?? null)) continue
    changed.set(id, consent)
  }
  await setConsents(unit, changed)
}
