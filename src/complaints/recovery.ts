import { managerSeats } from '../desks/exports.ts'
import { say } from '../engine/outbox.ts'
import { buttons } from '../engine/turn.ts'
import type { Unit } from '../engine/unit.ts'
import { formatNumber } from '../language/format.ts'
import { text } from '../language/text.ts'
import { recordAdjustment } from '../points/exports.ts'
import { validity } from '../points/rules.ts'
import type { Program } from '../program/program.ts'
import { may, type Role } from '../staff/rules.ts'
import { type Complaint, numberOf } from './rules/complaint.ts'

/** What became of points promised on resolving. */
export type RecoveryOutcome = { granted: number } | { asked: number } | { refused: 'once' | 'ledger' } | { none: true }

type Recovery = { complaintId: number; points: number; state: 'asked' | 'granted' | 'refused'; askedBy: string }

/** What was promised for that complaint, locked until the unit ends. */
async function recoveryOf(unit: Unit, complaintId: number): Promise<Recovery | undefined> {
  const [row] = await unit.sql.query<Recovery>(
    `SELECT "complaintId", points, state, "askedBy" FROM recovery WHERE "complaintId" = ?
     ${unit.dialect === 'postgresql' ? 'FOR UPDATE' : ''}`,
    complaintId,
  )
  return row
}

/**
 * Gives the customer points to make good, once for each complaint. Above what staff may give alone a manager is asked.
 * The caller has the complaint locked.
 */
export async function recover(
  unit: Unit,
  program: Program,
  complaint: Complaint,
  points: number,
  by: { id: string; role: Role; name: string },
): Promise<RecoveryOutcome> {
  if (points <= 0) return { none: true }
  if (await recoveryOf(unit, complaint.id)) return { refused: 'once' }
  const { staff } = program.complaints.recovery
  const isAlone = points <= staff || may(by.role, 'manager')
  if (isAlone && !(await post(unit, program, complaint, points, by.id))) return { refused: 'ledger' }
  await unit.sql.execute(
    'INSERT INTO recovery ("complaintId", points, state, "askedBy", asked) VALUES (?, ?, ?, ?, ?)',
    complaint.id,
    points,
    isAlone ? 'granted' : 'asked',
    by.id,
    unit.now,
  )
  if (isAlone) return { granted: points }
  await askManagers(unit, complaint, points, by.name)
  return { asked: points }
}

/** A manager decides on points that he was asked for. Gives false when that was decided already. */
export async function decideRecovery(
  unit: Unit,
  program: Program,
  complaint: Complaint,
  by: string,
  yes: boolean,
): Promise<{ points: number } | undefined> {
  const asked = await recoveryOf(unit, complaint.id)
  if (asked?.state !== 'asked') return undefined
  const isGiven = yes && (await post(unit, program, complaint, asked.points, by))
  await unit.sql.execute(
    'UPDATE recovery SET state = ?, "decidedBy" = ?, decided = ? WHERE "complaintId" = ?',
    isGiven ? 'granted' : 'refused',
    by,
    unit.now,
    complaint.id,
  )
  return { points: isGiven ? asked.points : 0 }
}

async function post(
  unit: Unit,
  program: Program,
  { id, customerId }: Complaint,
  points: number,
  author: string,
): Promise<boolean> {
  const { expiresAt } = validity(unit.now, program)
  const outcome = await unit.act(recordAdjustment, {
    reference: `complaint ${id}`,
    customerId,
    points,
    reason: numberOf(id),
    author: `customer:${author}`,
    expiresAt,
  })
  return outcome.kind === 'recorded' || outcome.kind === 'repeated'
}

async function askManagers(unit: Unit, { id }: Complaint, points: number, name: string): Promise<void> {
  for (const { address, locale } of await managerSeats(unit))
    say(unit, {
      to: address,
      message: {
        text: text(locale, 'recovery.ask', { number: numberOf(id), points: formatNumber(points, locale), name }),
        parts: [
          buttons(
            { label: text(locale, 'recovery.yes'), press: `case.approve:${id}:yes`, tone: 'primary' },
            { label: text(locale, 'recovery.no'), press: `case.approve:${id}:no` },
          ),
        ],
      },
      lane: 'alert',
      cause: 'complaint.recovery',
    })
}
