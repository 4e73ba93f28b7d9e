import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isOpen, type Span } from '../../src/hours/rules.ts'
import { parseProgram, problemText } from '../../src/program/parse.ts'
import { defaultProgram, type Program } from '../../src/program/program.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

function parsed(text: string): Program {
  const result = parseProgram(text, 'program.yaml')
  if (Array.isArray(result)) throw new Error(result.map(problemText).join('\n'))
  return result
}

function problems(text: string): string[] {
  const result = parseProgram(text, 'program.yaml')
  return Array.isArray(result) ? result.map(problemText) : []
}

/** A file with this under `complaints`, which stands on lines 2 and after. */
const desk = (...lines: string[]) => ['complaints:', ...lines.map((line) => `  ${line}`)].join('\n')

describe('hours', () => {
  test('by default are always, in the zone of the shop', () => {
    expect(parsed('timeZone: Asia/Shanghai').hours).toEqual({ timeZone: 'Asia/Shanghai', week: null, holidays: [] })
  })

  test('are read in any order, with or without zeros, and days not named are closed', () => {
    const { week } = parsed('hours: { tuesday: [13:30–18:00, 9:00 - 12:30], monday: [], sunday: [00:00-24:00] }').hours
    const tuesday: Span[] = [
      { from: '09:00', to: '12:30' },
      { from: '13:30', to: '18:00' },
    ]
    expect(week).toEqual({ 1: [], 2: tuesday, 3: [], 4: [], 5: [], 6: [], 7: [{ from: '00:00', to: '24:00' }] })
  })

  test('may adjoin', () => {
    expect(parsed('hours: { monday: [09:00-12:00, 12:00-18:00] }').hours.week?.[1]).toHaveLength(2)
  })

  test('have holidays, even when always open otherwise', () => {
    const { hours } = parsed('holidays: [2026-12-24, { from: 2026-12-31, open: [09:00-12:00] }]')
    expect(hours.holidays).toEqual([
      { from: '2026-12-24', to: '2026-12-24', open: [] },
      { from: '2026-12-31', to: '2026-12-31', open: [{ from: '09:00', to: '12:00' }] },
    ])
    expect(isOpen(new Date('2026-12-24T10:00Z'), hours)).toBe(false)
    expect(isOpen(new Date('2026-12-31T10:00Z'), hours)).toBe(true)
    expect(isOpen(new Date('2026-12-31T13:00Z'), hours)).toBe(false)
  })

  test('any two times are hours when the second is later, and a problem otherwise', () => {
    const time = fc
      .tuple(fc.nat(24), fc.nat(59))
      .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`)
    fc.assert(
      fc.property(time, time, (from, to) => {
        const text = `hours:\n  monday: [${from}-${to}]`
        if (from < to && to <= '24:00') expect(parsed(text).hours.week?.[1]).toEqual([{ from, to }])
        else expect(problems(text)).toEqual([expect.stringMatching(/^program\.yaml:2: hours\.monday must be/)])
      }),
    )
  })
})

describe('the complaint desk', () => {
  test('is as without a file where the file says nothing', () => {
    expect(parsed('complaints: {}').complaints).toEqual(defaultProgram.complaints)
    expect(parsed(desk('clocks: { low: {} }', 'recovery: {}', 'replies: {}')).complaints).toEqual(
      defaultProgram.complaints,
    )
  })

  test('keeps the usual targets but for those that are written', () => {
    const { targets } = parsed(desk('clocks:', '  normal: { first: 90 minutes, resolve: 1000 hours }')).complaints
    expect(targets).toEqual({
      ...defaultProgram.complaints.targets,
      normal: { first: 90 * MINUTE, next: 4 * HOUR, resolve: 1000 * HOUR },
    })
  })

  test('reads the rest', () => {
    const text = desk(
      'categories: [billing, { id: cold-food, zh: 菜凉了 }, { id: other, en: Something else }]',
      'reopen: 1 month',
      'warn: 10%',
      'acknowledge: 1 hour',
      'levels: 0',
      'recovery: { manager: 200 }',
      'replies:',
      '  Sorry: { en: "Dear {name}, {number}: {points} points. {staff}, {shop}" }',
      '  抱歉:',
      '    zh: |',
      '      很抱歉。',
      '      请稍等。',
    )
    expect(parsed(text).complaints).toEqual({
      ...defaultProgram.complaints,
      categories: [
        { id: 'billing', labels: null },
        { id: 'cold-food', labels: { zh: '菜凉了' } },
        { id: 'other', labels: { en: 'Something else' } },
      ],
      reopen: { count: 1, unit: 'months' },
      warn: 0.1,
      acknowledge: HOUR,
      levels: 0,
      recovery: { staff: 200, manager: 200 },
      replies: {
        sorry: { en: 'Dear {name}, {number}: {points} points. {staff}, {shop}' },
        抱歉: { zh: '很抱歉。\n请稍等。' },
      },
    })
  })
})

describe('what is wrong, with its line and remedy', () => {
  test.each([
    ['hours: always', 1, 'hours must be a group of keys, found "always". Write keys such as monday:'],
    ['hours: {}', 1, 'hours is never open. Write a day such as monday: [09:00-18:00], or leave the line out'],
    ['hours: { monday: [], friday: [] }', 1, 'hours is never open.'],
    ['hours:\n  mondy: [09:00-18:00]\n  friday: [09:00-18:00]', 2, 'hours.mondy is not known. Write monday.'],
    ['hours:\n  monday: 09:00-18:00', 2, 'hours.monday must be a list, found "09:00-18:00". Begin'],
    [
      'hours:\n  monday:\n    - 09:00-12:30\n    - 9 to 5',
      4,
      'hours.monday must be opening hours such as 09:00-18:00, found "9 to 5". Write two times of a day with a hyphen',
    ],
    ['hours:\n  monday: [22:00-02:00]', 2, 'Write 22:00-24:00, and 00:00-02:00 on the day after.'],
    ['hours:\n  monday: [22:00-0:00]', 2, 'Write 22:00-24:00.'],
    ['hours:\n  monday: [09:00-09:00]', 2, 'found "09:00-09:00". Write two times'],
    ['hours:\n  monday: [09:00-24:01]', 2, 'found "09:00-24:01". Write two times'],
    ['hours:\n  monday: [24:00-24:00]', 2, 'found "24:00-24:00". Write two times'],
    [
      'hours:\n  monday: [13:00-18:00, 09:00-13:30]',
      2,
      'hours.monday has 13:00-18:00, which overlaps 09:00-13:30. Make one of the two.',
    ],
    ['holidays: 2026-12-24', 1, 'holidays must be a list, found "2026-12-24"'],
    [
      'holidays:\n  - 2026-12-24\n  - 2026-02-30',
      3,
      'holidays must be a date such as 2026-01-31, found "2026-02-30". Write year',
    ],
    ['holidays:\n  - 2026-12-24\n  - [2026-12-25]', 3, 'holidays must be a group of keys, found a list. Write'],
    ['holidays:\n  - to: 2026-12-25', 2, 'holidays.from must be a date such as 2026-01-31, found nothing'],
    [
      'holidays:\n  - from: 2026-12-25\n    to: 2026-12-24',
      3,
      'holidays.to must not be before from, found 2026-12-24 after 2026-12-25. Write a later date',
    ],
    ['holidays:\n  - from: 2026-12-25\n    opens: []', 3, 'holidays.opens is not known. Write open.'],
    ['holidays:\n  - from: 2026-12-25\n    open: [9-5]', 3, 'holidays.open must be opening hours'],
    ['complaints:\n  categorys: []', 2, 'complaints.categorys is not known. Write categories.'],
    [
      desk('categories: []'),
      2,
      'complaints.categories must be 1 to 25 categories, found 0. Write at least one, or leave the line out.',
    ],
    [desk(`categories: [${Array.from({ length: 26 }, (_, n) => `{ id: a${n}, en: A }`)}]`), 2, 'found 26'],
    [
      desk('categories:', '  - order', '  - hygiene'),
      4,
      'complaints.categories must be order, product, service, billing or other, found "hygiene". For one of your own, write { id:',
    ],
    [desk('categories: [oder]'), 2, 'Write order, or for one of your own { id: hygiene, en: Cleanliness }.'],
    [desk('categories:', '  - order', '  - { id: order, en: Orders }'), 4, 'has order a second time. Keep one'],
    [
      desk('categories:', '  - id: Wet floor', '    en: Wet'),
      3,
      'complaints.categories.id must be an id of 1 to 24 small',
    ],
    [desk('categories:', '  - en: Wet'), 3, 'complaints.categories.id must be an id of 1 to 24 small letters'],
    [desk('categories:', '  - id: wet'), 3, 'complaints.categories has no label. Write what customers read'],
    [desk('categories:', '  - id: wet', '    en: ""'), 4, 'complaints.categories.en must be what customers read'],
    [
      desk('categories:', '  - id: wet', '    en: Wet', '    fr: Humide'),
      5,
      'complaints.categories.fr is not known. Known here are id, en, zh.',
    ],
    [desk('reopen: never'), 2, 'complaints.reopen must be a time such as 14 days'],
    [desk('clocks: { urgnt: {} }'), 2, 'complaints.clocks.urgnt is not known. Write urgent.'],
    [desk('clocks:', '  low: { frst: 1 hour }'), 3, 'complaints.clocks.low.frst is not known. Write first.'],
    [desk('clocks:', '  low: 4 hours'), 3, 'complaints.clocks.low must be a group of keys, found "4 hours"'],
    [
      desk('clocks:', '  low:', '    resolve: 3 days'),
      4,
      'complaints.clocks.low.resolve must be a time such as 30 minutes or 4 hours, found "3 days". Only the hours in which',
    ],
    [
      desk('clocks: { low: { first: 4h } }'),
      2,
      'found "4h". Write a whole number and minutes or hours, up to 1000 hours.',
    ],
    [desk('clocks: { low: { resolve: 1001 hours } }'), 2, 'up to 1000 hours'],
    [
      desk('clocks:', '  low:', '    resolve: 90 minutes', '    first: 2 hours', '    next: 1 hour'),
      5,
      'complaints.clocks.low.first gives longer to answer than to resolve: first 2 hours, resolve 90 minutes. Write a shorter first: or',
    ],
    [
      desk('clocks:', '  normal:', '    first: 1 hour', '    resolve: 1 hour'),
      5,
      'complaints.clocks.normal.resolve gives longer to answer than to resolve: next 4 hours, resolve 1 hour.',
    ],
    [desk('warn: 0.25'), 2, 'complaints.warn must be a percentage from 0 to 90 such as 25, found "0.25"'],
    [desk('warn: 91'), 2, 'complaints.warn must be a percentage'],
    [desk('acknowledge: 0 minutes'), 2, 'complaints.acknowledge must be a time such as 30 minutes'],
    [desk('levels: 10'), 2, 'complaints.levels must be a number from 0 to 9, found "10". Write how often'],
    [desk('recovery: { staff: -1 }'), 2, 'complaints.recovery.staff must be a whole number of points such as 200'],
    [desk('recovery: { owner: 5 }'), 2, 'complaints.recovery.owner is not known. Known here are staff, manager.'],
    [
      desk('recovery:', '  staff: 2001'),
      3,
      'complaints.recovery.staff lets staff give more than a manager: 2001 and 2000 points. Write a lower',
    ],
    [
      desk('recovery:', '  manager: 199'),
      3,
      'complaints.recovery.manager lets staff give more than a manager: 200 and 199',
    ],
    [desk('replies: [a]'), 2, 'complaints.replies must be a group of keys, found a list. Write keys such as sorry:'],
    [desk('replies:', '  sorry: Sorry'), 3, 'complaints.replies.sorry must be a group of keys, found "Sorry"'],
    [desk('replies:', '  sorry: {}'), 3, 'complaints.replies.sorry has no text. Write what the customer is told'],
    [desk('replies:', '  sorry: { en: "" }'), 3, 'complaints.replies.sorry.en must be a text of 1 to 1000 characters'],
    [desk('replies:', `  sorry: { en: ${'x'.repeat(1001)} }`), 3, 'must be a text of 1 to 1000 characters'],
    [
      desk('replies:', '  sorry:', '    en: Hello', '    de: Hallo'),
      5,
      'complaints.replies.sorry.de is not known. Known here are en, zh.',
    ],
    [
      desk('replies:', '  sorry:', '    en: Dear {nmae}', '    zh: 您好'),
      4,
      'complaints.replies.sorry.en has {nmae}, which is not known. Write {name}.',
    ],
    [
      desk('replies:', '  sorry:', '    en: Dear {customer}'),
      4,
      'has {customer}, which is not known. Known are {name}, {number}, {points}, {shop}, {staff}.',
    ],
    [desk('replies:', '  sorry: { en: "Dear {name" }'), 3, 'has {name, which is not known. Write {name}.'],
    [desk('replies:', '  sorry: { en: "Dear name}" }'), 3, 'has }, which is not known.'],
    [
      desk('replies:', '  so sorry: { en: Sorry }'),
      3,
      'complaints.replies.so sorry must be a name of 1 to 32 letters, digits and hyphens. Write it',
    ],
    [
      desk('replies:', '  sorry: { en: A }', '  Sorry: { en: B }'),
      4,
      'complaints.replies.Sorry is there already. Keep',
    ],
    [desk('replies:', '  __proto__: { en: A }'), 3, 'complaints.replies.__proto__ must be a name'],
  ])('%j', (text, line, message) => {
    const found = problems(text)
    expect(found).toEqual([expect.stringContaining(message)])
    expect(found[0]).toMatch(new RegExp(`^program\\.yaml:${line}: `))
  })

  test('all at once', () => {
    const text =
      'hours:\n  monday: [9-5]\nholidays: [x]\ncomplaints:\n  warn: x\n  replies:\n    a: { en: "{x}" }\n    b c: { en: d }'
    expect(problems(text).map((problem) => problem.split(' ', 2).join(' '))).toEqual([
      'program.yaml:2: hours.monday',
      'program.yaml:3: holidays',
      'program.yaml:5: complaints.warn',
      'program.yaml:7: complaints.replies.a.en',
      'program.yaml:8: complaints.replies.b',
    ])
  })
})
