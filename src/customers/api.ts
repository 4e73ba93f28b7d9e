import { z } from 'zod'
import { type Consent, consentAnswer, consentOf, consentShape } from '../consent/exports.ts'
import { type Api, problems, type Run } from '../http/api.ts'
import { Problem } from '../http/problems.ts'
import { answeredTime, customer, customerId } from '../http/schemas.ts'
import { accountOf } from '../points/exports.ts'
import { type Standing, standing } from '../points/rules.ts'
import type { Program } from '../program/program.ts'
import { detailsAnswer, detailsShape } from './details/api.ts'
import { detailsOf } from './details/exports.ts'
import type { Details } from './details/rules.ts'
import { type Profile, profileOf } from './profile.ts'
import { lookUp } from './reference.ts'

const points = z.int()

const customerAnswer = z
  .object({
    customer: customerId,
    name: z.string().nullable(),
    locale: z.string().meta({ description: 'BCP 47', example: 'en' }),
    card: z.string().meta({ description: 'What the till scans', example: '7KQ-M4X-2RD' }),
    role: z.enum(['customer', 'staff', 'manager', 'owner']),
    notices: z.boolean().meta({ description: 'Whether sales are told in chat' }),
    created: answeredTime,
    ...consentShape,
    stopped: answeredTime.nullable().meta({ description: 'Since when nothing of our own accord is wanted' }),
    ...detailsShape,
    identities: z
      .array(
        z.object({
          ref: z.string().meta({ example: 'telegram:1001' }),
          name: z.string().nullable(),
          seen: answeredTime.nullable().meta({ description: 'When this person last wrote to us; null for never' }),
          reachable: z.boolean().meta({ description: 'Whether this person can be written to' }),
        }),
      )
      .meta({ description: 'The platforms on which this customer is known' }),
    balance: points.meta({ description: 'All points that count, usable or not' }),
    usable: points.meta({ description: 'Points that can be spent now' }),
    pending: z
      .object({ points, nextAt: answeredTime, nextPoints: points })
      .nullable()
      .meta({ description: 'Points that become usable later, and the next of them' }),
    expiring: z
      .object({ points, at: answeredTime })
      .nullable()
      .meta({ description: 'Points that run out on the next day on which any do' }),
    debt: points.meta({ description: 'Points that refunds could not take back and the next ones will make good' }),
  })
  .meta({ id: 'Customer' })

/** Customers as the shop looks them up. */
export function customerRoutes(program: Program) {
  return (api: Api, run: Run): void => {
    api.route({
      method: 'GET',
      url: '/customers/:ref',
      schema: {
        summary: 'One customer, and how the points stand',
        tags: ['Customers'],
        params: z.strictObject({ ref: customer }),
        response: { 200: customerAnswer.describe('The customer'), ...problems(404) },
      },
      handler: async ({ params }) => {
        const found = await run(async (unit) => {
          const id = await lookUp(unit, params.ref)
          if (id === undefined) return undefined
          const [profile, account, details, consent] = await Promise.all([
            unit.ask(profileOf, id),
            unit.ask(accountOf, id),
            unit.ask(detailsOf, id),
            unit.ask(consentOf, id),
          ])
          return profile && answerOf(profile, details, consent, standing(account, unit.now, program))
        })
        if (!found) throw new Problem('unknown-customer')
        return found
      },
    })
  }
}

function answerOf(
  profile: Profile,
  details: Details,
  { consent, stopped }: { consent: Consent | null; stopped: Date | null },
  now: Standing,
): z.infer<typeof customerAnswer> {
  const { id, created, identities, ...rest } = profile
  return {
    customer: `customer:${id}`,
    ...rest,
    created: created.toISOString(),
    ...consentAnswer(consent),
    stopped: stopped?.toISOString() ?? null,
    ...detailsAnswer(details),
    identities: identities.map(({ platform, person, name, seen, unreachable }) => ({
      ref: `${platform}:${person}`,
      name,
      seen: seen?.toISOString() ?? null,
      reachable: seen !== null && unreachable === null,
    })),
    balance: now.balance,
    usable: now.usable,
    pending: now.pending && { ...now.pending, nextAt: now.pending.nextAt.toISOString() },
    expiring: now.expiring && { ...now.expiring, at: now.expiring.at.toISOString() },
    debt: now.debt,
  }
}
