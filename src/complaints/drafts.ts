import type { Turn } from '../engine/turn.ts'
import type { Source } from './lines.ts'

/** What somebody wrote and may yet mean for a complaint. */
export type Draft = { text: string; files: string[]; source?: Source }

/** What nobody has said what to do with is forgotten after this, in milliseconds. */
const longestMs = 7 * 86_400_000

const personOf = ({ happening: { who } }: Turn) => `${who.platform}:${who.id}`

/** Keeps what was said until its writer has told what it is for; what was kept before is forgotten. */
export async function keepDraft(turn: Turn, text: string): Promise<void> {
  const { happening } = turn
  await turn.unit.sql.execute('DELETE FROM draft WHERE at <= ?', new Date(turn.now.getTime() - longestMs))
  await turn.unit.sql.execute(
    `INSERT INTO draft (person, text, files, message, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (person) DO UPDATE SET
     text = excluded.text, files = excluded.files, message = excluded.message, at = excluded.at`,
    personOf(turn),
    text,
    JSON.stringify(turn.files),
    'message' in happening ? (happening.message ?? null) : null,
    turn.now,
  )
}

/** What was kept, which is forgotten with that. */
export async function takeDraft(turn: Turn): Promise<Draft | undefined> {
  const [row] = await turn.unit.sql.query<{ text: string; files: string; message: string | null }>(
    'DELETE FROM draft WHERE person = ? RETURNING text, files, message',
    personOf(turn),
  )
  if (!row) return undefined
  const { platform, channel } = turn.happening.where
  return {
    text: row.text,
    files: JSON.parse(row.files),
    ...(row.message !== null && { source: { platform, channel, message: row.message } }),
  }
}
