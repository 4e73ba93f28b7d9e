import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { onDatabase } from '../databases.ts'
import { Shop } from './shop.ts'

const read = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')

/** What Grafana wants of a dashboard that is brought in as a file, as far as we use it. */
const source = z.object({ type: z.literal('prometheus'), uid: z.string().regex(/^\$\{datasource\}$/) })
const target = z.object({ refId: z.string().min(1), expr: z.string().min(1), datasource: source })
const gridPos = z.object({ x: z.int().min(0), y: z.int().min(0), w: z.int().min(1).max(24), h: z.int().min(1) })
const common = { id: z.int().positive(), title: z.string().min(1), gridPos }
const panel = z.discriminatedUnion('type', [
  z.object({ type: z.literal('row'), ...common }),
  z.object({
    type: z.enum(['stat', 'timeseries', 'table']),
    ...common,
    ...{ description: z.string().min(1), datasource: source, targets: z.array(target).min(1) },
  }),
])
const dashboard = z.object({
  uid: z.string().regex(/^[\w-]{1,40}$/),
  title: z.string().min(1),
  schemaVersion: z.int().min(36),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string() })) }),
  panels: z.array(panel),
})
const alerts = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^[A-Z]\w+$/),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+[smh]$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(['warning', 'critical']) }),
          annotations: z.strictObject({ summary: z.string(), description: z.string().optional() }),
        }),
      ),
    }),
  ),
})

/** The metrics that an expression names; functions, labels and words of the language are none. */
const metricsIn = (expr: string): string[] =>
  [...expr.replaceAll(/"[^"]*"/g, '""').matchAll(/\b(?:regulars|process|nodejs)_\w+/g)].map(([name]) => name)

/** The labels that an expression goes by. */
const labelsIn = (expr: string): string[] => [
  ...[...expr.matchAll(/(\w+)\s*(?:=~|!=|!~|=)\s*"/g)].map(([, label = '']) => label),
  ...[...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(',').map((each) => each.trim())),
]

const balanced = (expr: string) =>
  [
    ['(', ')'],
    ['{', '}'],
    ['[', ']'],
  ].every(([open = '', close = '']) => expr.split(open).length === expr.split(close).length)

describe('what is shown of the figures', () => {
  const fresh = onDatabase('sqlite')
  const shown = dashboard.parse(JSON.parse(read('grafana.json')))
  const exprs = shown.panels.flatMap((each) => ('targets' in each ? each.targets.map(({ expr }) => expr) : []))
  const rules = alerts.parse(parse(read('alerts.yaml'))).groups.flatMap((group) => group.rules)
  const all = [...exprs, ...rules.map(({ expr }) => expr)]
  let body = ''

  beforeAll(async () => {
    const shop = await Shop.open(fresh)
    body = (await shop.http.inject('/metrics')).body
  })

  const told = () => {
    const types = [...body.matchAll(/^# TYPE (\w+) (\w+)$/gm)]
    return new Set(
      types.flatMap(([, name = '', type]) =>
        type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name],
      ),
    )
  }

  test('every metric of the dashboard and of the alerts is one of the program', () => {
    const known = told()
    expect(all.flatMap(metricsIn).filter((name) => !known.has(name))).toEqual([])
    expect(all.filter((expr) => metricsIn(expr).length === 0 || !balanced(expr))).toEqual([])
  })

  test('every figure of ours is shown', () => {
    const named = new Set(exprs.flatMap(metricsIn).map((name) => name.replace(/_(bucket|sum|count)$/, '')))
    const ours = [...body.matchAll(/^# TYPE (regulars_\w+) /gm)].map(([, name = '']) => name)
    expect(ours.length).toBeGreaterThan(20)
    expect(ours.filter((name) => !named.has(name))).toEqual([])
  })

  test('labels are those there are', () => {
    const ours = ['platform', 'lane', 'state', 'kind', 'outcome', 'name', 'route', 'status', 'le']
    const known = new Set([...ours, 'job', 'instance'])
    expect(all.flatMap(labelsIn).filter((label) => !known.has(label))).toEqual([])
  })

  test('panels lie beside each other, within the width, with numbers of their own', () => {
    expect(new Set(shown.panels.map(({ id }) => id)).size).toBe(shown.panels.length)
    const cells = new Set<string>()
    for (const { gridPos, title } of shown.panels) {
      const { x, y, w, h } = gridPos
      expect(x + w, title).toBeLessThanOrEqual(24)
      for (let column = x; column < x + w; column += 1)
        for (let row = y; row < y + h; row += 1) {
          expect(cells.has(`${column} ${row}`), title).toBe(false)
          cells.add(`${column} ${row}`)
        }
    }
    for (const each of shown.panels)
      if ('targets' in each) expect(new Set(each.targets.map(({ refId }) => refId)).size).toBe(each.targets.length)
  })

  test('where the figures come from is chosen, not written in', () => {
    expect(shown.templating.list).toContainEqual({ name: 'datasource', type: 'datasource' })
    expect(read('grafana.json')).not.toMatch(/"uid": "(?!\$\{datasource\}|regulars")/)
  })

  test('names of alerts are their own', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length)
  })
})
