import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { reportMakers } from '../../src/complaints/report/report.ts'
import { type Figures, figuresFrom, type Group, isEmpty, ranked } from '../../src/complaints/report/rules.ts'
import { figuresOf } from '../../src/complaints/report/store.ts'
import { opened } from '../../src/complaints/rules/clock-changes.ts'
import type { Complaint } from '../../src/complaints/rules/complaint.ts'
import { type Deed, type DeskRules, decide } from '../../src/complaints/rules/decide.ts'
import { type Mark, marksOf } from '../../src/complaints/rules/marks.ts'
import type { Database } from '../../src/database/database.ts'
import { table } from '../../src/database/table.ts'
import type { Run } from '../../src/engine/making.ts'
import { Unit } from '../../src/engine/unit.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { type Days, periodNamed, piecesOf } from '../../src/reports/period.ts'
import { eachDatabase } from '../databases.ts'

const minute = 60_000
const rules: DeskRules = { ...defaultProgram.complaints, hours: defaultProgram.hours, timeZone: 'UTC' }
const categories = ['order', 'billing', "x' OR 1=1 --"]
const people = ['sam', 'kim', null]

type Life = { complaint: Complaint; marks: (Mark & { at: Date })[] }
type Step = { deed: Deed; side: 'staff' | 'customer'; who: string | null; after: number }

const deed = fc.constantFrom<[Deed, Step['side']]>(
  [{ kind: 'answer', text: 'so', files: [] }, 'staff'],
  [{ kind: 'ask', text: 'which?', files: [] }, 'staff'],
  [{ kind: 'note', text: 'hm', files: [] }, 'staff'],
  [{ kind: 'resolve', outcome: 'fixed', text: '' }, 'staff'],
  [{ kind: 'resolve', outcome: 'explained', text: 'see' }, 'staff'],
  [{ kind: 'reopen', text: '' }, 'staff'],
  [{ kind: 'categorize', category: 'billing' }, 'staff'],
  [{ kind: 'tell', text: 'and', files: [] }, 'customer'],
  [{ kind: 'withdraw' }, 'customer'],
  [{ kind: 'rate', rating: 1 }, 'customer'],
  [{ kind: 'rate', rating: 5 }, 'customer'],
  [{ kind: 'merge', into: { id: 999_999, customerId: 'ann', state: 'new' } }, 'staff'],
)
const step = fc
  .tuple(deed, fc.constantFrom(...people), fc.integer({ min: 1, max: 20_000 }))
  .map(([[deed, side], who, after]): Step => ({ deed, side, who, after: after * minute }))
const begin = fc.record({
  created: fc.integer({ min: 0, max: 60 * 1440 }).map((it) => new Date(Date.UTC(2026, 8, 20) + it * minute)),
  category: fc.constantFrom(...categories),
})

/** Lets a complaint live through those steps, as far as they are allowed. */
function live(id: number, { created, category }: { created: Date; category: string }, steps: readonly Step[]): Life {
  let complaint: Complaint = {
    ...opened(created, 'normal'),
    id,
    customerId: 'ann',
    category,
    purchaseId: null,
    text: 'broken',
    platform: 'web',
    assigneeId: null,
    mergedInto: null,
    outcome: null,
    rating: null,
    reopened: 0,
    answers: 0,
    ended: null,
  }
  const marks: Life['marks'] = []
  let now = created
  let settler: string | null = null
  for (const { deed, side, who, after } of steps) {
    now = new Date(now.getTime() + after)
    const by = {
      side,
      id: side === 'customer' ? 'ann' : who,
      role: side === 'customer' ? 'customer' : 'staff',
    } as const
    const decision = decide(complaint, deed, by, now, rules)
    if ('refused' in decision) continue
    const made = marksOf(complaint, decision.next, deed, by, now, rules)
    if (made.some(({ kind }) => kind === 'rated')) {
      const before = marks.findIndex(({ kind }) => kind === 'rated')
      if (before >= 0) marks.splice(before, 1)
    }
    for (const mark of made) {
      if (mark.kind === 'settled') settler = mark.staffId
      marks.push({ ...mark, staffId: mark.kind === 'rated' ? settler : mark.staffId, at: now })
    }
    complaint = decision.next
  }
  return { complaint, marks }
}

