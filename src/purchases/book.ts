import type { Found } from '../customers/search.ts'
import { buttons, type Turn } from '../engine/turn.ts'
import { formatSigned } from '../language/format.ts'
import { formatMoney } from '../points/money.ts'
import type { Program } from '../program/program.ts'
import { audit } from '../staff/audit.ts'
import { takeRefund, takeSale } from './sale.ts'
import { purchaseById } from './store.ts'

/** Source of the sales that staff book in chat. */
const source = 'chat'

/** Books a sale for that customer, and offers to take it back. `amount` in minor units. */
export async function book(turn: Turn, program: Program, customer: Found, amount: number): Promise<void> {
  const { happening, unit } = turn
  const outcome = await takeSale(unit, program, {
    source,
    // One button or command books one sale, however often the platform repeats it or a finger taps it.
    reference: bookingOf(turn),
    customerId: customer.id,
    amount,
    currency: program.currency,
    at: happening.at,
    items: [],
  })
  if (outcome.kind === 'contradicted') return turn.say(turn.t('button-gone'))
  if (outcome.kind === 'refused') return turn.say(turn.t('earn.refused'))
  const { purchase } = outcome
  if (outcome.kind === 'recorded')
    audit(unit, turn, {
      act: 'earn',
      subject: `customer:${customer.id}`,
      detail: { purchase: purchase.id, points: purchase.points },
    })
  turn.update({
    text: turn.t('earn.done', {
      name: customer.name ?? customer.card,
      amount: formatMoney(amount, program.currency, turn.locale),
      points: formatSigned(purchase.points, turn.locale),
      count: purchase.points,
      balance: purchase.balance,
    }),
    parts: [buttons({ label: turn.t('earn.undo'), press: `unearn:${purchase.id}` })],
  })
}

function bookingOf({ happening }: Turn): string {
  const name =
    happening.kind === 'pressed' && happening.message
      ? `message ${happening.where.channel} ${happening.message}`
      : happening.id
  return `${happening.where.platform} ${name}`
}

/** Takes back a sale that was booked in chat. */
export async function takeBack(turn: Turn, program: Program, id: string): Promise<void> {
  const purchase = await purchaseById(turn.unit, id)
  if (!purchase || purchase.source !== source) return turn.say(turn.t('button-gone'))
  const outcome = await takeRefund(turn.unit, program, purchase, {
    reference: 'undo',
    amount: purchase.amount - purchase.refunded,
  })
  if (outcome.kind !== 'recorded') return turn.update({ text: turn.t('earn.undone.already') })
  audit(turn.unit, turn, {
    act: 'unearn',
    subject: `customer:${purchase.customerId}`,
    detail: { purchase: id, points: -outcome.refund.points },
  })
  turn.update({
    text: turn.t('earn.undone', {
      amount: formatMoney(outcome.refund.amount, program.currency, turn.locale),
      points: formatSigned(-outcome.refund.points, turn.locale),
    }),
  })
}
