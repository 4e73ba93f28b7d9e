import { formatDay, formatNumber, formatSigned } from '../../../language/format.ts'
import { type Locale, text } from '../../../language/text.ts'
import { formatMoney } from '../../../points/money.ts'
import type { Program } from '../../../program/program.ts'
import type { CampaignButton } from '../../rules/campaign.ts'
import { windowMs } from '../count.ts'
import type { Outside } from '../links/address.ts'
import { type ArmTally, type Tally, treatedIn } from '../rules/tally.ts'
import { type Verdict, verdictOn } from '../rules/verdict.ts'
import type { Gathered } from './gather.ts'

/** What a report is written with. */
export type Setting = { program: Program; locale: Locale; now: Date; outside: Outside }

type Row = [label: string, value: string]

const nobody = { orders: { n: 0, sum: 0, squares: 0 }, money: { n: 0, sum: 0, squares: 0 }, buyers: 0 }
const whats = ['orders', 'money'] as const

/** What stands above: whose report it is, and whether that is all. */
export function headLines({ campaign, round, tally, latest }: Gathered, { program, locale, now }: Setting): string[] {
  const { name, state, figures } = campaign
  const isNow = round === null || round === campaign.round
  const isRunning = isNow && (state === 'sending' || state === 'paused')
  const until = latest && new Date(latest.getTime() + windowMs(program))
  const waiting = treatedIn(tally)?.waiting ?? 0
  return [
    round === null ? text(locale, 'effect.title', { name }) : text(locale, 'effect.title.round', { name, round }),
    ...(isRunning
      ? [
          text(locale, 'effect.running', {
            left: formatNumber(waiting, locale),
            total: formatNumber(figures.total - figures.held, locale),
          }),
        ]
      : []),
    ...(!isRunning && until && until > now
      ? [text(locale, 'effect.counting', { until: formatDay(until, locale, program.timeZone, now) })]
      : []),
  ]
}

/** What it brought, in sentences that say how sure that is. */
export function verdictLines(tally: Tally, setting: Setting): string[] {
  const treated = treatedIn(tally) ?? nobody
  const held = tally.holdout ?? nobody
  return sentences('effect', (what) => verdictOn(what, treated, held), setting)
}

/** The same of the second text against the first; none where there is one text. */
export function splitLines({ a, b }: Tally, setting: Setting): string[] {
  return a && b ? sentences('effect.split', (what) => verdictOn(what, b, a), setting) : []
}

function sentences(
  about: 'effect' | 'effect.split',
  verdict: (what: 'orders' | 'money') => Verdict,
  { program, locale }: Setting,
): string[] {
  const lines = whats.map((what) => {
    const found = verdict(what)
    if (!('difference' in found)) return text(locale, `${about}.${found.kind}`)
    const { value, low, high } = found.difference
    const shown = (amount: number) =>
      what === 'money' ? formatMoney(amount, program.currency, locale) : formatNumber(amount, locale)
    if (found.kind === 'chance') {
      const signed = what === 'money' ? shown : (amount: number) => formatSigned(amount, locale)
      return text(locale, `${about}.${what}.chance`, { low: signed(low), high: signed(high) })
    }
    const [least, most] = [Math.abs(low), Math.abs(high)].sort((one, other) => one - other)
    return text(locale, `${about}.${what}.${found.kind}`, {
      count: Math.abs(value),
      value: shown(Math.abs(value)),
      low: shown(least ?? 0),
      high: shown(most ?? 0),
    })
  })
  return [...new Set(lines)]
}

/** How many orders there were for so many people, one digit after the point. */
const perHundred = ({ orders: { n, sum } }: Pick<ArmTally, 'orders'>): number =>
  n === 0 ? 0 : Math.round((sum / n) * 1_000) / 10

/** The figures that matter most. */
export function mainRows({ tally }: Gathered, { program, locale }: Setting): Row[] {
  const treated = treatedIn(tally)
  const held = tally.holdout
  const n = (value: number) => formatNumber(value, locale)
  const sides = (key: string, shown: (arm: ArmTally) => string): Row => [
    text(locale, `effect.fact.${key}`),
    treated && held
      ? text(locale, 'effect.sides', { with: shown(treated), without: shown(held) })
      : treated
        ? shown(treated)
        : '–',
  ]
  const all = [treated, held].flatMap((arm) => arm ?? [])
  return [
    [text(locale, 'effect.fact.audience'), n(all.reduce((sum, { meant }) => sum + meant, 0))],
    [text(locale, 'campaign.fact.sent'), n(treated?.sent ?? 0)],
    ...(held ? [[text(locale, 'campaign.fact.held'), n(held.meant)] satisfies Row] : []),
    sides('orders', (arm) => n(perHundred(arm))),
    sides('buyers', ({ buyers, orders }) => percent(buyers, orders.n, locale)),
    sides('money', ({ money }) =>
      formatMoney(money.n === 0 ? 0 : Math.round(money.sum / money.n), program.currency, locale),
    ),
  ]
}