/** The figures counted one by one. */
function naive(lives: readonly Life[], pieces: readonly Days[]): Figures {
  const within = (at: Date, days: readonly Days[]) => days.some(({ from, to }) => at >= from && at < to)
  const group = (days: readonly Days[], fits: (life: Life, mark?: Mark) => boolean): Group => {
    const marks = (kind: Mark['kind']) =>
      lives.flatMap((life) =>
        life.marks
          .filter((mark) => mark.kind === kind && within(mark.at, days) && fits(life, mark))
          .map((mark) => ({ ...mark, life })),
      )
    const times = (kind: Mark['kind']) => {
      const sorted = marks(kind)
        .map(({ ms }) => ms ?? 0)
        .sort((a, b) => a - b)
      const at = (share: number) => sorted[Math.ceil(sorted.length * share - 1e-9) - 1] ?? 0
      return sorted.length === 0 ? null : { median: at(0.5), p90: at(0.9) }
    }
    const rated = marks('rated')
    return {
      opened: lives.filter((it) => within(it.complaint.created, days) && it.complaint.state !== 'merged' && fits(it))
        .length,
      answered: marks('answered').length,
      settled: marks('settled').length,
      straight: marks('settled').filter(({ life }) => life.complaint.answers <= 1 && life.complaint.reopened === 0)
        .length,
      withdrawn: marks('withdrawn').length,
      reopened: marks('reopened').length,
      ratings: rated.length,
      stars: rated.reduce((sum, { rating }) => sum + (rating ?? 0), 0),
      first: times('answered'),
      resolve: times('settled'),
    }
  }
  const present = (groups: [string, Group][]) =>
    new Map(groups.filter(([, it]) => Object.values(it).some((value) => value !== 0 && value !== null)))
  const ratings = [1, 2, 3, 4, 5].map(
    (star) => lives.flatMap((it) => it.marks).filter((it) => it.rating === star && within(it.at, pieces)).length,
  )
  return {
    openNow: lives.filter(({ complaint }) => complaint.ended === null).length,
    all: group(pieces, () => true),
    categories: present(categories.map((id) => [id, group(pieces, ({ complaint }) => complaint.category === id)])),
    staff: present(['sam', 'kim'].map((id) => [id, group(pieces, (_, mark) => mark?.staffId === id)])),
    pieces: pieces.map((piece) => group([piece], () => true)),
    ratings,
  }
}

const complaintRows = table('complaint', {
  id: 'bigint',
  customerId: 'text',
  ownerId: 'text',
  origin: 'text',
  platform: 'text',
  category: 'text',
  text: 'text',
  state: 'text',
  priority: 'text',
  outcome: 'text?',
  rating: 'integer?',
  reopened: 'integer',
  answers: 'integer',
  created: 'timestamp',
  ended: 'timestamp?',
  answered: 'timestamp?',
  runMs: 'bigint',
  due: 'timestamp',
})
const markRows = table('complaint_mark', {
  complaintId: 'bigint',
  kind: 'text',
  at: 'timestamp',
  staffId: 'text?',
  ms: 'bigint?',
  rating: 'integer?',
})

async function store(database: Database, lives: readonly Life[]): Promise<void> {
  await database.execute('DELETE FROM complaint_mark')
  await database.execute('DELETE FROM complaint')
  await database.insert(
    complaintRows,
    lives.map(({ complaint: it }) => ({
      id: it.id,
      customerId: it.customerId,
      ownerId: it.customerId,
      origin: `test ${it.id}`,
      platform: it.platform,
      category: it.category,
      text: it.text,
      state: it.state,
      priority: it.priority,
      outcome: it.outcome,
      rating: it.rating,
      reopened: it.reopened,
      answers: it.answers,
      created: it.created,
      ended: it.ended,
      answered: it.answered,
      runMs: it.runMs,
      due: it.created,
    })),
  )
  await database.insert(
    markRows,
    lives.flatMap(({ complaint, marks }) => marks.map((mark) => ({ ...mark, complaintId: complaint.id }))),
  )
}

