import { DateTime } from 'luxon'

/**
 * When a campaign begins. `at` (`2026-12-24T09:00`) and `time` (`09:00`) are by the clock on the wall: that of the shop, or with
 * `own` that of each customer. `weekday` is 1 for Monday to 7; a `day` that a month has not is its last.
 */
export type Schedule =
  | { when: 'now' }
  | { when: 'once'; at: string; own: boolean }
  | { when: 'week'; weekday: number; time: string; own: boolean }
  | { when: 'month'; day: number; time: string; own: boolean }

const format = "yyyy-MM-dd'T'HH:mm"

/** Where a day begins first. */
const firstZone = 'Etc/GMT-14'

/** Whether it is sent again and again. */
export const comesAgain = ({ when }: Schedule): boolean => when === 'week' || when === 'month'

/** The time that the clock on the wall shows at that instant, as `2026-12-24T09:00`. */
export const wallAt = (at: Date, zone: string): string => DateTime.fromJSDate(at, { zone }).toFormat(format)

/** The instant at which it does; where clocks leap over it, as much later as they leap; where it comes twice, the first. */
export const instantOf = (wall: string, zone: string): Date => DateTime.fromISO(wall, { zone }).toJSDate()

/** The first time of the schedule after that one, both by the clock on the wall; undefined when there is none. */
export function nextWall(schedule: Schedule, after: string): string | undefined {
  switch (schedule.when) {
    case 'now':
      return undefined
    case 'once':
      return schedule.at > after ? schedule.at : undefined
    case 'week': {
      const day = DateTime.fromISO(after, { zone: 'utc' }).startOf('day')
      const ahead = (schedule.weekday - day.weekday + 7) % 7
      const first = `${day.plus({ days: ahead }).toISODate()}T${schedule.time}`
      return first > after ? first : `${day.plus({ days: ahead + 7 }).toISODate()}T${schedule.time}`
    }
    case 'month': {
      const month = DateTime.fromISO(after, { zone: 'utc' }).startOf('month')
      const inMonth = (of: DateTime) =>
        `${of.set({ day: Math.min(schedule.day, of.daysInMonth ?? 28) }).toISODate()}T${schedule.time}`
      return inMonth(month) > after ? inMonth(month) : inMonth(month.plus({ months: 1 }))
    }
  }
}

/** When a round at that time begins: in the zone of the shop, or with `own` where it is so first. */
export const beginsAt = (wall: string, own: boolean, zone: string): Date => instantOf(wall, own ? firstZone : zone)

/** Whether such a thing can be: a time that exists, a day of a week or month. */
export function isSchedule(schedule: Schedule): boolean {
  const isTime = (time: string) => /^([01]\d|2[0-3]):[0-5]\d$/.test(time)
  switch (schedule.when) {
    case 'now':
      return true
    case 'once':
      return /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d$/.test(schedule.at) && DateTime.fromISO(schedule.at).isValid
    case 'week':
      return (
        isTime(schedule.time) && Number.isInteger(schedule.weekday) && schedule.weekday >= 1 && schedule.weekday <= 7
      )
    case 'month':
      return isTime(schedule.time) && Number.isInteger(schedule.day) && schedule.day >= 1 && schedule.day <= 31
  }
}
