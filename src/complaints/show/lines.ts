import type { Unit } from '../../engine/unit.ts'
import { type Locale, text } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import type { Line } from '../lines.ts'
import { numberOf } from '../rules/complaint.ts'
import { nameOf } from './facts.ts'
import { categoryLabel } from './words.ts'

/** A line as staff read it under the card. `customer` is the name of the one who complained. */
export type SpokenLine = { line: Line; customer: string; author: string; to: string }

/** Adds to a line the names that it speaks of. */
export async function speak(unit: Unit, line: Line, customerId: string): Promise<SpokenLine> {
  const customer = await nameOf(unit, customerId)
  const author = line.authorId === null ? '' : await nameOf(unit, line.authorId)
  const to = typeof line.detail.to === 'string' ? await nameOf(unit, line.detail.to) : ''
  return { line, customer, author, to }
}

/** It begins with the number, since not every platform has threads. */
export function staffLine({ line, customer, author, to }: SpokenLine, program: Program, locale: Locale): string {
  const number = numberOf(line.complaintId)
  const { detail } = line
  const values = { number, customer, author: author || text(locale, 'case.nobody'), to, text: line.text }
  if (line.deleted !== null)
    return text(locale, `case.line.${line.kind === 'told' ? 'told' : 'answer'}.deleted`, values)
  if (line.kind !== 'event') {
    const said = text(locale, `case.line.${line.kind}`, values)
    return line.edited === null ? said : `${said} ${text(locale, 'case.line.edited')}`
  }
  const event = text(locale, `case.event.${detail.event}`, {
    ...values,
    ...detail,
    ...(typeof detail.category === 'string' && { category: categoryLabel(program, detail.category, locale) }),
    ...(typeof detail.priority === 'string' && { priority: text(locale, `complaint.priority.${detail.priority}`) }),
    ...(typeof detail.outcome === 'string' && { outcome: text(locale, `complaint.outcome.${detail.outcome}`) }),
    ...(typeof detail.into === 'number' && { into: numberOf(detail.into) }),
    ...(typeof detail.from === 'number' && { from: numberOf(detail.from) }),
    to,
  })
  return line.text === '' ? event : `${event}\n${line.text}`
}
