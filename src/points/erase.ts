import type { Unit } from '../engine/unit.ts'
import { postToLedger } from './posting.ts'
import { accountOf } from './store.ts'

const reason = 'erased'

/**
 * A customer is forgotten: what he had and what he owed comes to nothing, by entries of its own. All entries stay, so that the
 * ledger adds up as before; what somebody wrote as their reasons does not.
 */
export async function erasePoints(unit: Unit, customerId: string): Promise<void> {
  const post = async (points: number) => {
    const base = { kind: 'adjust', at: unit.now, points, reason, author: reason, expiresAt: null } as const
    const posted = await unit.act(postToLedger, { customerId, post: base })
    if ('refused' in posted) throw new Error(`ledger refused to close an account: ${posted.refused}`)
    return posted.balance
  }
  const expired = await unit.act(postToLedger, { customerId, post: { kind: 'expire', at: unit.now } })
  if ('refused' in expired) throw new Error(`ledger refused to let go what is due: ${expired.refused}`)
  const owed = await owedBy(unit, customerId)
  const balance = owed > 0 ? await post(owed) : expired.balance
  if (balance > 0) await post(-balance)
  // Reasons of the program's own name campaigns and rules, and nobody.
  await unit.sql.execute(
    `UPDATE entry SET reason = NULL WHERE "customerId" = ? AND reason IS NOT NULL
       AND NOT (coalesce(author, '') = ? OR coalesce(author, '') LIKE 'campaign:%' OR coalesce(author, '') LIKE 'referral:%')`,
    customerId,
    reason,
  )
  await unit.sql.execute('DELETE FROM adjustment WHERE "customerId" = ?', customerId)
  unit.forget(accountOf, customerId)
}

/** The debt, and what lots below zero stand for. */
async function owedBy(unit: Unit, customerId: string): Promise<number> {
  const [row] = await unit.sql.query<{ debt: number; below: number }>(
    `SELECT debt, (SELECT coalesce(sum(-remaining), 0) FROM lot WHERE lot."customerId" = account."customerId"
       AND remaining <> 0 AND remaining < 0) AS below FROM account WHERE "customerId" = ?`,
    customerId,
  )
  return (row?.debt ?? 0) + Number(row?.below ?? 0)
}
