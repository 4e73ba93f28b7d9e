import { DateTime, IANAZone } from 'luxon'

/** Cities by which one finds one's clock, one or more for each that there is; the better known come first. */
const known = [
  'Pacific/Honolulu',
  'America/Anchorage',
  'America/Los_Angeles',
  'America/Denver',
  'America/Phoenix',
  'America/Chicago',
  'America/Mexico_City',
  'America/New_York',
  'America/Bogota',
  'America/Halifax',
  'America/Caracas',
  'America/Sao_Paulo',
  'America/Argentina/Buenos_Aires',
  'America/St_Johns',
  'Atlantic/Azores',
  'Atlantic/Reykjavik',
  'Europe/London',
  'Europe/Berlin',
  'Africa/Lagos',
  'Africa/Cairo',
  'Africa/Johannesburg',
  'Europe/Athens',
  'Europe/Istanbul',
  'Europe/Moscow',
  'Asia/Tehran',
  'Asia/Dubai',
  'Asia/Kabul',
  'Asia/Karachi',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Dhaka',
  'Asia/Yangon',
  'Asia/Bangkok',
  'Asia/Shanghai',
  'Asia/Singapore',
  'Australia/Perth',
  'Asia/Tokyo',
  'Australia/Adelaide',
  'Australia/Darwin',
  'Australia/Sydney',
  'Australia/Brisbane',
  'Pacific/Auckland',
]

/** Cities that no zone is called after, and names in other languages. */
const cities: Readonly<Record<string, string>> = {
  beijing: 'Asia/Shanghai',
  北京: 'Asia/Shanghai',
  上海: 'Asia/Shanghai',
  深圳: 'Asia/Shanghai',
  广州: 'Asia/Shanghai',
  香港: 'Asia/Hong_Kong',
  台北: 'Asia/Taipei',
  新加坡: 'Asia/Singapore',
  东京: 'Asia/Tokyo',
  首尔: 'Asia/Seoul',
  伦敦: 'Europe/London',
  柏林: 'Europe/Berlin',
  巴黎: 'Europe/Paris',
  莫斯科: 'Europe/Moscow',
  纽约: 'America/New_York',
  洛杉矶: 'America/Los_Angeles',
  悉尼: 'Australia/Sydney',
  munich: 'Europe/Berlin',
  hamburg: 'Europe/Berlin',
  frankfurt: 'Europe/Berlin',
  barcelona: 'Europe/Madrid',
  milan: 'Europe/Rome',
  geneva: 'Europe/Zurich',
  mumbai: 'Asia/Kolkata',
  delhi: 'Asia/Kolkata',
  'new delhi': 'Asia/Kolkata',
  'san francisco': 'America/Los_Angeles',
  seattle: 'America/Los_Angeles',
  boston: 'America/New_York',
  washington: 'America/New_York',
  miami: 'America/New_York',
  houston: 'America/Chicago',
  dallas: 'America/Chicago',
}

const clock = /^([01]?\d|2[0-3])[:.：]([0-5]\d)\s*(am|pm)?$/i
const quarter = 15 * 60_000
const day = 86_400_000

/** The zone that is called so, in full (`Europe/Berlin`) or by its city (`Berlin`, `柏林`). */
function zoneCalled(written: string): string | undefined {
  const name = written.trim().toLowerCase().replace(/\s+/g, ' ')
  if (Object.hasOwn(cities, name)) return cities[name]
  const [found] = Intl.supportedValuesOf('timeZone').filter((zone) => {
    const whole = zone.toLowerCase()
    return whole === name || whole.split('/').at(-1)?.replaceAll('_', ' ') === name
  })
  if (found !== undefined) return found
  const isFull = /^[a-z]+(\/[a-z0-9_+-]+)+$/i.test(written.trim()) && IANAZone.isValidZone(written.trim())
  return isFull ? written.trim() : undefined
}

/** Whether that can be a city or what a clock shows. */
export const isZoneLike = (written: string): boolean => clock.test(written.trim()) || zoneCalled(written) !== undefined

/**
 * The zones that are meant: the one of a city, or up to six well-known ones whose clocks show that time now, to within
 * some minutes. Empty when nowhere on earth it is that late.
 */
export function zonesMeant(written: string, now: Date): string[] {
  const [, hours, minutes, half] = clock.exec(written.trim()) ?? []
  if (hours === undefined) {
    const zone = zoneCalled(written)
    return zone === undefined ? [] : [zone]
  }
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)
  const shown = (hour * 60 + Number(minutes)) * 60_000
  const ahead = Math.round((shown - (now.getTime() % day)) / quarter) * quarter
  return known
    .filter((zone) => {
      const offset = DateTime.fromJSDate(now, { zone }).offset * 60_000
      return (((offset - ahead) % day) + day) % day === 0
    })
    .slice(0, 6)
}
