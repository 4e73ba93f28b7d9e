import { z } from 'zod'
import type { ReplyValues } from '../complaints/rules/replies.ts'
import { locales } from '../language/text.ts'
import { parseOpenTime } from './duration.ts'
import { nearest } from './nearest.ts'
import { builtInCategories, type Category, type Texts } from './program.ts'
import { group, list, named, textOr } from './structures.ts'
import { duration, matching, oneLine, value, wholeNumber } from './values.ts'

const PLACEHOLDERS: Readonly<Record<keyof ReplyValues, string>> = {
  name: '{name}',
  number: '{number}',
  points: '{points}',
  shop: '{shop}',
  staff: '{staff}',
}

const openTime = value(
  'a time such as 30 minutes or 4 hours',
  (text) =>
    /(day|week|month|year)s?$/i.test(text)
      ? 'Only the hours in which you are open count: write how many of them, such as 8 hours for a day of yours.'
      : 'Write a whole number and minutes or hours, up to 1000 hours.',
  parseOpenTime,
)

const percent = value(
  'a percentage from 0 to 90 such as 25',
  'Write how much of the time is left when the warning comes; 0 is for no warning.',
  (text) =>
    /^(0|[1-9]\d?) *%?$/.test(text) && Number.parseInt(text, 10) <= 90 ? Number.parseInt(text, 10) : undefined,
)

const label = value('what customers read, 1 to 60 characters on one line', 'Write one or two words.', oneLine)

const replyText = value(
  'a text of 1 to 1000 characters',
  'Write what the customer is told.',
  matching(/^(?=[\s\S]*\S)[^\p{Cs}]{1,1000}$/u),
).transform((text, context) => {
  const rest = Object.values(PLACEHOLDERS).reduce((left, known) => left.replaceAll(known, ''), text)
  const [unknown] = /\{[^{}\s]*\}?|\}/.exec(rest) ?? []
  if (unknown !== undefined) {
    const like = nearest(unknown, Object.values(PLACEHOLDERS))
    const advice = like === undefined ? `Known are ${Object.values(PLACEHOLDERS).join(', ')}` : `Write ${like}`
    context.addIssue({ code: 'custom', message: `has ${unknown}, which is not known. ${advice}.` })
  }
  return text.trim()
})

/** One optional text for each of our languages. */
function inEachLanguage<T extends z.ZodType>(text: T): Record<string, z.ZodOptional<T>> {
  return Object.fromEntries(locales.map((locale) => [locale, text.optional()]))
}

function given(texts: Record<string, string | undefined>): Texts {
  return Object.fromEntries(Object.entries(texts).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

const builtIn: readonly string[] = builtInCategories

const ours = value(
  `${builtIn.slice(0, -1).join(', ')} or ${builtIn.at(-1)}`,
  (text) => {
    const like = nearest(text, builtIn)
    return like === undefined
      ? 'For one of your own, write { id: hygiene, en: Cleanliness }.'
      : `Write ${like}, or for one of your own { id: hygiene, en: Cleanliness }.`
  },
  (text): Category | undefined => (builtIn.includes(text) ? { id: text, labels: null } : undefined),
)

const categoryId = value(
  'an id of 1 to 24 small letters, digits and hyphens, such as hygiene',
  'Write it in small letters without spaces; customers read the label.',
  matching(/^[a-z][a-z0-9-]{0,23}$/),
)

const labelled = group({ id: categoryId, ...inEachLanguage(label) })

const ownCategory = labelled.transform(({ id, ...texts }, context): Category => {
  const labels = given(texts)
  if (Object.keys(labels).length > 0) return { id, labels }
  context.addIssue({
    code: 'custom',
    message: 'has no label. Write what customers read, such as en: Cleanliness.',
  })
  return z.NEVER
})

const categories = list(textOr(ours, ownCategory)).transform((written, context) => {
  if (written.length === 0 || written.length > 25) {
    const message = `must be 1 to 25 categories, found ${written.length}. Write at least one, or leave the line out.`
    context.addIssue({ code: 'custom', message })
  }
  const seen = new Set<string>()
  for (const [index, { id }] of written.entries()) {
    if (seen.has(id)) {
      context.addIssue({ code: 'custom', path: [index], message: `has ${id} a second time. Keep one of the two.` })
    }
    seen.add(id)
  }
  return written
})

const targets = group({ first: openTime.optional(), next: openTime.optional(), resolve: openTime.optional() })

const clocks = group({
  urgent: targets.optional(),
  high: targets.optional(),
  normal: targets.optional(),
  low: targets.optional(),
})

const points = wholeNumber(0, 1_000_000, 'a whole number of points such as 200', 'Write how many may be given')

const recovery = group({ staff: points.optional(), manager: points.optional() })

const reply = group(inEachLanguage(replyText))

const replies = named(
  'sorry',
  (key) =>
    /^[\p{L}\p{N}][\p{L}\p{N}-]{0,31}$/u.test(key)
      ? { name: key.toLowerCase() }
      : { wrong: 'must be a name of 1 to 32 letters, digits and hyphens. Write it as one would type it.' },
  reply.transform((texts, context) => {
    const written = given(texts)
    if (Object.keys(written).length === 0) {
      context.addIssue({
        code: 'custom',
        message: 'has no text. Write what the customer is told, such as en: Thank you.',
      })
    }
    return written
  }),
)

/** The rules of the complaint desk as written. */
export const complaints = group({
  categories: categories.optional(),
  reopen: duration.optional(),
  clocks: clocks.optional(),
  warn: percent.optional(),
  acknowledge: openTime.optional(),
  levels: wholeNumber(0, 9, 'a number from 0 to 9', 'Write how often an alert is repeated further up').optional(),
  recovery: recovery.optional(),
  replies: replies.optional(),
})

/** The keys known in these, as shapes by their place. */
export function complaintKeys(place: string): z.ZodRawShape | undefined {
  if (place.startsWith('complaints.replies.')) return reply.shape
  const shapes: Record<string, z.ZodRawShape> = {
    complaints: complaints.shape,
    'complaints.categories': labelled.shape,
    'complaints.clocks': clocks.shape,
    'complaints.recovery': recovery.shape,
  }
  return place.startsWith('complaints.clocks.') ? targets.shape : shapes[place]
}

export type WrittenComplaints = z.output<typeof complaints>
export type WrittenTargets = z.output<typeof targets>