const now = new Date('2026-11-22T12:00:00Z')
function piecesNamed(name: string, zone = 'UTC'): Days[] {
  const period = periodNamed(name, now, zone)
  if (!period) throw new Error('no such period')
  return piecesOf(period, zone)
}
const count = (database: Database, pieces: readonly Days[], most?: number) =>
  figuresOf(new Unit(database, database.dialect, now), pieces, most)

eachDatabase((fresh) => {
  describe('figures of complaints', () => {
    test('are those that one would count by hand, whatever became of the complaints', async () => {
      const database = await fresh.open()
      const lives = fc.array(fc.tuple(begin, fc.array(step, { maxLength: 8 })), { maxLength: 40 })
      const name = fc.constantFrom('7d', '30d', '100d', '1d', 'month', 'last-month', '2026-09')
      const zone = fc.constantFrom('UTC', 'Asia/Shanghai', 'America/New_York')
      await fc.assert(
        fc.asyncProperty(lives, name, zone, async (given, period, zone) => {
          const lived = given.map(([first, steps], nth) => live(nth + 1, first, steps))
          await store(database, lived)
          const pieces = piecesNamed(period, zone)
          expect(await count(database, pieces, 7)).toEqual(naive(lived, pieces))
        }),
        { numRuns: 40 },
      )
    })

    test('are right when there are thousands, and so is their table', async () => {
      const database = await fresh.open()
      const [steps] = fc.sample(
        fc.array(fc.array(step, { minLength: 4, maxLength: 8 }), { minLength: 500, maxLength: 500 }),
        {
          numRuns: 1,
          seed: 7,
        },
      )
      const [begins] = fc.sample(fc.array(begin, { minLength: 2_000, maxLength: 2_000 }), { numRuns: 1, seed: 8 })
      const lived = (begins ?? []).map((first, nth) => live(nth + 1, first, steps?.[nth % 500] ?? []))
      await store(database, lived)
      const pieces = piecesNamed('100d')
      const figures = await count(database, pieces)
      expect(figures).toEqual(naive(lived, pieces))

      const [first, last] = [pieces[0]?.first, pieces.at(-1)?.last]
      const run: Run = (job) => job(new Unit(database, database.dialect, now))
      const table = await reportMakers(defaultProgram)['complaints-table']?.(run, `${first}:${last}:zh`)
      const within = (at: Date | null) => at !== null && pieces.some(({ from, to }) => at >= from && at < to)
      const numbers = lived
        .filter(({ complaint: it }) => within(it.created) || within(it.ended))
        .map(({ complaint }) => complaint.id)
      expect(numbers.length).toBeGreaterThan(1_500)
      const told = Buffer.from(table ?? [])
        .toString()
        .matchAll(/^"C-(\d+)"/gm)
      expect([...told].map(([, number]) => Number(number) - 1000)).toEqual(numbers)
    })
  })
})

describe('figures', () => {
  test('of nothing are empty', () => {
    expect(isEmpty(figuresFrom([], [], 3, 5))).toBe(true)
    const row = { category: 'order', staff: null, piece: 0, rating: null, count: 1, straight: 0 }
    expect(isEmpty(figuresFrom([{ ...row, kind: 'reopened' }], [], 3, 5))).toBe(false)
  })

  test('are ranked by weight, then by name', () => {
    const row = { staff: null, piece: 0, rating: null, straight: 0, kind: 'opened' } as const
    const { categories } = figuresFrom(
      [
        { ...row, category: 'b', count: 1 },
        { ...row, category: 'a', count: 1 },
        { ...row, category: 'c', count: 2 },
      ],
      [],
      1,
      0,
    )
    expect(ranked(categories, (it) => it.opened).map(([id]) => id)).toEqual(['c', 'a', 'b'])
  })
})
