import type { Person } from '../chat.ts'
import type { Unit } from '../engine/unit.ts'

/** How long wrong codes of one person are counted together, in milliseconds. */
export const attemptMs = 10 * 60_000

/** Wrong codes that one person may send within {@link attemptMs}. */
const mostAttempts = 5

/** What is guessed at: each is counted by itself. */
type Secret = 'link' | 'referral'

/** Whether this person may try a code now. */
export async function mayTry(unit: Unit, secret: Secret, person: Person): Promise<boolean> {
  const [row] = await unit.sql.query<{ count: number; since: Date }>(
    `SELECT count, since FROM attempt WHERE name = ? ${unit.dialect === 'postgresql' ? 'FOR UPDATE' : ''}`,
    nameOf(secret, person),
  )
  return !row || row.count < mostAttempts || unit.now.getTime() - row.since.getTime() > attemptMs
}

/** Counts a wrong code of this person. */
export async function countTry(unit: Unit, secret: Secret, person: Person): Promise<void> {
  const since = new Date(unit.now.getTime() - attemptMs)
  await unit.sql.execute(
    `INSERT INTO attempt (name, count, since) VALUES (?, 1, ?) ON CONFLICT (name) DO UPDATE SET
       count = CASE WHEN attempt.since < ? THEN 1 ELSE attempt.count + 1 END,
       since = CASE WHEN attempt.since < ? THEN excluded.since ELSE attempt.since END`,
    nameOf(secret, person),
    unit.now,
    since,
    since,
  )
}

const nameOf = (secret: Secret, { platform, id }: Person) => `${secret} ${platform}:${id}`
