import type { Values } from '../chat.ts'
import { readCard, readOwnCard } from '../customers/card.ts'
import { contactOf } from '../customers/contact.ts'
import { nobodyBy, nobodyWith } from '../customers/nobody.ts'
import { customerById, customerWith, type Found, mostFound, search } from '../customers/search.ts'
import { buttons, type Turn } from '../engine/turn.ts'
import { parseTypedMoney } from '../points/money.ts'
import type { Program } from '../program/program.ts'
import { may } from '../staff/rules.ts'
import { book } from './book.ts'

/** What is wrong with the amount in a form, if anything. */
export function wrongAmount(values: Values, program: Program): Values | undefined {
  const amount = readAmount(values.amount ?? '', program)
  return typeof amount === 'number' ? undefined : { amount: amount.wrong }
}

/** Minor units, or the text key of what is wrong. */
function readAmount(written: string, program: Program): number | { wrong: string } {
  const read = parseTypedMoney(written, program.currency)
  if ('refused' in read) return { wrong: `earn.amount.${read.refused}` }
  return read.minor > 0 ? read.minor : { wrong: 'earn.amount.zero' }
}

/**
 * Whom and how much, as it follows the command: the amount last. What names a customer alone is asked for the amount, for a
 * scanner sends what it has read at once.
 */
export async function earnByCommand(turn: Turn, program: Program, args: string): Promise<void> {
  const { happening } = turn
  const words = args.split(/\s+/).filter((word) => word !== '')
  const written = words.at(-1) ?? ''
  const who = words.slice(0, -1).join(' ')
  const replyTo = happening.kind === 'asked' ? happening.replyTo : undefined
  if (who === '' && replyTo) {
    const { customerId } = await contactOf(turn.unit, replyTo)
    const customer = await customerById(turn.unit, customerId)
    return customer && bookWritten(turn, program, customer, written)
  }
  if (words.length === 0) return turn.open('earn')
  const isAmount = typeof readAmount(written, program) === 'number'
  // A code may end in digits, or be a number altogether.
  const alone = who === '' || !isAmount || readCard(args) !== undefined ? await namedBy(turn, args) : undefined
  if (alone) return askAmount(turn, alone)
  if (who === '' && !isAmount) return turn.say(await nobodyBy(turn, args, program.timeZone))
  if (who === '') return turn.open('earn')
  return earnFor(turn, program, who, written)
}

/** The one customer whom all of these words name. */
async function namedBy(turn: Turn, words: string): Promise<Found | undefined> {
  const found = await search(turn.unit, words)
  const [only] = found
  return only && found.length === 1 && only.exact ? only : undefined
}

/** A code that staff send alone is the beginning of a sale. Gives whether it was one. */
export async function hearCode(turn: Turn, program: Program, said: string): Promise<boolean> {
  const { happening } = turn
  const isAlone = happening.direct && happening.kind === 'said' && happening.inReplyTo === undefined
  const isCode = readCard(said) !== undefined || /^\S*\d\S*$/.test(said.trim())
  const card = isAlone && isCode && may(turn.role, 'staff') ? readOwnCard(said.trim()) : undefined
  if (card === undefined) return false
  const customer = await customerWith(turn.unit, card)
  if (customer) await askAmount(turn, customer)
  else {
    const text = await nobodyWith(turn, said, program.timeZone)
    if (text === undefined) return false
    turn.say(text)
  }
  return true
}

const askAmount = (turn: Turn, { id, name, card }: Found): Promise<void> =>
  turn.open('sale', id, name === null ? card : `${name} · ${card}`)

/** Books it for whom the words name; asks first where they are only the beginning of a name, or that of several. */
export async function earnFor(turn: Turn, program: Program, who: string, written: string): Promise<void> {
  const amount = readAmount(written, program)
  if (typeof amount !== 'number') return turn.say(turn.t(amount.wrong, { currency: program.currency }))
  const found = await search(turn.unit, who)
  const [only] = found
  if (!only) return turn.say(await nobodyBy(turn, who, program.timeZone))
  if (found.length === 1 && only.exact) return book(turn, program, only, amount)
  turn.say({
    text: turn.t(found.length > mostFound ? 'find.too-many' : found.length > 1 ? 'earn.which' : 'earn.sure'),
    parts: [
      buttons(
        ...found
          .slice(0, mostFound)
          .map((it) => ({ label: `${it.name ?? it.card} · ${it.card}`, press: `earn:${it.id}:${amount}` })),
      ),
    ],
  })
}

/** Books it for the customer who was chosen of several. */
export async function earnByPress(turn: Turn, program: Program, about: string): Promise<void> {
  const [id = '', minor = ''] = about.split(':')
  const customer = await customerById(turn.unit, id)
  const amount = Number(minor)
  if (!customer || !Number.isSafeInteger(amount) || amount <= 0) return turn.say(turn.t('button-gone'))
  return book(turn, program, customer, amount)
}

/** Books it for the customer whose amount was asked for. */
export async function earnKnown(turn: Turn, program: Program, id: string, written: string): Promise<void> {
  const customer = await customerById(turn.unit, id)
  return customer ? bookWritten(turn, program, customer, written) : turn.say(turn.t('button-gone'))
}

function bookWritten(turn: Turn, program: Program, customer: Found, written: string): Promise<void> | void {
  const amount = readAmount(written, program)
  if (typeof amount !== 'number') return turn.say(turn.t(amount.wrong, { currency: program.currency }))
  return book(turn, program, customer, amount)
}
