import type { z } from 'zod'
import { locales } from '../language/text.ts'
import { parseWait } from './duration.ts'
import { group, list } from './structures.ts'
import { amount, matching, prefix, sku, value, word } from './values.ts'

/** What the shop's own question may hold. */
const placeholders = ['{name}', '{shop}']

const id = value(
  'an id of 1 to 24 small letters, digits and hyphens, such as after-first-visit',
  'Write it in small letters without spaces; reports call the rule by it.',
  matching(/^[a-z][a-z0-9-]{0,23}$/),
)

const wait = value(
  'a time such as 3 days or 6 hours',
  'Write a whole number and minutes, hours, days, weeks, months or years.',
  parseWait,
)

const question = value(
  'a text of 1 to 500 characters',
  'Write what the customer is asked.',
  matching(/^(?=[\s\S]*\S)[^\p{Cs}]{1,500}$/u),
).transform((text, context) => {
  const rest = placeholders.reduce((left, known) => left.replaceAll(known, ''), text)
  const [unknown] = /\{[^{}\s]*\}?|\}/.exec(rest) ?? []
  if (unknown !== undefined)
    context.addIssue({
      code: 'custom',
      message: `has ${unknown}, which is not known. Known are ${placeholders.join(' and ')}.`,
    })
  return text.trim()
})

const questions = group(Object.fromEntries(locales.map((locale) => [locale, question.optional()])))

const ask = questions.transform((texts, context) => {
  if (Object.values(texts).every((text) => text === undefined))
    context.addIssue({
      code: 'custom',
      message: 'has no text. Write what the customer is asked, such as en: How was it?, or leave the line out.',
    })
  return texts
})

const events = { purchase: 'purchase', complaint: 'complaint', expiry: 'expiry', silence: 'silence' } as const

const rule = group({
  id,
  after: word(events),
  wait,
  within: wait.optional(),
  sku: sku.optional(),
  prefix: prefix.optional(),
  amount: amount.optional(),
  first: word({ true: true, false: false }).optional(),
  ask: ask.optional(),
  call: word({ true: true, false: false }).optional(),
})

const onlyPurchases = ['sku', 'prefix', 'amount', 'first'] as const

/** When customers are asked how they are, each rule by itself. */
export const followUps = list(
  rule.transform((written, context) => {
    const complain = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message })
    for (const key of onlyPurchases)
      if (written.after !== 'purchase' && written[key] !== undefined)
        complain(key, `is for rules after a purchase. Leave it out, or write after: purchase.`)
    if (written.sku !== undefined && written.prefix !== undefined)
      complain('prefix', 'stands beside sku. Keep one of the two, or make two rules.')
    if (written.call === true && written.ask !== undefined)
      complain('ask', 'is never asked, for staff call. Leave it out, or leave out call: true.')
    return written
  }),
)

const time = value('a time of day such as 20:00', 'Write hours and minutes, up to 23:59.', (text) => {
  const [, hour = '', minute] = /^(\d|[01]\d|2[0-3]):([0-5]\d)$/.exec(text.trim()) ?? []
  return minute === undefined ? undefined : `${hour.padStart(2, '0')}:${minute}`
})

const nightTimes = group({ from: time, to: time })

/** When nobody is asked anything, by his own clock. */
export const quiet = nightTimes.transform((written, context) => {
  if (written.from === written.to)
    context.addIssue({ code: 'custom', message: `begins and ends at ${written.from}. Write two different times.` })
  return written
})

/** The keys known in these, as shapes by their place. */
export const followUpKeys: Record<string, z.ZodRawShape> = {
  followUps: rule.shape,
  'followUps.ask': questions.shape,
  quiet: nightTimes.shape,
}

export type WrittenFollowUp = z.output<typeof followUps>[number]
