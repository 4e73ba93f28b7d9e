import { z } from 'zod'
import { type Reference, readReference } from '../customers/reference.ts'

/**
 * Text on one line: without control characters, halves of characters, and marks that turn the direction of writing,
 * and without space around.
 */
function line(most: number) {
  return z
    .string()
    .min(1, { abort: true })
    .max(most, { abort: true })
    .regex(/^(?!\s)[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]+(?<!\s)$/u, {
      error: 'must be one line of plain text, without space around it, control characters and direction marks',
    })
}

/** The shop's own id of something. */
export const ownId = line(128).meta({
  description: "The shop's own id, such as the number of the receipt",
  example: 'R-1001',
})

/** The till or system that numbers them. */
export const source = z
  .string()
  .max(64, { abort: true })
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, {
    error: 'must be letters, digits, points, hyphens and underscores, a letter or digit first',
  })
  .meta({ description: 'The till or system that gave the id; ids are unique within it', example: 'till-1' })

export const shortText = line(64)
export const longText = line(200)

const amountPattern = /^(0|[1-9][0-9]{0,14})(\.[0-9]{1,4})?$/
const signedPattern = /^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,4})?$/

/** Money, exact to the letter. Whether the currency has so many decimals is looked at later. */
export const amount = z
  .string()
  .max(24, { abort: true })
  .regex(amountPattern, { error: 'must be an amount such as 25.90, in digits with a point and without a sign' })
  .meta({ description: 'A decimal as text', example: '25.90' })

/** The same, below zero for a reduction. */
export const signedAmount = z
  .string()
  .max(24, { abort: true })
  .regex(signedPattern, { error: 'must be an amount such as 25.90 or -5.00, in digits with a point' })
  .meta({ description: 'A decimal as text; below zero for a reduction', example: '25.90' })

export const currency = z
  .string()
  .max(3, { abort: true })
  .regex(/^[A-Z]{3}$/, { error: 'must be an ISO 4217 code such as EUR' })
  .meta({ description: 'ISO 4217', example: 'EUR' })

const earliest = Date.parse('2000-01-01T00:00:00Z')

/** A time of the year 2000 or later. */
export const time = z.iso
  .datetime({ offset: true, abort: true, error: 'must be a time such as 2026-01-31T18:30:00+01:00' })
  .max(40, { abort: true })
  .refine((text) => Date.parse(text) >= earliest, { error: 'must not be before the year 2000' })
  .transform((text) => new Date(text))
  .meta({ description: 'A time with its offset (RFC 3339), from 2000 on', example: '2026-01-31T18:30:00+01:00' })

/** Names a customer. */
export const customer = z
  .string()
  .max(120, { abort: true })
  .regex(/^[a-z]+:.+$/, { error: 'must name a customer, such as telegram:1001, card:7KQ-M4X-2RD or customer:…' })
  .transform((text, context): Reference => {
    const reference = readReference(text)
    if (reference) return reference
    context.addIssue({
      code: 'custom',
      message: 'must name a customer, such as telegram:1001, card:7KQ-M4X-2RD or customer:…',
    })
    return z.NEVER
  })
  .meta({ description: 'A customer: platform and id, card:, or customer:', example: 'telegram:1001' })

/** Points as they change: above or below zero. */
export const pointsChange = z.int().meta({ description: 'By how much the points change', example: 25 })
export const balance = z.int().meta({ description: 'All points right after it', example: 140 })
export const customerId = z
  .string()
  .meta({ description: 'The customer, as this API names him', example: 'customer:01990…' })
export const answeredTime = z
  .string()
  .meta({ format: 'date-time', description: 'A time in UTC', example: '2026-01-31T17:30:00.000Z' })

/** How many at most a page holds, up to so many, and 50 when nothing is said. */
export function pageLimit(most: number) {
  return z
    .string()
    .regex(/^[1-9]\d{0,2}$/, { abort: true, error: `must be a number from 1 to ${most}` })
    .transform(Number)
    .refine((limit) => limit <= most, { error: `must be a number from 1 to ${most}` })
    .default(50)
    .meta({ description: `How many at most, 1 to ${most}` })
}
