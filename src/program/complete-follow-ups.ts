import { currencyDecimals, parseMoney } from '../points/money.ts'
import type { WrittenFollowUp } from './follow-ups.ts'
import type { FollowUpRule, Texts } from './program.ts'

type Complain = (path: PropertyKey[], message: string) => void

/** How late a question may still be asked where the rule does not say. */
const usualWithin = { count: 2, unit: 'days' } as const

/** The rules with everything that was left out. Paths of what does not fit begin below `followUps`. */
export function completeFollowUps(
  written: readonly WrittenFollowUp[],
  currency: string,
  complain: Complain,
): FollowUpRule[] {
  const seen = new Set<string>()
  return written.map((rule, index) => {
    if (seen.has(rule.id)) complain([index, 'id'], `is ${rule.id} a second time. Write another id.`)
    seen.add(rule.id)
    return {
      id: rule.id,
      after: rule.after,
      wait: rule.wait,
      within: rule.within ?? usualWithin,
      sku: rule.sku ?? null,
      prefix: rule.prefix ?? null,
      amount:
        rule.amount === undefined ? 0 : minorOf(rule.amount, currency, (text) => complain([index, 'amount'], text)),
      first: rule.first ?? false,
      ask: rule.ask === undefined ? null : given(rule.ask),
      call: rule.call ?? false,
    }
  })
}

function minorOf(amount: string, currency: string, complain: (message: string) => void): number {
  const parsed = parseMoney(amount, currency)
  if ('minor' in parsed) return parsed.minor
  complain(
    `must be an amount in ${currency}, found "${amount}". Write it without leading zeros and with at most ${currencyDecimals(currency)} decimals.`,
  )
  return 0
}

function given(texts: Record<string, string | undefined>): Texts {
  return Object.fromEntries(Object.entries(texts).filter((entry): entry is [string, string] => entry[1] !== undefined))
}
