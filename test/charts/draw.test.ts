import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { Chart, Panel } from '../../src/charts/chart.ts'
import { draw, Easel } from '../../src/charts/draw.ts'
import { familiesFor } from '../../src/charts/font.ts'
import { Clockwork } from '../engine/clockwork.ts'
import { dark, look } from './look.ts'

const panel: Panel = {
  title: 'First answer',
  kind: 'bars',
  unit: 'minutes',
  categories: ['Wrong or missing item', 'Late delivery', 'Payment'],
  series: [
    { name: 'Median', values: [12, 8, null] },
    { name: '90 of 100', values: [44, 21, 33] },
  ],
}
const titleArea = { x: 0, y: 0, width: 1000, height: 75 }
const titled = async (title: string) => look(await draw({ ...panel, title, unit: '' }), titleArea)

describe('a picture', () => {
  test('is a PNG, higher when there are more panels', async () => {
    for (const [chart, height] of [
      [panel, 600],
      [{ title: 'Two', panels: [panel, { ...panel, kind: 'lines' }] }, 600],
      [{ title: 'Four', panels: [panel, panel, panel, panel] }, 990],
    ] as [Chart, number][]) {
      const png = await draw(chart)
      expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
      expect(await look(png)).toMatchObject({ width: 1000, height })
      expect(png.length).toBeLessThan(300_000)
    }
  })

  test('has a title that is really written, in both languages', async () => {
    expect(dark(await titled('.'))).toBeLessThan(50)
    for (const title of ['Complaints of November', '十一月投诉报告'])
      expect(dark(await titled(title))).toBeGreaterThan(800)
    // Boxes for what no font has would all look the same.
    const looks = await Promise.all(['投投投投', '诉诉诉诉', '报报报报'].map(titled))
    expect(new Set(looks.map(({ data }) => Buffer.from(data).toString('base64'))).size).toBe(3)
  })

  test('shows its values: other values are another picture, and so are other names', async () => {
    const pictures = await Promise.all([
      draw(panel),
      draw({ ...panel, series: [{ name: 'Median', values: [12, 8, 40] }] }),
      draw({ ...panel, categories: ['商品错误', '配送延迟', '付款'] }),
      draw({ ...panel, kind: 'lines' }),
      draw({ ...panel, unit: '分钟' }),
    ])
    expect(new Set(pictures.map((png) => Buffer.from(png).toString('base64'))).size).toBe(pictures.length)
  })

  test.each(['en', 'zh'])('names each of twelve categories, also in half of its width (%s)', async (locale) => {
    const long = locale === 'en' ? 'Product broken or of poor quality' : '商品损坏或质量太差'
    const categories = Array.from({ length: 12 }, (_, nth) => `${'ABCDEFGHIJKL'[nth]} ${long}`)
    const values = categories.map((_, nth) => nth)
    const several = (categories: string[]): Chart => {
      const one: Panel = {
        title: 'One',
        kind: 'bars',
        categories,
        series: ['x', 'y'].map((name) => ({ name, values })),
      }
      return { title: 'Three', panels: [{ ...panel, title: 'Other' }, one, { ...panel, title: 'Another' }] }
    }
    const whole = Buffer.from(await draw(several(categories)))
    for (const [nth] of categories.entries()) {
      const other = Buffer.from(await draw(several(categories.with(nth, `Z ${long}`))))
      expect(other.equals(whole), `category ${nth}`).toBe(false)
    }
  })

  test('of the same data is the same', async () => {
    const [one, other] = await Promise.all([draw(panel), draw(panel)])
    expect(Buffer.from(one ?? []).equals(other ?? new Uint8Array())).toBe(true)
  })

  test('writes large numbers as they are written in that language', async () => {
    const large = { ...panel, series: [{ name: 'Points', values: [120_000, 45_000, 3] }] }
    const [en, zh] = await Promise.all([draw(large), draw({ ...large, locale: 'zh' })])
    expect(Buffer.from(en ?? []).equals(zh ?? new Uint8Array())).toBe(false)
  })
})

test('every character of our texts is in the font that comes along', async () => {
  const texts = ['en', 'zh'].map((locale) =>
    readFileSync(new URL(`../../locales/${locale}.json`, import.meta.url), 'utf8'),
  )
  for (const character of new Set(texts.join('')))
    if (character > '\u{2e7f}' && character < '\u{1f000}')
      expect(await familiesFor(character), character).toMatch(/^"report latin", "report \d+"/)
})

