import { filled, type Knowing } from '../engine/known.ts'
import type { Content } from './rules/campaign.ts'

type Row = { id: number; name: string; message: string; arm: string; sent: Date | null; state: string }

const most = 1_000

/** Campaigns whose audience he was in; what was sent to him, with the places of words about him left open. */
const messages: Knowing = {
  async page(unit, customerId, after) {
    const rows = await unit.sql.query<Row>(
      `SELECT r.id, c.name, c.message, r.arm, r.state, r.sent FROM campaign_recipient r JOIN campaign c ON c.id = r."campaignId"
       WHERE r."customerId" = ? AND r.id > ? ORDER BY r.id LIMIT ${most}`,
      customerId,
      Number(after ?? 0),
    )
    const last = rows.at(-1)
    return {
      rows: rows.map(({ name, message, arm, state, sent }) => {
        const { a, b } = JSON.parse(message) as Content
        return filled({ name, state, sent, text: sent ? (arm === 'b' ? (b ?? a) : a) : null })
      }),
      ...(last && rows.length === most && { next: String(last.id) }),
    }
  },
}

export const campaignsKnown: Readonly<Record<string, Knowing>> = { campaigns: messages }
