import type { Values } from '../chat.ts'
import { contactOf } from '../customers/contact.ts'
import { customerById, type Found, mostFound, search } from '../customers/search.ts'
import type { Feature } from '../engine/feature.ts'
import { joiningRows } from '../engine/joining.ts'
import { buttons, type Turn } from '../engine/turn.ts'
import { formatSigned } from '../language/format.ts'
import { formatMoney, parseTypedMoney } from '../points/money.ts'
import type { Program } from '../program/program.ts'
import { audit } from '../staff/audit.ts'
import { purchaseRoutes } from './api.ts'
import { takeRefund, takeSale } from './sale.ts'
import { purchaseById } from './store.ts'

/** Source of the sales that staff book in chat. */
const source = 'chat'

/** Sales booked by staff in chat, and what customers want to hear of theirs. */
export function purchasesFeature(program: Program): Feature {
  return {
    name: 'purchases',
    joining: joiningRows('purchase'),
    commands: [
      {
        name: 'earn',
        role: 'staff',
        opens: 'earn',
        args: 'form',
        run: (turn, args) => earnByCommand(turn, program, args),
      },
    ],
    presses: {
      earn: { role: 'staff', run: (turn, about) => earnByPress(turn, program, about) },
      unearn: { role: 'staff', run: (turn, about) => takeBack(turn, program, about) },
      notices: { run: setNotices },
    },
    routes: purchaseRoutes(program),
    forms: [
      {
        id: 'earn',
        role: 'staff',
        fields: [
          { name: 'who', kind: 'line', required: true },
          { name: 'amount', kind: 'number', required: true },
        ],
        check: (values) => wrongAmount(values, program),
        filled: (turn, values) => earnFor(turn, program, values.who ?? '', values.amount ?? ''),
      },
    ],
  }
}

function wrongAmount(values: Values, program: Program): Values | undefined {
  const amount = readAmount(values.amount ?? '', program)
  return typeof amount === 'number' ? undefined : { amount: amount.wrong }
}

/** Minor units, or the text key of what is wrong. */
function readAmount(written: string, program: Program): number | { wrong: string } {
  const read = parseTypedMoney(written, program.currency)
  if ('refused' in read) return { wrong: `earn.amount.${read.refused}` }
  return read.minor > 0 ? read.minor : { wrong: 'earn.amount.zero' }
}

async function earnByCommand(turn: Turn, program: Program, args: string): Promise<void> {
  const { happening } = turn
  const words = args.split(/\s+/).filter((word) => word !== '')
  const amount = words.at(-1) ?? ''
  const who = words.slice(0, -1).join(' ')
  const replyTo = happening.kind === 'asked' ? happening.replyTo : undefined
  if (who === '' && replyTo) {
    const { customerId } = await contactOf(turn.unit, replyTo)
    return earnKnown(turn, program, customerId, amount)
  }
  if (who === '') return turn.open('earn')
  return earnFor(turn, program, who, amount)
}

async function earnFor(turn: Turn, program: Program, who: string, written: string): Promise<void> {
  const amount = readAmount(written, program)
  if (typeof amount !== 'number') return turn.say(turn.t(amount.wrong, { currency: program.currency }))
  const found = await search(turn.unit, who)
  const [only] = found
  if (!only) return turn.say(turn.t('find.nobody'))
  if (found.length === 1) return book(turn, program, only, amount)
  turn.say({
    text: turn.t(found.length > mostFound ? 'find.too-many' : 'earn.which'),
    parts: [
      buttons(
        ...found
          .slice(0, mostFound)
          .map((it) => ({ label: `${it.name ?? it.card} · ${it.card}`, press: `earn:${it.id}:${amount}` })),
      ),
    ],
  })
}

async function earnByPress(turn: Turn, program: Program, about: string): Promise<void> {
  const [id = '', minor = ''] = about.split(':')
  const customer = await customerById(turn.unit, id)
  const amount = Number(minor)
  if (!customer || !Number.isSafeInteger(amount) || amount <= 0) return turn.say(turn.t('button-gone'))
  return book(turn, program, customer, amount)
}

async function earnKnown(turn: Turn, program: Program, id: string, written: string): Promise<void> {
  const amount = readAmount(written, program)
  if (typeof amount !== 'number') return turn.say(turn.t(amount.wrong, { currency: program.currency }))
  const customer = await customerById(turn.unit, id)
  if (customer) await book(turn, program, customer, amount)
}

async function book(turn: Turn, program: Program, customer: Found, amount: number): Promise<void> {
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

async function takeBack(turn: Turn, program: Program, id: string): Promise<void> {
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

async function setNotices(turn: Turn, about: string): Promise<void> {
  const on = about === 'on'
  await turn.unit.sql.execute('UPDATE customer SET notices = ? WHERE id = ?', on, turn.contact.customerId)
  turn.say({
    text: turn.t(on ? 'notices.on.done' : 'notices.off.done'),
    parts: [buttons({ label: turn.t(on ? 'notices.off' : 'notices.on'), press: `notices:${on ? 'off' : 'on'}` })],
  })
}
