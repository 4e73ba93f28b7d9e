import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseProgram, problemText } from '../../src/program/parse.ts'
import { defaultEarning, defaultProgram, type Program } from '../../src/program/program.ts'

const example = readFileSync(new URL('../../docs/program.example.yaml', import.meta.url), 'utf8')

function parsed(text: string): Program {
  const result = parseProgram(text, 'program.yaml')
  if (Array.isArray(result)) throw new Error(result.map(problemText).join('\n'))
  return result
}

function problems(text: string): string[] {
  const result = parseProgram(text, 'program.yaml')
  return Array.isArray(result) ? result.map(problemText) : []
}

/** A file with this as the only version, which stands on lines 2 and after. */
function version(...lines: string[]): string {
  return ['earning:', ...lines.map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`)].join('\n')
}

/** A follow-up rule where the file says nothing else. */
const anyRule = {
  after: 'purchase',
  within: { count: 2, unit: 'days' },
  sku: null,
  prefix: null,
  amount: 0,
  first: false,
  ask: null,
  call: false,
}

describe('what is read', () => {
  test.each(['', '# nothing but a remark\n', '\n\n', '{}', '\uFEFF{}'])(
    '%j is the program in force without a file',
    (text) => {
      expect(parsed(text)).toEqual(defaultProgram)
    },
  )

  test('the example, with every remark on it true', () => {
    const first = {
      from: null,
      perUnit: '1',
      rounding: 'down',
      minimum: 250,
      items: [
        { sku: 'BEANS-1KG', times: '3', extra: 0 },
        { prefix: 'CAKE-', times: '1', extra: 5 },
        { prefix: 'GIFTCARD-', times: '0', extra: 0 },
      ],
      days: [
        { weekdays: [1, 2], from: null, to: null, times: '1.5', extra: 0 },
        { weekdays: null, from: '2026-12-01', to: '2026-12-24', times: '1', extra: 10 },
      ],
      hold: { count: 14, unit: 'days' },
      expiry: { count: 12, unit: 'months' },
    }
    const at = (from: string, to: string) => ({ from, to })
    const morning = at('09:00', '12:30')
    const day = [morning, at('13:30', '18:00')]
    const calls = [at('10:00', '12:00'), at('14:00', '17:00')]
    expect(parsed(example)).toEqual({
      shop: 'The Corner Café',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      earning: [first, { ...first, from: '2027-01-01', perUnit: '2', days: [] }],
      expiryNotice: { count: 30, unit: 'days' },
      debt: 'zero',
      hours: {
        timeZone: 'Europe/Berlin',
        week: {
          1: day,
          2: day,
          3: [morning],
          4: day,
          5: [morning, at('13:30', '20:00')],
          6: [at('10:00', '14:00')],
          7: [],
        },
        holidays: [
          { from: '2026-12-24', to: '2026-12-24', open: [] },
          { from: '2026-12-25', to: '2027-01-03', open: [] },
          { from: '2026-12-31', to: '2026-12-31', open: [at('09:00', '12:00')] },
        ],
      },
      complaints: {
        ...defaultProgram.complaints,
        categories: [
          { id: 'order', labels: null },
          { id: 'product', labels: null },
          { id: 'hygiene', labels: { en: 'Cleanliness', zh: '卫生' } },
          { id: 'other', labels: null },
        ],
        replies: {
          remake: {
            en: 'Sorry, {name}. We will make it again for you, at any time.',
            zh: '非常抱歉，{name}。我们随时为您重做一份。',
          },
        },
      },
      followUps: [
        {
          ...anyRule,
          id: 'after-first-visit',
          wait: { count: 3, unit: 'days' },
          first: true,
          ask: {
            en: 'Hello {name}, how did you like your first coffee with us?',
            zh: '{name}，您好。第一次来，咖啡还合您口味吗？',
          },
        },
        { ...anyRule, id: 'beans', prefix: 'BEANS-', amount: 2000, wait: { count: 2, unit: 'weeks' } },
        { ...anyRule, id: 'after-complaint', after: 'complaint', wait: { count: 2, unit: 'days' }, call: true },
        { ...anyRule, id: 'missed', after: 'silence', wait: { count: 90, unit: 'days' } },
      ],
      quiet: { from: '20:00', to: '09:00' },
      callbacks: {
        ...defaultProgram.callbacks,
        capacity: 2,
        country: 'DE',
        hours: {
          timeZone: 'Europe/Berlin',
          week: { 1: calls, 2: calls, 3: [], 4: calls, 5: [at('10:00', '12:00')], 6: [], 7: [] },
          holidays: expect.arrayContaining([{ from: '2026-12-24', to: '2026-12-24', open: [] }]),
        },
      },
      promotions: { consent: 'required' },
      retention: { ...defaultProgram.retention, customers: { count: 5, unit: 'years' } },
      campaigns: {
        cap: { most: 1, window: { count: 1, unit: 'weeks' } },
        approval: 500,
        window: { count: 7, unit: 'days' },
      },
      referrals: expect.objectContaining({ referrer: 100, friend: 50, minimum: 1_000 }),
    })
  })

  test('JSON', () => {
    const json = {
      shop: 'Bar',
      currency: 'JPY',
      earning: [{ perUnit: 0.01, minimum: 500, hold: '1 week', expiry: 'never' }],
      debt: 'negative',
    }
    const rules = { ...defaultEarning, perUnit: '0.01', minimum: 500, hold: { count: 1, unit: 'weeks' }, expiry: null }
    expect(parsed(JSON.stringify(json))).toEqual({
      ...defaultProgram,
      shop: 'Bar',
      currency: 'JPY',
      earning: [rules],
      debt: 'negative',
    })
    expect(parsed(JSON.stringify(json, null, '\t').replaceAll('\n', '\r\n')).shop).toBe('Bar')
  })

  test('values as they are written: zeros of article numbers, long decimals, names that look like something else', () => {
    const text = `shop: 2026\n${version('perUnit: 0.000001', 'items:', '  - { sku: 0012, times: 1.1000 }', '  - { prefix: 0x1F, extra: 2 }')}`
    const program = parsed(text)
    expect(program.shop).toBe('2026')
    expect(program.earning[0]).toMatchObject({
      perUnit: '0.000001',
      items: [
        { sku: '0012', times: '1.1000', extra: 0 },
        { prefix: '0x1F', times: '1', extra: 2 },
      ],
    })
  })

  test('a version keeps what the one before it says, until it says otherwise', () => {
    const text = `${version('hold: 2 days', 'expiry: 1 year', 'minimum: 5', 'rounding: up')}
  - from: 2026-05-01
    hold: none
  - from: 2027-05-01
    expiry: never`
    const [first, second, third] = parsed(text).earning
    expect(first).toMatchObject({
      from: null,
      hold: { count: 2, unit: 'days' },
      expiry: { count: 1, unit: 'years' },
      minimum: 500,
      rounding: 'up',
    })
    expect(second).toEqual({ ...first, from: '2026-05-01', hold: null })
    expect(third).toEqual({ ...second, from: '2027-05-01', expiry: null })
  })

  test('weekdays in any order, once each, whatever the capitals', () => {
    expect(
      parsed(version('days: [{ weekdays: [Sunday, monday, SUNDAY], times: 2 }]')).earning[0]?.days[0]?.weekdays,
    ).toEqual([1, 7])
  })
})

describe('what is wrong, with its line and remedy', () => {
  test.each([
    [
      version('perUnit: one'),
      2,
      'earning.perUnit must be a number of points such as 1 or 0.5, found "one". Write how many',
    ],
    [version('perUnit: 1e5'), 2, 'found "1e5"'],
    [version('perUnit: -1'), 2, 'found "-1"'],
    [version('perUnit: 0,5'), 2, 'found "0,5"'],
    [version('perUnit: 0.1234567'), 2, 'found "0.1234567"'],
    [version('perUnit: 1000000'), 2, 'found "1000000"'],
    [version('perUnit: [1]'), 2, 'found a list'],
    [version('perUnit: { a: 1 }'), 2, 'found a group of keys'],
    [
      version('perUnit:', 'hold: none'),
      2,
      'earning.perUnit must be a number of points such as 1 or 0.5, found nothing',
    ],
    [version('rounding: floor'), 2, 'earning.rounding must be down, nearest or up, found "floor". Write down.'],
    [version('rounding: nearst'), 2, 'Write nearest.'],
    [version('minimum: 1e5'), 2, 'earning.minimum must be an amount'],
    [version('minimum: 5.001'), 2, 'earning.minimum must be an amount in EUR, found "5.001"'],
    [
      `currency: JPY\n${version('minimum: 5.50')}`,
      3,
      'in JPY, found "5.50". Write it without leading zeros and with at most 0 decimals.',
    ],
    [
      version('hold: 14'),
      2,
      'earning.hold must be a time such as 14 days or 24 months, or none, found "14". Write a whole number and days',
    ],
    [version('hold: never'), 2, 'earning.hold must be'],
    [version('hold: 1.5 days'), 2, 'earning.hold must be'],
    [version('hold: 101 years'), 2, 'up to 100 years'],
    [version('expiry: 0 months'), 2, 'earning.expiry must be'],
    [
      version('expiry: 1 month', 'hold: 30 days'),
      3,
      'earning.hold lets points expire before they can be used: usable after 30 days, expired after 1 month. Write',
    ],
    [version('from: 2026-02-30'), 2, 'earning.from must be a date such as 2026-01-31, found "2026-02-30". Write'],
    [version('from: 1.2.2026'), 2, 'earning.from must be a date'],
    [version('hold: none\n  - perUnit: 2'), 3, 'earning.from is missing. Write the day'],
    [
      version('from: 2026-01-01\n  - perUnit: 2\n    from: 2026-01-01'),
      4,
      'earning.from is 2026-01-01 a second time. Write another date',
    ],
    [
      version('from: 2026-02-01\n  - from: 2026-01-01'),
      3,
      'earning.from must be later than 2026-02-01 of the version before, found 2026-01-01. Put the versions in the order',
    ],
    [
      version('items:', '  - sku: a b', '    times: 2'),
      3,
      'earning.items.sku must be an article number of 1 to 64 characters without spaces, found "a b". Write it exactly',
    ],
    [version('items:', '  - sku: CAKE-*', '    times: 2'), 3, 'Write prefix: CAKE-'],
    [version('items:', '  - { prefix: CAKE-*, times: 2 }'), 3, 'Write prefix: CAKE-'],
    [version('items:', `  - { sku: ${'x'.repeat(65)}, times: 2 }`), 3, 'earning.items.sku must be'],
    [
      version('items:', '  - { sku: "", times: 2 }'),
      3,
      'earning.items.sku must be an article number of 1 to 64 characters without spaces, found nothing',
    ],
    [
      version('items:', '  - { sku: A, prefix: B, times: 2 }'),
      3,
      'earning.items must have either sku or prefix. Write',
    ],
    [version('items:', '  - times: 2'), 3, 'earning.items must have either sku or prefix'],
    [version('items:', '  - sku: A'), 3, 'earning.items gives no bonus. Write times: 2'],
    [version('items:', '  - sku: A', '    times: 1000'), 4, 'earning.items.times must be a number such as 2 or 1.5'],
    [version('items:', '  - sku: A', '    extra: 1.5'), 4, 'earning.items.extra must be a whole number'],
    [version('items:', '  - sku: A', '    extra: 1000001'), 4, 'from 1 to 1000000'],
    [
      version('items:', '  - { sku: A, times: 2 }', '  - { sku: B, times: 2 }', '  - { sku: A, times: 3 }'),
      5,
      'earning.items has sku A a second time. Make one item of the two.',
    ],
    [version('items: 5'), 2, 'earning.items must be a list, found "5". Begin'],
    [
      version('days:', '  - weekdays: monday', '    times: 2'),
      3,
      'earning.days.weekdays must be a list, found "monday"',
    ],
    [
      version('days:', '  - weekdays:', '      - monday', '      - tuseday', '    times: 2'),
      5,
      'found "tuseday". Write tuesday.',
    ],
    [version('days:', '  - { weekdays: [], times: 2 }'), 3, 'earning.days.weekdays must name a day. Write'],
    [version('days:', '  - extra: 4'), 3, 'earning.days names no days. Write weekdays'],
    [
      version('days:', '  - from: 2026-12-24', '    to: 2026-12-01', '    extra: 4'),
      4,
      'earning.days.to must not be before from',
    ],
    ['shop: A\ncurrency: eur', 2, 'currency must be an ISO 4217 code such as EUR, found "eur". Write EUR.'],
    ['currency: Euro', 1, 'Write the three capital letters'],
    [
      'timeZone: Europe/Berln',
      1,
      'timeZone must be a time zone such as Europe/Berlin, found "Europe/Berln". Write Europe/Berlin.',
    ],
    ['timeZone: +02:00', 1, 'timeZone must be a time zone'],
    ['expiryNotice: 30', 1, 'expiryNotice must be a time'],
    ['expiryNotice: never', 1, 'expiryNotice must be a time'],
    ['debt: [zero]', 1, 'debt must be zero or negative, found a list. Write zero'],
    ['shop: ""', 1, 'shop must be a name of 1 to 60 characters on one line, found nothing. Write'],
    ['shop: "a\\nb"', 1, 'shop must be a name'],
    ['earning: []', 1, 'earning must have a version. Write'],
    ['earning: 5', 1, 'earning must be a list'],
    ['earning:\n  - perUnit', 2, 'earning must be a group of keys, found "perUnit". Write keys such as perUnit:'],
    ['shop: A\ncurency: EUR', 2, 'curency is not known. Write currency.'],
    ['timezone: UTC', 1, 'timezone is not known. Write timeZone.'],
    [version('hold: none', 'perUnits: 1'), 3, 'earning.perUnits is not known. Write perUnit.'],
    [
      version('items:', '  - sku: A', '    time: 2', '    times: 2'),
      4,
      'earning.items.time is not known. Write times.',
    ],
    [
      version('days:', '  - { weekday: [monday], from: 2026-01-01, times: 2 }'),
      3,
      'earning.days.weekday is not known. Write weekdays.',
    ],
    [
      'cats: 3',
      1,
      'cats is not known. Known here are shop, currency, timeZone, earning, expiryNotice, debt, hours, holidays, complaints, followUps, quiet, callbacks, campaigns, promotions, retention, referrals.',
    ],
    ['__proto__: 1', 1, '__proto__ is not known'],
    ['constructor: 1', 1, 'constructor is not known'],
    ['<<: { shop: A }', 1, '<< is not known'],
    ['[]', 1, 'the file must be a group of keys, found a list. Write keys such as shop:'],
    ['hello', 1, 'the file must be a group of keys, found "hello"'],
    ['shop: A\nshop: B', 2, 'this key is there already. Keep one of the two.'],
    ['shop: A\n---\nshop: B', 2, 'a second document begins here. Leave out'],
    ['earning:\n\t- perUnit: 1', 2, 'a tab stands before the text. Indent with spaces.'],
    ['shop: !name A', 1, 'a word that begins with ! is not known here. Leave it out'],
    ['shop: A\ncurrency: *euro', 2, 'a value that begins with * stands for another. Put it in quotes.'],
    ['shop: "A\ncurrency: EUR', 2, 'Check indentation, brackets and quotation marks here.'],
  ])('%j', (text, line, message) => {
    const found = problems(text)
    expect(found).toEqual([expect.stringContaining(message)])
    expect(found[0]).toMatch(new RegExp(`^program\\.yaml:${line}: `))
  })

  test('all at once, in the order of the lines', () => {
    const text = [
      'debt: maybe',
      'curency: EUR',
      'earning:',
      '  - perUnit: one',
      '    hold: 3',
      '  - from: x',
      'shop: ""',
    ].join('\n')
    expect(problems(text).map((problem) => problem.split(' ', 2).join(' '))).toEqual([
      'program.yaml:1: debt',
      'program.yaml:2: curency',
      'program.yaml:4: earning.perUnit',
      'program.yaml:5: earning.hold',
      'program.yaml:6: earning.from',
      'program.yaml:7: shop',
    ])
  })

  test('values that stand for others without end', () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...[...'bcdefgh'].map((name, index) => `${name}: &${name} [${`*${'abcdefg'[index]}, `.repeat(9)}]`),
    ]
    expect(problems(bomb.join('\n'))).toEqual([expect.stringContaining('stand for others without end')])
  })
})

describe('whatever is in the file', () => {
  const sound = (text: string) => {
    const result = parseProgram(text, 'p')
    if (!Array.isArray(result)) return
    expect(result.length).toBeGreaterThan(0)
    for (const { line, message } of result) {
      expect(line).toBeGreaterThanOrEqual(1)
      expect(line).toBeLessThanOrEqual(text.split('\n').length)
      expect(message).not.toBe('')
    }
  }

  test('it is a program or problems on lines that exist', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', size: 'medium' }), sound))
  })

  test('so it is for the example with anything put in its place', () => {
    const words = fc.constantFrom(
      '',
      ' ',
      '\n',
      '  ',
      '- ',
      ': ',
      '[',
      '{',
      '"',
      '*a',
      '&a ',
      '!x ',
      '0',
      'null',
      'from: 2026-01-01',
      '\u0000',
      '\t',
    )
    fc.assert(
      fc.property(fc.nat(example.length), fc.nat(20), fc.oneof(words, fc.string()), (at, cut, put) => {
        sound(example.slice(0, at) + put + example.slice(at + cut))
      }),
      { numRuns: 200 },
    )
  })

  test('and for any JSON', () => {
    fc.assert(fc.property(fc.json(), sound))
  })
})
