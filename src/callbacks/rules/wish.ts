import * as chrono from 'chrono-node'
import { DateTime } from 'luxon'

/** From what hour on a part of the day is meant. */
const parts: readonly (readonly [RegExp, number])[] = [
  [/\bmorning\b|上午|早上|早晨/i, 6],
  [/\bnoon\b|\blunch(time)?\b|中午/i, 12],
  [/\bafternoon\b|下午/i, 12],
  [/\b(evening|tonight)\b|晚上|傍晚|今晚/i, 17],
]

const hourWords =
  /\b(?:after|from|at|around|about|past|between)\s+(\d{1,2})(?::([0-5]\d))?\s*(am|pm)?\b(?!\s*(?:\/|-|:|days?|weeks?|min|hours?))/i
const weekday = /(下)?个?(?:周|星期|礼拜)([一二三四五六日天])/
const weekdays = '一二三四五六日'
const hoursLater = /(半|[一二两三四五六七八九十]|\d{1,2})个?(?:小时|钟头)(?:以|之)?后/
const digits = '一二三四五六七八九十'
/** Whoever says five means the afternoon: nobody is called at five in the morning. */
const earliest = 8

/**
 * The time from which on somebody wants to be called, in words of his (`tomorrow after 5`, `明天下午五点以后`), by the
 * clock of that zone; undefined when they name none.
 */
export function readWish(said: string, now: Date, zone: string): Date | undefined {
  const here = DateTime.fromJSDate(now, { zone })
  const [, later] = hoursLater.exec(said) ?? []
  if (later !== undefined)
    return here
      .plus({ hours: hoursOf(later) })
      .startOf('minute')
      .toJSDate()
  const reader = /\p{Script=Han}/u.test(said) ? chrono.zh.hans : chrono
  const found = reader
    .parse(said, { instant: now, timezone: here.offset }, { forwardDate: true })
    .map(({ start }) => start)
  const named = weekdayIn(said, here)
  const dated = found.find((it) => it.isCertain('day') || it.isCertain('weekday'))
  const timed = found.find((it) => it.isCertain('hour'))
  const part = parts.find(([words]) => words.test(said))?.[1]
  const hour = hourIn(said) ?? (timed && clockOf(timed))
  if (!named && !dated && !hour && part === undefined) return undefined
  const day = named ?? (dated && dayOf(dated, here)) ?? here.startOf('day')
  if (!day.isValid) return undefined
  const read = hour ?? { hour: part ?? 0, minute: 0, isSure: true }
  const isAfternoon = !read.isSure && read.hour < 12 && (read.hour < earliest || (part ?? 0) >= 12)
  const at = day.set({ hour: read.hour + (isAfternoon ? 12 : 0), minute: read.minute, second: 0, millisecond: 0 })
  // Without a day the next time that the clock shows it is meant.
  return (at < here && !named && !dated && hour ? at.plus({ days: 1 }) : at).toJSDate()
}

type Clock = { hour: number; minute: number; isSure: boolean }

/** An hour that is told with a word before it, such as `after 5`. */
function hourIn(said: string): Clock | undefined {
  const [, hours, minutes, half] = hourWords.exec(said) ?? []
  if (hours === undefined || Number(hours) > 23) return undefined
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)
  return { hour, minute: Number(minutes ?? 0), isSure: half !== undefined }
}

const clockOf = (read: chrono.ParsedComponents): Clock => ({
  hour: read.get('hour') ?? 0,
  minute: read.get('minute') ?? 0,
  isSure: read.isCertain('meridiem'),
})

const dayOf = (read: chrono.ParsedComponents, { zone, year, month, day }: DateTime): DateTime =>
  DateTime.fromObject(
    { year: read.get('year') ?? year, month: read.get('month') ?? month, day: read.get('day') ?? day },
    { zone },
  )

/** A day of the week in Chinese: the next one, or that of the next week. */
function weekdayIn(said: string, here: DateTime): DateTime | undefined {
  const [, next, name = ''] = weekday.exec(said) ?? []
  if (name === '') return undefined
  const wanted = weekdays.indexOf(name === '天' ? '日' : name) + 1
  const days = next ? 7 - here.weekday + wanted : (wanted - here.weekday + 7) % 7
  return here.startOf('day').plus({ days })
}

const hoursOf = (written: string): number =>
  written === '半'
    ? 0.5
    : written === '两'
      ? 2
      : digits.includes(written)
        ? digits.indexOf(written) + 1
        : Number(written)
