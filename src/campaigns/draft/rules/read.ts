import { DateTime } from 'luxon'
import type { CampaignButton } from '../../rules/campaign.ts'
import { mostButtons } from '../../rules/campaign.ts'
import { nextWall, type Schedule, wallAt } from '../../rules/schedule.ts'

/** What stands in a field to take away what was there before. */
export const isAway = (written: string): boolean => /^[-–—]$/.test(written.trim())

/** Why a line is no button. `line` counts from 1; `found` is what stands there, shortened. */
export type ButtonProblem = { why: 'many' | 'label' | 'target' | 'url' | 'command'; line: number; found: string }

const longestLabel = 40
const longestAddress = 1_000
const answers = new Set(['answer', 'reply', '回答', '答复', '回复'])

/**
 * Reads buttons, one a line: `Label = https://…`, `Label = /points`, `Label = answer`; a label alone is an answer. `command` finds the
 * name of the command that a word stands for, if a button may do it.
 */
export function readButtons(
  written: string,
  command: (word: string) => string | undefined,
): { buttons: CampaignButton[] } | { problem: ButtonProblem } {
  const lines = written.split(/\r?\n/).flatMap((text, nth) => (text.trim() === '' ? [] : [{ text, line: nth + 1 }]))
  const buttons: CampaignButton[] = []
  for (const { text, line } of lines) {
    const wrong = (why: ButtonProblem['why'], found: string) => ({
      problem: { why, line, found: [...found.trim().slice(0, 200)].slice(0, 40).join('') },
    })
    if (buttons.length === mostButtons) return wrong('many', text)
    const [, label = '', to = ''] = /^([^=＝]*)[=＝](.*)$/s.exec(text) ?? [text, text, 'answer']
    const target = to.trim()
    if (!isLabel(label.trim())) return wrong('label', label)
    const read = targetOf(target, command)
    if (typeof read === 'string') return wrong(read, target)
    buttons.push({ label: label.trim(), ...read })
  }
  return { buttons }
}

const isLabel = (label: string) =>
  /^(?=.*[^\s\p{Cc}\p{Cf}])[^\p{Cc}\p{Cs}]+$/u.test(label) &&
  [...label].length <= longestLabel &&
  !/^https?:/i.test(label)

function targetOf(
  target: string,
  command: (word: string) => string | undefined,
): { url: string } | { command: string } | { answer: true } | ButtonProblem['why'] {
  if (answers.has(target.toLowerCase())) return { answer: true }
  if (target.startsWith('/')) {
    const name = command(target.slice(1).toLowerCase())
    return name === undefined ? 'command' : { command: name }
  }
  if (!/^[a-z][a-z0-9+.-]*:/i.test(target)) return 'target'
  const address = target.length <= longestAddress ? URL.parse(target) : null
  const isFit = address !== null && /^https?:$/.test(address.protocol) && address.username === '' && !/\s/.test(target)
  return isFit ? { url: target } : 'url'
}

/** A whole number from `least` to `most`, as the field of a form gives it. */
export function readWhole(written: string, least: number, most: number): number | undefined {
  const value = Number(written)
  return Number.isInteger(value) && value >= least && value <= most ? value : undefined
}

/** The fields that say when a campaign begins, as they were filled in. */
export type WhenFields = { when?: string; day?: string; time?: string; clock?: string }

/** Why that is no time, by field. */
export type WhenProblem = { field: 'day' | 'time'; why: 'missing' | 'date' | 'weekday' | 'monthday' | 'time' | 'past' }

const weekdays: readonly (readonly string[])[] = [
  ['monday', 'mon', '一'],
  ['tuesday', 'tue', 'tues', '二'],
  ['wednesday', 'wed', '三'],
  ['thursday', 'thu', 'thur', 'thurs', '四'],
  ['friday', 'fri', '五'],
  ['saturday', 'sat', '六'],
  ['sunday', 'sun', '日', '天', '七'],
]

/**
 * Reads when a campaign is to begin: `day` is a date, a day of the week or a day of the month, by what `when` says. All that is wrong,
 * if anything is.
 */
export function readWhen(
  { when, day, time, clock }: WhenFields,
  now: Date,
  timeZone: string,
): { schedule: Schedule } | { problems: WhenProblem[] } {
  if (when === undefined || when === 'now') return { schedule: { when: 'now' } }
  const problems: WhenProblem[] = []
  const at = readTime(time ?? '')
  if (at === undefined) problems.push({ field: 'time', why: time === undefined ? 'missing' : 'time' })
  const own = clock === 'own'
  const days = { once: readDate, week: readWeekday, month: readMonthDay }
  const kind = when === 'week' || when === 'month' ? when : 'once'
  const found = day === undefined ? undefined : days[kind](day)
  const wrongDay = { once: 'date', week: 'weekday', month: 'monthday' } as const
  if (found === undefined) problems.push({ field: 'day', why: day === undefined ? 'missing' : wrongDay[kind] })
  if (kind === 'once' && typeof found === 'string') {
    const today = wallAt(now, timeZone)
    // The day may already have passed for some when it has not for the shop: they get it at once.
    if (nextWall({ when: 'once', at: `${found}T${at ?? '23:59'}`, own }, today) === undefined)
      problems.push({ field: found < today.slice(0, 10) ? 'day' : 'time', why: 'past' })
  }
  if (problems.length > 0 || found === undefined || at === undefined) return { problems }
  if (typeof found === 'string') return { schedule: { when: 'once', at: `${found}T${at}`, own } }
  return {
    schedule:
      kind === 'week' ? { when: 'week', weekday: found, time: at, own } : { when: 'month', day: found, time: at, own },
  }
}

function readTime(written: string): string | undefined {
  const [, hour, minute = '00'] = /^([01]?\d|2[0-3])(?:\s*[:：.时点h]\s*([0-5]\d)?分?)$/u.exec(written.trim()) ?? []
  return hour === undefined ? undefined : `${hour.padStart(2, '0')}:${minute}`
}

/** `2026-12-24` or `2026年12月24日`, within a hundred years. */
function readDate(written: string): string | undefined {
  const [, year, month, day] =
    /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(written.trim()) ??
    /^(\d{4})年(\d{1,2})月(\d{1,2})[日号]?$/.exec(written.replace(/\s/g, '')) ??
    []
  const date = DateTime.utc(Number(year), Number(month), Number(day))
  return date.isValid && date.year >= 2000 && date.year < 2100 ? date.toISODate() : undefined
}

function readWeekday(written: string): number | undefined {
  const word = written
    .trim()
    .toLowerCase()
    .replace(/^(周|星期|礼拜)/, '')
  const nth = weekdays.findIndex((names, index) => names.includes(word) || word === String(index + 1))
  return nth < 0 ? undefined : nth + 1
}

function readMonthDay(written: string): number | undefined {
  const [, digits] = /^(?:每月)?\s*(\d{1,2})\s*(?:st|nd|rd|th|\.|日|号)?$/i.exec(written.trim()) ?? []
  return digits === undefined ? undefined : readWhole(digits, 1, 31)
}
