import type { Message } from '../chat.ts'
import { membersOf } from '../customers/joining.ts'
import { filled, type Knowing } from '../engine/known.ts'

type Row = { id: number; platform: string; cause: string; message: string; state: string; created: Date }

const most = 500

/** What was said to him, where, and what for. */
const written: Knowing = {
  async page(unit, customerId, after) {
    const rows = await unit.sql.query<Row>(
      `SELECT id, platform, cause, message, state, created FROM delivery WHERE "customerId" ${unit.sql.among('text')} AND id > ?
       ORDER BY id LIMIT ${most}`,
      await membersOf(unit, customerId),
      Number(after ?? 0),
    )
    const last = rows.at(-1)
    return {
      rows: rows.map(({ platform, cause, message, state, created }) =>
        filled({ platform, about: cause, state, at: created, ...read(message) }),
      ),
      ...(last && rows.length === most && { next: String(last.id) }),
    }
  },
}

/** Its text and what stood below; buttons and pictures do not tell anything of him. */
function read(message: string): { text?: string; facts?: string } {
  if (message === '') return {}
  const { text, parts = [] } = JSON.parse(message) as Message
  const facts = parts.flatMap((part) => (part.kind === 'facts' ? part.rows.map((row) => row.join(': ')) : []))
  return { text, ...(facts.length > 0 && { facts: facts.join('; ') }) }
}

export const deliveriesKnown: Readonly<Record<string, Knowing>> = { written }
