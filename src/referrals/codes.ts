import { inHalves, newLetters, readLetters } from '../customers/codes.ts'
import type { Unit } from '../engine/unit.ts'

/** Whom a code belongs to: the customer he is now, and the one it came with. */
export type KnownCode = { customerId: string; ownerId: string }

/** The code that these words are, however they were typed or read out; undefined when they cannot be one. */
export const codeLike = (text: string): string | undefined => readLetters(text)

/** A code as people read it: `7KQM-4XRD`. */
export const codeShown = (code: string): string => inHalves(code)

/** The code by which that customer brings others; made at the first ask, and the same ever after. */
export async function codeOf(unit: Unit, customerId: string): Promise<string> {
  const own = await ownCode(unit, customerId)
  if (own !== undefined) return own
  await unit.sql.execute(
    'INSERT INTO referral_code (code, "customerId", "ownerId", created) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    unlikeWords(),
    customerId,
    customerId,
    unit.now,
  )
  // Another may have been made at the same time, or the letters be somebody else's.
  return (await ownCode(unit, customerId)) ?? codeOf(unit, customerId)
}

/** Letters and digits both, so that no word is ever taken for a code, nor a code for a word. */
function unlikeWords(): string {
  const letters = newLetters()
  return /\d/.test(letters) && /[A-Z]/.test(letters) ? letters : unlikeWords()
}

/** Of several, since people were linked, the one that he had first as who he is. */
async function ownCode(unit: Unit, customerId: string): Promise<string | undefined> {
  const [row] = await unit.sql.query<{ code: string }>(
    `SELECT code FROM referral_code WHERE "customerId" = ?
     ORDER BY CASE WHEN "ownerId" = "customerId" THEN 0 ELSE 1 END, created, code LIMIT 1`,
    customerId,
  )
  return row?.code
}

/** Whose code that is; undefined when nobody has it. */
export async function knownCode(unit: Unit, written: string): Promise<KnownCode | undefined> {
  const code = codeLike(written)
  if (code === undefined) return undefined
  const [row] = await unit.sql.query<KnownCode>(
    'SELECT "customerId", "ownerId" FROM referral_code WHERE code = ?',
    code,
  )
  return row
}
