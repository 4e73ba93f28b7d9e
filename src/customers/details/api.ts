import { z } from 'zod'
import { consentAnswer, consentBody, consentOf, consentShape, giveConsent } from '../../consent/exports.ts'
import { type Api, problems, type Run } from '../../http/api.ts'
import { Problem } from '../../http/problems.ts'
import { customer, customerId } from '../../http/schemas.ts'
import { wrongField } from '../../http/validation.ts'
import { audit } from '../../staff/audit.ts'
import { lookUp } from '../reference.ts'
import { birthdayText, type Details, longest, mostFields, mostTags, readBirthday, readWord } from './rules.ts'
import { detailsChange, detailsOf } from './store.ts'

const word = (what: string) =>
  z
    .string()
    .max(200, { abort: true })
    .transform((written, context) => {
      const read = readWord(written)
      if (read !== undefined) return read
      context.addIssue({ code: 'custom', message: `must be a word of 1 to ${longest.word} characters on one line` })
      return z.NEVER
    })
    .meta({ description: what })

const plain = /^(?!\s)[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]+(?<!\s)$/u
const plainError = { error: 'must be one line of plain text, without space around it' }
const fieldName = z
  .string()
  .max(longest.field, { abort: true })
  .regex(plain, plainError)
  .refine((name) => name !== '__proto__', { error: 'cannot be a name' })

const body = z
  .strictObject({
    birthday: z
      .string()
      .max(10, { abort: true })
      .regex(/^(\d{4}-)?\d{2}-\d{2}$/, { error: 'must be a day such as 1990-03-08, or 03-08' })
      .transform((written, context) => {
        const read = readBirthday(written)
        if (read) return read
        context.addIssue({ code: 'custom', message: 'must be a day that there is, of the years 1900 to 2099' })
        return z.NEVER
      })
      .nullable()
      .optional()
      .meta({ description: 'The year may be left out; null takes it away', example: '1990-03-08' }),
    class: word('A word of your own, such as a tier; null takes it away').nullable().optional(),
    tags: z
      .array(word('A word'))
      .max(mostTags)
      .optional()
      .meta({ description: 'All of them, in place of those before' }),
    fields: z
      .record(fieldName, z.string().max(longest.value, { abort: true }).regex(plain, plainError).nullable())
      .optional()
      .meta({ description: `Own fields, changed one by one; null takes one away. At most ${mostFields}` }),
    ...consentBody,
  })
  .refine((given) => Object.keys(given).length > 0, { error: 'must hold something to change' })

export const detailsShape = {
  birthday: z.string().nullable().meta({ description: 'With its year where that is known', example: '1990-03-08' }),
  class: z.string().nullable().meta({ example: 'gold' }),
  tags: z.array(z.string()).meta({ example: ['regular'] }),
  fields: z.record(z.string(), z.string()).meta({ description: 'Own fields', example: { size: 'M' } }),
}
const answer = z.object({ customer: customerId, ...consentShape, ...detailsShape }).meta({ id: 'CustomerDetails' })

/** As they are answered. */
export function detailsAnswer({ birthday, ...rest }: Details) {
  return { birthday: birthday && birthdayText(birthday), ...rest, tags: [...rest.tags] }
}

/** What the shop's own systems know of customers. */
export function detailsRoutes(api: Api, run: Run): void {
  api.route({
    method: 'PATCH',
    url: '/customers/:ref',
    schema: {
      summary: 'Change what is known of a customer',
      description: 'What is left out stays as it is. Tags and class are kept in small letters.',
      tags: ['Customers'],
      params: z.strictObject({ ref: customer }),
      body,
      response: { 200: answer.describe('As it is now'), ...problems(404, 413, 415) },
    },
    handler: async ({ params, body: change, key }) => {
      const outcome = await run(async (unit) => {
        const id = await lookUp(unit, params.ref)
        if (id === undefined) return 'unknown'
        const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
        const { consent: _, ...details } = given
        if (!(await unit.act(detailsChange, { id, change: details }))) return 'many'
        if (change.consent)
          await unit.act(giveConsent, { id, consent: { answer: change.consent, at: unit.now, via: 'api' } })
        audit(
          unit,
          { reference: `key:${key.name}` },
          {
            act: 'details',
            subject: `customer:${id}`,
            detail: {
              ...Object.fromEntries(Object.keys(details).map((name) => [name, true])),
              ...(change.consent && { consent: change.consent }),
            },
          },
        )
        return { id, details: await unit.ask(detailsOf, id), consent: (await unit.ask(consentOf, id)).consent }
      })
      if (outcome === 'unknown') throw new Problem('unknown-customer')
      if (outcome === 'many')
        throw wrongField('#/fields', 'too-large', `must be at most ${mostFields} for one customer`)
      return {
        customer: `customer:${outcome.id}`,
        ...consentAnswer(outcome.consent),
        ...detailsAnswer(outcome.details),
      }
    },
  })
}
