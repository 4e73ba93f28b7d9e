import { v7 as newId } from 'uuid'
import { type Joining, joiningRows } from '../engine/joining.ts'
import type { Unit } from '../engine/unit.ts'
import { forgetAccounts, lockAccounts } from './posting.ts'
import { entries, lots } from './store.ts'

const lotRows = joiningRows('lot')
const entryRows = joiningRows('entry')
const adjustmentRows = joiningRows('adjustment')

/** One account holds the lots and the entries of both; none is written, changed in its points, or lost. */
export const pointsJoining: Joining = {
  async join(unit, into, from) {
    await lockAccounts(unit, [into, from])
    await lotRows.join(unit, into, from)
    await entryRows.join(unit, into, from)
    await adjustmentRows.join(unit, into, from)
    await unit.sql.execute('UPDATE account SET "movedTo" = ? WHERE "customerId" = ? OR "movedTo" = ?', into, from, from)
    await addUp(unit, [into, from])
    forgetAccounts(unit)
  },

  async part(unit, whole, alone, members) {
    await lockAccounts(unit, [...new Set([whole, alone, ...members])])
    await lotRows.part(unit, whole, alone, members)
    await adjustmentRows.part(unit, whole, alone, members)
    // What was spent of a lot goes with the lot, whoever spent it; so entries and lots add up for both.
    await unit.sql.execute(
      `UPDATE entry SET "customerId" = ? WHERE "customerId" = ? AND (
         "lotId" IN (SELECT id FROM lot WHERE "customerId" = ?)
         OR ("lotId" IS NULL AND "ownerId" ${unit.sql.among('text')}))`,
      alone,
      whole,
      alone,
      members,
    )
    await unit.sql.execute(
      `UPDATE account SET "movedTo" = CASE WHEN "customerId" = ? THEN NULL ELSE ? END
       WHERE "customerId" ${unit.sql.among('text')}`,
      alone,
      alone,
      members,
    )
    for (const id of [whole, alone]) await giveBack(unit, id)
    await addUp(unit, [whole, alone])
    forgetAccounts(unit)
  },
}

/** Sums up the accounts from their lots and entries. */
async function addUp(unit: Unit, ids: readonly string[]): Promise<void> {
  await unit.sql.execute(
    `UPDATE account SET
       balance = (SELECT coalesce(sum(remaining), 0) FROM lot WHERE lot."customerId" = account."customerId"),
       debt = (SELECT coalesce(sum(points), 0) FROM entry
               WHERE entry."customerId" = account."customerId" AND kind IN ('owe', 'repay'))
     WHERE "customerId" ${unit.sql.among('text')}`,
    ids,
  )
}

/** Points of one that made up for a debt of the other are his again: the debt is the other's alone. */
async function giveBack(unit: Unit, customerId: string): Promise<void> {
  const [row] = await unit.sql.query<{ debt: number }>(
    `SELECT coalesce(sum(points), 0) AS debt FROM entry WHERE "customerId" = ? AND kind IN ('owe', 'repay')`,
    customerId,
  )
  const points = -(row?.debt ?? 0)
  if (points <= 0) return
  const lot = newId()
  const base = { customerId, ownerId: customerId, points }
  await unit.sql.insert(lots, [
    { ...base, id: lot, remaining: points, expired: 0, earned: unit.now, usable: unit.now, expires: null },
  ])
  await unit.sql.insert(entries, [
    { ...base, id: newId(), kind: 'owe', lotId: lot, reason: 'unlink', at: unit.now, effective: unit.now },
  ])
}
