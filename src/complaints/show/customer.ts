import type { Address } from '../../chat.ts'
import { tell } from '../../customers/reach.ts'
import { say } from '../../engine/outbox.ts'
import { buttons } from '../../engine/turn.ts'
import type { Unit } from '../../engine/unit.ts'
import { type Locale, type TextValues, text } from '../../language/text.ts'
import { detailLine, type Line } from '../lines.ts'
import { answerName, claimedName } from '../names.ts'
import { type Complaint, numberOf } from '../rules/complaint.ts'

const answer = { lane: 'answer', cause: 'complaint.answer' } as const

/** How an answer of staff reads to the customer. */
function answerText(line: Line, staff: string, locale: Locale): string {
  const key = line.kind === 'asked' ? 'complaint.asked' : 'complaint.answered'
  return text(locale, key, {
    number: numberOf(line.complaintId),
    staff: staff || text(locale, 'complaint.team'),
    text: line.text,
  })
}

/**
 * Brings an answer to the customer, where he was last seen, and remembers where that is. Gives false when he cannot be
 * reached anywhere.
 */
export async function answerCustomer(unit: Unit, complaint: Complaint, line: Line, staff: string): Promise<boolean> {
  const to = await tell(unit, complaint.customerId, ({ locale }) => ({ text: answerText(line, staff, locale) }), {
    ...answer,
    name: answerName(complaint.id, line.id),
  })
  if (!to) return false
  await detailLine(unit, line.id, { ...line.detail, goes: JSON.stringify(to) })
  return true
}

/** Where an answer went. */
export function wentTo(line: Pick<Line, 'detail'>): Address | undefined {
  return typeof line.detail.goes === 'string' ? (JSON.parse(line.detail.goes) as Address) : undefined
}

/** An answer that was sent says something else now: it changes where the customer has it. */
export function changeAnswer(unit: Unit, complaint: Complaint, line: Line, staff: string, locale: Locale): void {
  const to = wentTo(line)
  if (!to) return
  const name = answerName(complaint.id, line.id)
  const { customerId } = complaint
  say(unit, { to, message: { text: answerText(line, staff, locale) }, name, customerId, ...answer })
}

/** Tells the customer how his complaint goes on; a later word of the same `kind` takes the place of the one before. */
export function tellProgress(
  unit: Unit,
  complaint: Complaint,
  kind: 'claimed' | 'reopened' | 'merged' | 'points' | 'late',
  values: (locale: Locale) => TextValues = () => ({}),
): Promise<Address | undefined> {
  const name = claimedName(complaint.id)
  return tell(
    unit,
    complaint.customerId,
    ({ locale }) => ({
      text: text(locale, `complaint.${kind}`, { number: numberOf(complaint.id), ...values(locale) }),
    }),
    { lane: 'answer', cause: 'complaint.progress', ...(kind === 'claimed' && { name }) },
  )
}

/** Tells the customer that it is settled, and asks how that was. */
export function tellResolved(
  unit: Unit,
  complaint: Complaint,
  said: string,
  points: number,
): Promise<Address | undefined> {
  const { id, outcome } = complaint
  return tell(
    unit,
    complaint.customerId,
    ({ locale }) => ({
      text: [
        ...(said === '' ? [] : [said]),
        text(locale, 'complaint.resolved', {
          number: numberOf(id),
          outcome: text(locale, `complaint.outcome.${outcome}`),
        }),
        ...(points > 0 ? [text(locale, 'complaint.resolved.points', { points })] : []),
        text(locale, 'complaint.rate'),
      ].join('\n'),
      parts: [ratingButtons(id, locale), reopenButton(id, locale)],
    }),
    { lane: 'answer', cause: 'complaint.resolved' },
  )
}

function ratingButtons(id: number, locale: Locale) {
  return buttons(
    ...[5, 4, 3, 2, 1].map((rating) => ({
      label: text(locale, `complaint.rating.${rating}`),
      press: `complaint.rate:${id}:${rating}`,
    })),
  )
}

/** Lets the customer open his complaint again. */
export function reopenButton(id: number, locale: Locale) {
  return buttons({ label: text(locale, 'form.reopen.title'), form: 'reopen', about: String(id) })
}
