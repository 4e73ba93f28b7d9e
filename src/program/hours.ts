import type { Holiday, Hours, Span } from '../hours/rules.ts'
import { group, list, textOr } from './structures.ts'
import { date, value } from './values.ts'

const times = /^(\d|[01]\d|2[0-4]):([0-5]\d) *[-–] *(\d|[01]\d|2[0-4]):([0-5]\d)$/

function readTimes(text: string): Span | undefined {
  const [, fromHour = '', fromMinute, toHour = '', toMinute] = times.exec(text.trim()) ?? []
  const from = `${fromHour.padStart(2, '0')}:${fromMinute}`
  const to = `${toHour.padStart(2, '0')}:${toMinute}`
  return fromMinute !== undefined && from < '24:00' && to <= '24:00' ? { from, to } : undefined
}

function spanAdvice(text: string): string {
  const read = readTimes(text)
  if (read === undefined || read.from === read.to) {
    return 'Write two times of a day with a hyphen between them, up to 24:00.'
  }
  const rest = read.to === '00:00' ? '' : `, and 00:00-${read.to} on the day after`
  return `Write ${read.from}-24:00${rest}.`
}

const span = value('opening hours such as 09:00-18:00', spanAdvice, (text) => {
  const read = readTimes(text)
  return read !== undefined && read.from < read.to ? read : undefined
})

const spans = list(span).transform((written, context): Span[] => {
  const sorted = [...written].sort((a, b) => (a.from < b.from ? -1 : 1))
  for (const [index, { from, to }] of sorted.entries()) {
    const before = sorted[index - 1]
    if (before === undefined || before.to <= from) continue
    context.addIssue({
      code: 'custom',
      message: `has ${from}-${to}, which overlaps ${before.from}-${before.to}. Make one of the two.`,
    })
  }
  return sorted
})

/** Hours by weekday; a day that is left out is closed. */
export const hours = group({
  monday: spans.optional(),
  tuesday: spans.optional(),
  wednesday: spans.optional(),
  thursday: spans.optional(),
  friday: spans.optional(),
  saturday: spans.optional(),
  sunday: spans.optional(),
}).transform((days, context): NonNullable<Hours['week']> => {
  if (Object.values(days).every((day) => day === undefined || day.length === 0)) {
    context.addIssue({
      code: 'custom',
      message: 'is never open. Write a day such as monday: [09:00-18:00], or leave the line out for always open.',
    })
  }
  const { monday = [], tuesday = [], wednesday = [], thursday = [], friday = [], saturday = [], sunday = [] } = days
  return { 1: monday, 2: tuesday, 3: wednesday, 4: thursday, 5: friday, 6: saturday, 7: sunday }
})

const days = group({
  from: date,
  to: date.optional(),
  open: spans.optional(),
})

const holiday = days.transform(({ from, to = from, open = [] }, context): Holiday => {
  if (to < from) {
    context.addIssue({
      code: 'custom',
      path: ['to'],
      message: `must not be before from, found ${to} after ${from}. Write a later date, or exchange the two.`,
    })
  }
  return { from, to, open }
})

const dayOff = date.transform((day): Holiday => ({ from: day, to: day, open: [] }))

/** Days off, or with hours of their own. */
export const holidays = list(textOr(dayOff, holiday))

/** The keys known in these, as a shape. */
export const hoursKeys = { hours: hours.in.shape, holidays: days.shape }
