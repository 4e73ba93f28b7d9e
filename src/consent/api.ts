import { z } from 'zod'
import { answeredTime } from '../http/schemas.ts'
import type { Consent } from './rules.ts'

/** What a customer said of promotions, as it is answered. */
export const consentShape = {
  consent: z
    .object({
      answer: z.enum(['yes', 'no']),
      at: answeredTime.nullable().meta({ description: 'Null where nobody knows when' }),
      via: z.string().nullable().meta({ description: 'A platform, import or api', example: 'telegram' }),
    })
    .nullable()
    .meta({ description: 'Whether promotions are wanted; null while nothing was said' }),
}

/** The same, to be changed. */
export const consentBody = {
  consent: z
    .enum(['yes', 'no'])
    .optional()
    .meta({ description: 'What was said to you now: it takes the place of what was said before' }),
}

export const consentAnswer = (consent: Consent | null) => ({
  consent: consent && { ...consent, at: consent.at?.toISOString() ?? null },
})