/** What became of the messages, what was pressed, and what was given. */
export function partRows(gathered: Gathered, setting: Setting): Row[] {
  const { tally, campaign, redeemed } = gathered
  const { program, locale } = setting
  const treated = treatedIn(tally)
  const n = (value: number) => formatNumber(value, locale)
  const rows: Row[] = []
  for (const key of ['failed', 'unknown', 'skipped'] as const)
    if (treated && treated[key] > 0) rows.push([text(locale, `campaign.fact.${key}`), n(treated[key])])
  for (const [nth, button] of (campaign.content.buttons ?? []).entries())
    rows.push([button.label, pressed(gathered, button, nth + 1, setting)])
  if (campaign.points > 0) rows.push([text(locale, 'effect.fact.points'), n(treated?.points ?? 0)])
  if (redeemed && campaign.code !== null)
    rows.push([
      text(locale, 'effect.fact.code', { code: campaign.code }),
      text(locale, 'effect.redeemed', {
        count: redeemed.purchases,
        money: formatMoney(Math.round(redeemed.money), program.currency, locale),
      }),
    ])
  const forgotten = (treated?.forgotten ?? 0) + (tally.holdout?.forgotten ?? 0)
  if (forgotten > 0) rows.push([text(locale, 'effect.fact.forgotten'), n(forgotten)])
  return rows
}

function pressed({ tally, presses }: Gathered, button: CampaignButton, nth: number, setting: Setting): string {
  const { locale, outside } = setting
  const treated = treatedIn(tally)
  const of = (people: number) => ({ people, share: percent(people, treated?.sent ?? 0, locale) })
  if ('answer' in button) return text(locale, 'effect.answered', of(treated?.answers[nth - 1] ?? 0))
  const found = presses.filter((it) => it.button === nth)
  const sum = (key: 'people' | 'times') => found.reduce((total, it) => total + it[key], 0)
  if ('url' in button && outside.public === undefined && found.length === 0) return text(locale, 'effect.direct')
  return text(locale, 'effect.pressed', { ...of(sum('people')), times: sum('times') })
}

/** Each of the two texts in figures; none where there is one. */
export function splitRows(gathered: Gathered, { program, locale }: Setting): Row[] {
  const { tally, presses } = gathered
  if (!tally.a || !tally.b) return []
  return (['a', 'b'] as const).flatMap((arm): Row[] => {
    const found = tally[arm]
    if (!found) return []
    const pressedBy = presses.filter((it) => it.arm === arm).reduce((sum, { people }) => sum + people, 0)
    return [
      [
        text(locale, arm === 'a' ? 'campaign.fact.text' : 'campaign.fact.textB'),
        text(locale, 'effect.split.row', {
          sent: formatNumber(found.sent, locale),
          orders: formatNumber(perHundred(found), locale),
          money: formatMoney(
            found.money.n === 0 ? 0 : Math.round(found.money.sum / found.money.n),
            program.currency,
            locale,
          ),
          presses: formatNumber(pressedBy, locale),
        }),
      ],
    ]
  })
}

/** The last rounds one by one; none where there is one. */
export function roundRows({ each }: Gathered, setting: Setting): Row[] {
  const { locale, program, now } = setting
  return each.map(({ round, tally, latest }): Row => {
    const sent = formatNumber(treatedIn(tally)?.sent ?? 0, locale)
    const [orders = ''] = verdictLines(tally, setting)
    return [
      text(locale, 'effect.round', {
        round,
        day: latest ? formatDay(latest, locale, program.timeZone, now) : 'none',
      }),
      [text(locale, 'effect.round.sent', { sent }), orders].join(' · '),
    ]
  })
}

function percent(some: number, all: number, locale: Locale): string {
  const share = all === 0 ? 0 : some / all
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: share < 0.1 ? 1 : 0 }).format(share)
}
