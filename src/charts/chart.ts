/** What a picture of a report shows. Pure data: nothing in it is read as markup. */

/** From where to where a value may as well be. */
export type Range = { low: number; high: number }

/**
 * One line or group of bars; `values` stand in the order of the categories, null where there is none. `ranges` are drawn through the
 * ends of bars.
 */
type Series = { name: string; values: readonly (number | null)[]; ranges?: readonly (Range | null)[] }

/**
 * Values by category. `unit` is named beside the title. At most twelve categories can all be read; of more than that,
 * some go without their names. `locale` (BCP 47) is that of the numbers.
 */
export type Panel = {
  title: string
  subtitle?: string
  kind: 'bars' | 'lines'
  categories: readonly string[]
  series: readonly Series[]
  unit?: string
  locale?: string
}

/** One panel, or several under one title. */
export type Chart = Panel | { title: string; subtitle?: string; locale?: string; panels: readonly Panel[] }

/** The panels of a chart, and what stands above all of them. A chart of one panel has its title there. */
export function partsOf(chart: Chart): { title: string; subtitle: string; panels: readonly Panel[] } {
  const { title, subtitle = '', locale } = chart
  if (!('panels' in chart)) return { title, subtitle, panels: [{ ...chart, title: '', subtitle: '' }] }
  return { title, subtitle, panels: chart.panels.map((panel) => ({ ...(locale ? { locale } : {}), ...panel })) }
}