describe('labels that mean harm', () => {
  const hostile = [
    '',
    ' ',
    '\0',
    '\n\n',
    '\u202eevil',
    '\ud800',
    '😀👨‍👩‍👧‍👦',
    '<b>&amp;</b>',
    '"; family',
    'x'.repeat(100_000),
    'مرحبا',
    'ก็็็็็็',
  ]

  test('are drawn as far as they can be', async () => {
    const series = hostile.map((name) => ({ name, values: [1, -5, Number.NaN, Number.POSITIVE_INFINITY, 1e300, -0] }))
    for (const kind of ['bars', 'lines'] as const) {
      const one: Panel = {
        title: hostile.join(' '),
        kind,
        categories: hostile,
        series,
        unit: '\0',
        locale: 'not a locale',
      }
      expect(
        (await draw({ title: hostile.at(-3) ?? '', subtitle: 'y'.repeat(9_999), panels: [one, one, one] })).length,
      ).toBeGreaterThan(0)
      expect((await draw({ ...one, categories: [], series: [] })).length).toBeGreaterThan(0)
    }
    expect((await draw({ title: '', panels: [] })).length).toBeGreaterThan(0)
  })

  test('any at all', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 })
    const values = fc.array(fc.option(fc.double()), { maxLength: 6 })
    const any = fc.record({
      title: text,
      kind: fc.constantFrom('bars' as const, 'lines' as const),
      categories: fc.array(text, { maxLength: 14 }),
      series: fc.array(fc.record({ name: text, values }), { maxLength: 4 }),
      unit: text,
      locale: text,
    })
    await fc.assert(
      fc.asyncProperty(fc.array(any, { maxLength: 4 }), text, async (panels, title) => {
        expect((await draw({ title, panels })).length).toBeGreaterThan(0)
      }),
      { numRuns: 25 },
    )
  })
})

describe('the thread that draws', () => {
  const clock = new Clockwork()
  const easels: Easel[] = []
  const easel = (script?: string, more = {}) => {
    const made = new Easel({
      after: clock.after,
      ...(script === undefined ? {} : { script: new URL(`data:text/javascript,${script}`) }),
      ...more,
    })
    easels.push(made)
    return made
  }
  afterAll(() => clock.pass(120_000))

  test('draws many at once, and ends when there was nothing to draw for a while', async () => {
    const made = easel()
    expect(made.awake).toBe(false)
    const pictures = await Promise.all(
      Array.from({ length: 12 }, (_, nth) => made.draw({ ...panel, title: `Report ${nth}` })),
    )
    expect(new Set(pictures.map((png) => Buffer.from(png).toString('base64'))).size).toBe(12)
    await clock.pass(59_000)
    expect(made.awake).toBe(true)
    await clock.pass(1_000)
    expect(made.awake).toBe(false)
    expect((await made.draw(panel)).length).toBeGreaterThan(0)
  })

  test('is given up when a picture takes too long; the next gets another', async () => {
    const made = easel('setInterval(() => {}, 1000)')
    const outcomes = Promise.allSettled([made.draw(panel), made.draw(panel)])
    await clock.pass(15_000)
    expect(made.awake).toBe(true)
    await clock.pass(15_000)
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { message: 'a picture took too long' } })
    expect(made.awake).toBe(false)
  })

  test('that ends or cannot begin fails the picture, not the program', async () => {
    await expect(easel('process.exit(3)').draw(panel)).rejects.toThrow('has ended')
    await expect(easel('this is no program').draw(panel)).rejects.toThrow('SyntaxError')
  })

  test('takes only so many to wait, and nothing that cannot be handed over', async () => {
    const made = easel('setInterval(() => {}, 1000)', { most: 2 })
    const waiting = Promise.allSettled([made.draw(panel), made.draw(panel), made.draw(panel)])
    await expect(made.draw(panel)).rejects.toThrow('too many')
    await clock.pass(60_000)
    await waiting
    await expect(easel().draw({ ...panel, title: (() => '') as never })).rejects.toThrow('handed over')
  })

  test('keeps the process alive only while it draws, and nothing is loaded before the first picture', async () => {
    const url = new URL('../../src/charts/draw.ts', import.meta.url).href
    const script = `
      const { draw } = await import('${url}')
      process.report.excludeNetwork = true
      const loaded = () => process.report.getReport().sharedObjects.some((it) => it.includes('skia'))
      const before = loaded()
      const png = await draw(${JSON.stringify(panel)})
      process.stdout.write(JSON.stringify({ before, after: loaded(), png: png.length > 0 }))`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      timeout: 30_000,
    })
    expect(JSON.parse(stdout)).toEqual({ before: false, after: true, png: true })
  })
})
