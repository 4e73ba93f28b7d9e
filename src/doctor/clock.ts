import type { ClockSeen, Finding } from '../chat.ts'
import { ok, wrong } from './finding.ts'

/** How far clocks may be apart, in milliseconds. Slack's signatures hold for five minutes; sales and timers should be closer. */
const mostApart = 30_000

/** Whether the clock of this machine can be trusted, going by another one. */
export function clockFinding({ clock, aheadMs }: ClockSeen): Finding {
  const about = `clock and ${clock}`
  const seconds = Math.round(Math.abs(aheadMs) / 1000)
  if (Math.abs(aheadMs) <= mostApart) return ok(about, `${seconds} s apart`)
  const found = `the clock of this machine is ${seconds} s ${aheadMs > 0 ? 'ahead' : 'behind'}`
  return wrong(about, found, 'Let the machine keep its time by NTP, such as "timedatectl set-ntp true".')
}
