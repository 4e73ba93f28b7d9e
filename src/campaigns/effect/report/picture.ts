import type { Chart, Panel } from '../../../charts/chart.ts'
import { draw } from '../../../charts/draw.ts'
import type { MadeImage, Maker } from '../../../engine/making.ts'
import { type Locale, text } from '../../../language/text.ts'
import { currencyDecimals } from '../../../points/money.ts'
import type { Program } from '../../../program/program.ts'
import { averageOf, type Estimate, type Sample, times } from '../rules/statistics.ts'
import { type ArmTally, type Tally, treatedIn } from '../rules/tally.ts'
import type { Gathered } from './gather.ts'
import { headLines, type Setting, verdictLines } from './words.ts'

/** Name of the maker of pictures. */
const maker = 'campaign-effect'

/** The picture of a report: what those bought who were meant to get it, and those who were not, with how sure that is. */
export function pictureOf(gathered: Gathered, setting: Setting): MadeImage[] {
  const chart = chartOf(gathered, setting)
  if (!chart) return []
  const [title = ''] = headLines(gathered, setting)
  return [
    {
      kind: 'image',
      // The figures stand in it: what is drawn is what was told, however much has been bought since.
      made: `${maker}:${JSON.stringify(chart)}`,
      media: 'image/png',
      name: `campaign-${gathered.campaign.id}.png`,
      alt: [title, ...verdictLines(gathered.tally, setting)].join(' '),
    },
  ]
}

export const pictureMakers: Record<string, Maker> = { [maker]: (_, about) => draw(JSON.parse(about) as Chart) }

function chartOf({ tally, campaign, sent }: Gathered, { program, locale }: Setting): Chart | undefined {
  const t = (key: string) => text(locale, key)
  const arms = armsIn(tally, t)
  if (arms.length === 0) return undefined
  const minor = 10 ** currencyDecimals(program.currency)
  const panel = (title: string, sampleOf: (arm: ArmTally) => Sample, factor: number): Panel => {
    const found = arms.map(([, arm]) => estimateOf(sampleOf(arm), factor))
    return {
      title,
      kind: 'bars',
      categories: arms.map(([name]) => name),
      series: [
        { name: title, values: found.map(({ value }) => value), ranges: found.map(({ low, high }) => ({ low, high })) },
      ],
    }
  }
  return {
    title: campaign.name,
    subtitle: t('effect.picture'),
    locale,
    panels: [
      panel(t('effect.fact.orders'), ({ orders }) => orders, 100),
      { ...panel(t('effect.fact.money'), ({ money }) => money, 1 / minor), unit: program.currency },
      ...sentPanel(sent, t('effect.sent'), program, locale),
    ],
  }
}

const dayMs = 86_400_000

/** When the messages left, by the clock of the shop; none when they left as good as at once. */
function sentPanel(
  { pieces, lengthMs }: Gathered['sent'],
  title: string,
  { timeZone }: Program,
  locale: Locale,
): Panel[] {
  const [first, last] = [pieces[0], pieces.at(-1)]
  if (!first || !last || pieces.length < 2) return []
  const day = { day: 'numeric', month: 'short' } as const
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const isLong = last.at - first.at >= dayMs
  const shown = new Intl.DateTimeFormat(locale, { timeZone, ...(isLong && day), ...(lengthMs < dayMs && time) })
  const values = pieces.map((piece) => piece.sent)
  return [
    { title, kind: 'bars', categories: pieces.map(({ at }) => shown.format(at)), series: [{ name: title, values }] },
  ]
}

function armsIn(tally: Tally, t: (key: string) => string): [string, ArmTally][] {
  const { a, b, holdout } = tally
  const treated = treatedIn(tally)
  const isSplit = a !== undefined && b !== undefined
  return [
    ...(isSplit
      ? [[t('campaign.fact.text'), a] as [string, ArmTally], [t('campaign.fact.textB'), b] as [string, ArmTally]]
      : []),
    ...(!isSplit && treated ? [[t('effect.with'), treated] as [string, ArmTally]] : []),
    ...(holdout ? [[t('effect.without'), holdout] as [string, ArmTally]] : []),
  ]
}

/** Of fewer than two people nothing is known but what they did. Rounded, so that no picture seems to know more than there is. */
function estimateOf(sample: Sample, factor: number): Estimate {
  const value = sample.n === 0 ? 0 : sample.sum / sample.n
  const found = times(averageOf(sample) ?? { value, low: value, high: value }, factor)
  const rounded = (number: number) => Math.round(number * 100) / 100
  return { value: rounded(found.value), low: Math.max(0, rounded(found.low)), high: rounded(found.high) }
}
