import { problemText } from '../../audiences/exports.ts'
import { formatNumber } from '../../language/format.ts'
import { type Locale, text } from '../../language/text.ts'
import type { DraftProblem } from '../make.ts'
import { type CampaignButton, longestName, mostButtons, mostHoldout } from '../rules/campaign.ts'
import type { Schedule } from '../rules/schedule.ts'
import type { TemplateProblem } from '../rules/template.ts'
import type { ButtonProblem } from './rules/read.ts'

/** How much of a text before and behind a place is shown, in letters. */
const around = 20

/** What is wrong with a template, with the place in it. */
export function templateText(locale: Locale, problem: TemplateProblem, written: string): string {
  switch (problem.kind) {
    case 'empty':
      return text(locale, 'campaign.wrong.text.empty')
    case 'long':
      return text(locale, 'campaign.wrong.text.long', { most: problem.most })
    case 'brace':
      return [text(locale, 'campaign.wrong.text.brace'), placeLine(written, problem.at, 1)].join('\n')
    case 'unknown': {
      const known = problem.known.filter((word) => /^[a-z]/.test(word) === (locale !== 'zh'))
      const words = [...known, text(locale, 'campaign.wrong.text.field')].map((word) => `{${word}}`)
      const values = { found: `{${problem.found}}`, known: words.join(' ') }
      const length = [...problem.found].length + 2
      return [text(locale, 'campaign.wrong.text.unknown', values), placeLine(written, problem.at, length)].join('\n')
    }
    default:
      return problem satisfies never
  }
}

/** The text around a place, which is marked; on one line. */
function placeLine(written: string, at: number, length: number): string {
  const letters = [...written.slice(0, 20_000)]
  const before = letters.slice(Math.max(0, at - around), at).join('')
  const behind = letters.slice(at + length, at + length + around).join('')
  const line = `${at > around ? '…' : ''}${before}⟪${letters.slice(at, at + length).join('')}⟫${behind}${at + length + around < letters.length ? '…' : ''}`
  return line.toWellFormed().replace(/[\s\p{Cc}]+/gu, ' ')
}

/** What is wrong with a line that is to be a button. */
export const buttonText = (locale: Locale, { why, line, found }: ButtonProblem): string =>
  text(locale, `campaign.wrong.button.${why}`, { line, found, most: mostButtons })

/** What is wrong with a draft, in words. */
export function draftProblemText(
  locale: Locale,
  problem: DraftProblem,
  draft: { audience: string; a: string; b: string },
): string {
  switch (problem.part) {
    case 'name':
      return text(locale, `campaign.wrong.name.${problem.why}`, { most: longestName })
    case 'audience':
      return problemText(locale, problem.problem, draft.audience)
    case 'a':
    case 'b':
      return templateText(locale, problem.problem, draft[problem.part])
    case 'buttons':
      return text(locale, `campaign.wrong.button.${problem.why}`, { line: 0, found: '', most: mostButtons })
    default:
      return text(locale, `campaign.wrong.${problem.part}`, { most: mostHoldout })
  }
}

/** A button as it is written in the form. */
export function buttonLine(button: CampaignButton, locale: Locale): string {
  if ('url' in button) return `${button.label} = ${button.url}`
  if ('command' in button) return `${button.label} = /${button.command}`
  return `${button.label} = ${text(locale, 'campaign.button.answer')}`
}

/** On which day that is, as it is written in the form. */
export function dayOf(schedule: Exclude<Schedule, { when: 'now' }>, locale: Locale): string {
  switch (schedule.when) {
    case 'once':
      return schedule.at.slice(0, 10)
    case 'week': {
      const day = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' })
      // The first of January 2024 was a Monday.
      return day.format(new Date(Date.UTC(2024, 0, schedule.weekday)))
    }
    case 'month':
      return String(schedule.day)
    default:
      return schedule satisfies never
  }
}

/** When a campaign begins, in words. */
export function scheduleText(schedule: Schedule, locale: Locale): string {
  const whose = schedule.when !== 'now' && schedule.own ? 'own' : 'shop'
  switch (schedule.when) {
    case 'now':
      return text(locale, 'campaign.when.now')
    case 'once':
      return text(locale, 'campaign.when.once', { day: schedule.at.slice(0, 10), time: schedule.at.slice(11), whose })
    case 'week':
      return text(locale, 'campaign.when.week', { weekday: dayOf(schedule, locale), time: schedule.time, whose })
    case 'month':
      return text(locale, 'campaign.when.month', {
        day: formatNumber(schedule.day, locale),
        time: schedule.time,
        whose,
      })
    default:
      return schedule satisfies never
  }
}
