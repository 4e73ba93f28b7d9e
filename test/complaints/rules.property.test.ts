import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextAlarm } from '../../src/complaints/rules/clock.ts'
import { opened } from '../../src/complaints/rules/clock-changes.ts'
import { type Complaint, isOver, leadingNumber, outcomes, readNumber } from '../../src/complaints/rules/complaint.ts'
import { type Deed, type Doer, decide } from '../../src/complaints/rules/decide.ts'
import { clockRules } from '../../src/complaints/rules/desk-rules.ts'
import { cannedReply } from '../../src/complaints/rules/replies.ts'
import { defaultProgram } from '../../src/program/program.ts'

const rules = clockRules(defaultProgram)
const begin = Date.parse('2026-03-02T10:00:00Z')

const begun: Complaint = {
  ...opened(new Date(begin), 'normal'),
  id: 1,
  customerId: 'ann',
  platform: 'slack',
  category: 'order',
  purchaseId: null,
  text: 'broken',
  assigneeId: null,
  mergedInto: null,
  outcome: null,
  rating: null,
  reopened: 0,
  answers: 0,
  ended: null,
}

const words = fc.constantFrom('', ' ', 'words')
const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.constantFrom('claim', 'unclaim', 'withdraw').map((kind): Deed => ({ kind: kind as 'claim' })),
  fc.constantFrom('sam', 'sue').map((to): Deed => ({ kind: 'assign', to })),
  fc.constant<Deed>({ kind: 'hand', seat: 'desk:2' }),
  fc
    .tuple(fc.constantFrom('tell', 'answer', 'ask', 'note'), words)
    .map(([kind, text]): Deed => ({ kind: kind as 'tell', text, files: [] })),
  fc.constantFrom('order', 'billing').map((category): Deed => ({ kind: 'categorize', category })),
  fc.constantFrom('urgent', 'low').map((priority): Deed => ({ kind: 'prioritize', priority: priority as 'low' })),
  fc.tuple(fc.constantFrom(...outcomes), words).map(([outcome, text]): Deed => ({ kind: 'resolve', outcome, text })),
  fc
    .record({
      id: fc.constantFrom(1, 2),
      customerId: fc.constantFrom('ann', 'bob'),
      state: fc.constantFrom('new', 'merged'),
    })
    .map((into): Deed => ({ kind: 'merge', into: into as Extract<Deed, { kind: 'merge' }>['into'] })),
  words.map((text): Deed => ({ kind: 'reopen', text })),
  fc.integer({ min: 1, max: 5 }).map((rating): Deed => ({ kind: 'rate', rating })),
)
const doer: fc.Arbitrary<Doer> = fc.constantFrom<Doer>(
  { side: 'customer', id: 'ann', role: 'customer' },
  { side: 'customer', id: 'bob', role: 'customer' },
  { side: 'customer', id: 'ann', role: 'owner' },
  { side: 'staff', id: 'sam', role: 'staff' },
  { side: 'staff', id: 'sue', role: 'manager' },
  { side: 'staff', id: 'out', role: 'customer' },
  { side: 'staff', id: null, role: 'owner' },
)
const course = fc.array(fc.tuple(deed, doer, fc.integer({ min: 0, max: 3 * 86_400_000 })), { maxLength: 30 })

const forCustomers = new Set<Deed['kind']>(['tell', 'withdraw', 'reopen', 'rate'])

test('however deeds follow each other, a complaint stays consistent', () => {
  fc.assert(
    fc.property(course, (steps) => {
      let complaint = begun
      let now = begin
      for (const [deed, by, after] of steps) {
        now += after
        const before = structuredClone(complaint)
        const decision = decide(complaint, deed, by, new Date(now), rules)
        expect(complaint).toEqual(before)
        if ('refused' in decision) continue
        const { next } = decision
        // who
        expect(before.state).not.toBe(
          deed.kind === 'note' || deed.kind === 'categorize' || deed.kind === 'relate' ? '' : 'merged',
        )
        if (by.side === 'customer') expect([by.id, forCustomers.has(deed.kind)]).toEqual(['ann', true])
        else expect(by.role).not.toBe('customer')
        // what never changes
        expect(next).toMatchObject({ id: 1, customerId: 'ann', text: 'broken', created: before.created })
        expect(next.answers).toBeGreaterThanOrEqual(before.answers)
        expect(next.reopened - before.reopened).toBe(isOver(before) && !isOver(next) ? 1 : 0)
        // how it stands
        expect(next.ended !== null).toBe(isOver(next))
        expect(next.mergedInto !== null).toBe(next.state === 'merged')
        expect(next.outcome !== null).toBe(next.state === 'resolved')
        if (next.state === 'claimed')
          expect([next.assigneeId === null && by.id !== null, next.unclaimedSince]).toEqual([false, null])
        if (next.state === 'new') expect([next.assigneeId, next.unclaimedSince === null]).toEqual([null, false])
        if (isOver(next))
          expect([next.owedSince, next.runningSince, next.unclaimedSince, nextAlarm(next, rules)]).toEqual([
            null,
            null,
            null,
            null,
          ])
        if (next.state === 'waiting') expect(nextAlarm(next, rules)).toBeNull()
        if (next.state === 'new' || next.state === 'claimed') expect(next.runningSince).not.toBeNull()
        complaint = next
      }
    }),
    { numRuns: 1_000 },
  )
})

test('whatever is written, a number is found or not, and nothing else happens', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^\s*[cC]\s?[-–]?\s?\d{0,15}\s?.{0,5}$/)),
      (written) => {
        const id = readNumber(written)
        if (id !== undefined) expect(Number.isSafeInteger(id) && id > 0).toBe(true)
        const leading = leadingNumber(written)
        if (leading) expect(written).toContain(leading.rest)
      },
    ),
  )
})

test('whatever a customer is called, a canned answer says just that', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      const values = { name, number: 'C-1001', points: 1, shop: '', staff: '' }
      expect(cannedReply({ hi: { en: '<{name}>' } }, 'hi', 'en', values)).toBe(`<${name}>`)
    }),
  )
})
