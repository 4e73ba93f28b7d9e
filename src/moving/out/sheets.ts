import type { Sql } from '../../database/database.ts'
import { balancesSheet } from './balances.ts'
import { customersSheet } from './customers.ts'
import { purchasesSheet } from './purchases.ts'
import { listing, type Sheet } from './sheet.ts'

const customer = (id: string) => `(SELECT card FROM customer WHERE id = ${id})`

/** What the import does not read, for people and other systems. Amounts are in minor units of the currency. */
const listings: readonly Sheet[] = [
  listing({
    name: 'refunds',
    from: 'refund r JOIN purchase p ON p.id = r."purchaseId"',
    key: 'r.id',
    columns: {
      ...{ source: 'p.source', purchase: 'p.reference', reference: 'r.reference', minor: 'r.amount' },
      ...{ currency: 'p.currency', points: 'r.points', at: 'r.created' },
    },
  }),
  listing({
    name: 'entries',
    from: 'entry e JOIN customer c ON c.id = e."customerId"',
    key: 'e.id',
    columns: {
      ...{ id: 'e.id', customer: 'c.card', kind: 'e.kind', points: 'e.points', lot: 'e."lotId"' },
      purchase: '(SELECT reference FROM purchase WHERE id = e."purchaseId")',
      ...{ reason: 'e.reason', author: 'e.author', at: 'e.at', effective: 'e.effective' },
    },
  }),
  listing({
    name: 'complaints',
    from: 'complaint k',
    key: 'k.id',
    numbered: true,
    columns: {
      ...{ id: 'k.id', customer: customer('k."customerId"'), platform: 'k.platform', category: 'k.category' },
      ...{ text: 'k.text', state: 'k.state', priority: 'k.priority', assignee: customer('k."assigneeId"') },
      ...{ merged_into: 'k."mergedInto"', outcome: 'k.outcome', rating: 'k.rating', reopened: 'k.reopened' },
      ...{ created: 'k.created', answered: 'k.answered', ended: 'k.ended' },
    },
  }),
  listing({
    name: 'complaint_lines',
    from: 'complaint_line l',
    key: 'l.id',
    numbered: true,
    columns: {
      ...{ complaint: 'l."complaintId"', kind: 'l.kind', author: customer('l."authorId"'), text: 'l.text' },
      ...{ detail: 'l.detail', at: 'l.at', edited: 'l.edited', deleted: 'l.deleted' },
    },
  }),
  listing({
    name: 'callbacks',
    from: 'callback k',
    key: 'k.id',
    numbered: true,
    columns: {
      ...{ id: 'k.id', customer: customer('k."customerId"'), kind: 'k.kind', reason: 'k.reason', how: 'k.how' },
      ...{ phone: 'k.phone', complaint: 'k."complaintId"', at: 'k.at', minutes: 'k.minutes', state: 'k.state' },
      ...{
        assignee: customer('k."assigneeId"'),
        tries: 'k.tries',
        note: 'k.note',
        created: 'k.created',
        ended: 'k.ended',
      },
    },
  }),
  listing({
    name: 'referrals',
    from: 'referral r',
    key: 'r.id',
    numbered: true,
    columns: {
      ...{ friend: customer('r."friendId"'), referrer: customer('r."referrerId"'), code: 'r.code', joined: 'r.joined' },
      ...{ state: 'r.state', reason: 'r.reason', bought: 'r.bought', counts: 'r.counts', paid: 'r.paid' },
      ...{
        points_referrer: 'r."paidReferrer"',
        points_friend: 'r."paidFriend"',
        points_milestone: 'r."paidMilestone"',
      },
    },
  }),
  listing({
    name: 'campaign_recipients',
    from: 'campaign_recipient r JOIN campaign k ON k.id = r."campaignId"',
    key: 'r.id',
    numbered: true,
    columns: {
      ...{ campaign: 'k.name', round: 'r.round', customer: customer('r."customerId"'), platform: 'r.platform' },
      ...{ arm: 'r.arm', state: 'r.state', why: 'r.why', due: 'r.due', sent: 'r.sent', answer: 'r.answer' },
      answered: 'r.answered',
    },
  }),
]

/** Everything that is written, in the order in which the import wants it. */
export async function allSheets(sql: Sql, now: Date): Promise<readonly Sheet[]> {
  return [await customersSheet(sql), balancesSheet(now), purchasesSheet, ...listings]
}
