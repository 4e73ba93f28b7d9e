import { describe, expect, test } from 'vitest'
import { opened } from '../../src/complaints/rules/clock-changes.ts'
import { type Complaint, leadingNumber, numberOf, readNumber } from '../../src/complaints/rules/complaint.ts'
import { type Deed, type Doer, decide } from '../../src/complaints/rules/decide.ts'
import { clockRules } from '../../src/complaints/rules/desk-rules.ts'
import { cannedReply, replyNames } from '../../src/complaints/rules/replies.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { meaningOf } from '../../src/words/meaning.ts'

const rules = clockRules(defaultProgram)
const now = new Date('2026-03-02T10:00:00Z')
const later = new Date('2026-03-02T10:05:00Z')

const fresh: Complaint = {
  ...opened(now, 'normal'),
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
const ann: Doer = { side: 'customer', id: 'ann', role: 'customer' }
const bob: Doer = { side: 'customer', id: 'bob', role: 'customer' }
const sam: Doer = { side: 'staff', id: 'sam', role: 'staff' }
const sue: Doer = { side: 'staff', id: 'sue', role: 'staff' }
const max: Doer = { side: 'staff', id: 'max', role: 'manager' }
/** Somebody who pressed a button of staff after his role was taken from him. */
const out: Doer = { side: 'staff', id: 'out', role: 'customer' }
const doers = { ann, bob, sam, sue, max, out }

const done = (complaint: Complaint, deed: Deed, by: Doer): Complaint => {
  const decision = decide(complaint, deed, by, later, rules)
  if ('refused' in decision) throw new Error(`refused: ${decision.refused}`)
  return decision.next
}
const said = { text: 'words', files: [] }
const states: Record<string, Complaint> = {
  new: fresh,
  claimed: done(fresh, { kind: 'claim' }, sam),
  waiting: done(fresh, { kind: 'ask', ...said }, sam),
  resolved: done(fresh, { kind: 'resolve', outcome: 'fixed', text: '' }, sam),
  withdrawn: done(fresh, { kind: 'withdraw' }, ann),
  merged: done(fresh, { kind: 'merge', into: { id: 2, customerId: 'ann', state: 'new' } }, sam),
}
const deeds: Record<string, Deed> = {
  claim: { kind: 'claim' },
  unclaim: { kind: 'unclaim' },
  assign: { kind: 'assign', to: 'sue' },
  hand: { kind: 'hand', seat: 'desk:2' },
  tell: { kind: 'tell', ...said },
  answer: { kind: 'answer', ...said },
  ask: { kind: 'ask', ...said },
  note: { kind: 'note', ...said },
  categorize: { kind: 'categorize', category: 'billing' },
  prioritize: { kind: 'prioritize', priority: 'urgent' },
  relate: { kind: 'relate', purchaseId: 'p' },
  resolve: { kind: 'resolve', outcome: 'refunded', text: 'sorry' },
  merge: { kind: 'merge', into: { id: 2, customerId: 'ann', state: 'new' } },
  withdraw: { kind: 'withdraw' },
  reopen: { kind: 'reopen', text: 'again' },
  rate: { kind: 'rate', rating: 4 },
}

/**
 * What comes of each deed of the one who may do it, by how the complaint stands: the state after it, or why not. In order:
 * new, claimed by Sam, waiting (Sam asked), resolved, withdrawn, merged.
 */
const table: Record<string, [by: keyof typeof doers, ...outcomes: string[]]> = {
  claim: ['sam', 'claimed', '!unchanged', '!unchanged', '!over', '!over', '!over'],
  unclaim: ['sam', '!unchanged', 'new', 'waiting', '!over', '!over', '!over'],
  assign: ['sue', 'claimed', 'claimed', 'waiting', '!over', '!over', '!over'],
  hand: ['sue', 'new', 'new', 'waiting', '!over', '!over', '!over'],
  tell: ['ann', 'new', 'claimed', 'claimed', '!over', '!over', '!over'],
  answer: ['sue', 'claimed', 'claimed', 'waiting', 'resolved', '!over', '!over'],
  ask: ['sue', 'waiting', 'waiting', 'waiting', '!over', '!over', '!over'],
  note: ['sue', 'new', 'claimed', 'waiting', 'resolved', 'withdrawn', 'merged'],
  categorize: ['sue', 'new', 'claimed', 'waiting', 'resolved', 'withdrawn', 'merged'],
  prioritize: ['sue', 'new', 'claimed', 'waiting', '!over', '!over', '!over'],
  relate: ['sue', 'new', 'claimed', 'waiting', 'resolved', 'withdrawn', 'merged'],
  resolve: ['sue', 'resolved', 'resolved', 'resolved', '!over', '!over', '!over'],
  merge: ['sue', 'merged', 'merged', 'merged', '!over', '!over', '!over'],
  withdraw: ['ann', 'withdrawn', 'withdrawn', 'withdrawn', '!over', '!over', '!over'],
  reopen: ['ann', '!not-over', '!not-over', '!not-over', 'new', 'new', '!over'],
  rate: ['ann', '!not-over', '!not-over', '!not-over', 'resolved', '!over', '!over'],
}

describe('what comes of a deed', () => {
  for (const [name, [by, ...outcomes]] of Object.entries(table))
    test.each(Object.keys(states).map((state, nth) => [state, outcomes[nth] ?? ''] as const))(
      `${name}, of one that is %s: %s`,
      (state, outcome) => {
        const decision = decide(states[state] as Complaint, deeds[name] as Deed, doers[by], later, rules)
        expect('refused' in decision ? `!${decision.refused}` : decision.next.state).toBe(outcome)
      },
    )

  const ofStaff = [
    'claim',
    'unclaim',
    'assign',
    'hand',
    'answer',
    'ask',
    'note',
    'categorize',
    'prioritize',
    'relate',
    'resolve',
    'merge',
  ]
  const ofCustomer = ['withdraw', 'rate']
  test.each(Object.keys(deeds))('%s: refused to whoever it is not for, however it stands', (name) => {
    for (const complaint of Object.values(states)) {
      const refused = (by: Doer) => {
        const decision = decide(complaint, deeds[name] as Deed, by, later, rules)
        return 'refused' in decision ? decision.refused : undefined
      }
      expect(refused(bob)).toBe('not-yours')
      expect(refused(out)).toBe('not-allowed')
      if (ofStaff.includes(name)) expect(refused(ann)).toBe('not-allowed')
      if (ofCustomer.includes(name)) expect([refused(sam), refused(max)]).toEqual(['not-allowed', 'not-allowed'])
    }
  })

  const refusal = (complaint: Complaint | undefined, deed: Deed, by: Doer, at = later) => {
    const decision = decide(complaint ?? fresh, deed, by, at, rules)
    return 'refused' in decision ? decision.refused : undefined
  }

  test('a claim of one that somebody else has is refused', () => {
    expect(refusal(states.claimed, { kind: 'claim' }, sue)).toBe('taken')
  })

  test('only who has it, or a manager, lets it go', () => {
    expect(refusal(states.claimed, { kind: 'unclaim' }, sue)).toBe('not-allowed')
    expect(refusal(states.claimed, { kind: 'unclaim' }, sam)).toBeUndefined()
    expect(refusal(states.claimed, { kind: 'unclaim' }, max)).toBeUndefined()
  })

  test('nothing is said with no words and no files', () => {
    for (const kind of ['tell', 'answer', 'ask', 'note'] as const)
      expect(refusal(fresh, { kind, text: ' \n ', files: [] }, kind === 'tell' ? ann : sam)).toBe('empty')
    expect(refusal(fresh, { kind: 'answer', text: '', files: ['f'] }, sam)).toBeUndefined()
  })

  test('a duplicate is of the same customer, open, and another one', () => {
    const into = (change: object): Deed => ({
      kind: 'merge',
      into: { id: 2, customerId: 'ann', state: 'new', ...change },
    })
    expect(refusal(fresh, into({ id: 1 }), sam)).toBe('same')
    expect(refusal(fresh, into({ customerId: 'bob' }), sam)).toBe('other-customer')
    expect(refusal(fresh, into({ state: 'merged' }), sam)).toBe('over')
  })

  test('the customer may open it again within the days of the program, staff at any time', () => {
    const reopen: Deed = { kind: 'reopen', text: '' }
    expect(refusal(states.resolved, reopen, ann, new Date('2026-03-16T23:59:59Z'))).toBeUndefined()
    expect(refusal(states.resolved, reopen, ann, new Date('2026-03-17T00:00:01Z'))).toBe('too-late')
    expect(refusal(states.resolved, reopen, sam, new Date('2027-03-17T00:00:01Z'))).toBeUndefined()
  })

  test('a bad rating opens it again, once for each time it was settled', () => {
    const rated = decide(states.resolved as Complaint, { kind: 'rate', rating: 2 }, ann, later, rules)
    expect(rated).toMatchObject({
      isBad: true,
      next: { state: 'new', rating: 2, reopened: 1, ended: null, assigneeId: null },
    })
    const open = done(states.resolved as Complaint, { kind: 'rate', rating: 2 }, ann)
    expect(refusal(open, { kind: 'rate', rating: 2 }, ann)).toBe('unchanged')
    const again = done(open, { kind: 'resolve', outcome: 'fixed', text: '' }, sam)
    expect(done(again, { kind: 'rate', rating: 2 }, ann)).toMatchObject({ state: 'new', reopened: 2 })
  })

  test('an old rating button opens none that was withdrawn or merged since', () => {
    const open = done(states.resolved as Complaint, { kind: 'rate', rating: 1 }, ann)
    for (const over of [done(open, { kind: 'withdraw' }, ann), done(open, deeds.merge as Deed, sam)])
      expect(refusal(over, { kind: 'rate', rating: 2 }, ann)).toBe('over')
  })
})

describe('numbers', () => {
  test.each([
    ['C-1042', 42],
    ['c1042', 42],
    [' C – 1042 ', 42],
    ['C-1000', undefined],
    ['C-999', undefined],
    ['1042', undefined],
    ['C-0', undefined],
    ['C--1042', undefined],
    ['C-1042a', undefined],
    ['C-10４2', undefined],
    ['C-9999999999999', undefined],
    ["C-1042'; DROP TABLE complaint", undefined],
  ])('%j is %s', (written, id) => {
    expect(readNumber(written)).toBe(id)
    if (id !== undefined) expect(readNumber(numberOf(id))).toBe(id)
  })

  test.each([
    ['C-1042 fixed', 42, 'fixed'],
    ['c1042: two\nlines', 42, 'two\nlines'],
    ['C-1042', 42, ''],
    ['C 1042, sorry', 42, 'sorry'],
  ])('%j begins with one', (written, id, rest) => {
    expect(leadingNumber(written)).toEqual({ id, rest })
  })

  test.each(['sorry C-1042', 'C-1042x fixed', 'Cafe 1042', 'C-1042１'])('%j does not', (written) => {
    expect(leadingNumber(written)).toBeUndefined()
  })
})

describe('what sounds like a complaint', () => {
  test.each([
    'This is unacceptable, my order came BROKEN',
    'I got the wrong order',
    '我要投诉',
    '衣服是坏的，我要退款',
    "my parcel didn't arrive",
  ])('%j', (said) => {
    expect(meaningOf(said)).toBe('complaint')
  })

  test.each([
    'How many points do I have?',
    'See you tomorrow',
    '你好',
    'unbroken streak of good coffee',
    'the worsted jacket',
    '',
  ])('%j does not', (said) => {
    expect(meaningOf(said)).not.toBe('complaint')
  })
})

describe('canned answers', () => {
  const values = { name: 'Ann', number: 'C-1001', points: 5, shop: 'Café', staff: 'Sam' }
  const own = {
    wait: { en: 'Dear {name}, {number}: {points}. {shop}, {staff}', zh: '{name}，请稍等' },
    sorry: { zh: '抱歉 {name}' },
  }

  test('are filled, in the language of the customer, else in another', () => {
    expect(cannedReply(own, 'Wait', 'en', values)).toBe('Dear Ann, C-1001: 5. Café, Sam')
    expect(cannedReply(own, 'wait', 'zh', values)).toBe('Ann，请稍等')
    expect(cannedReply(own, 'sorry', 'en', values)).toBe('抱歉 Ann')
    expect(cannedReply({}, 'thanks', 'en', values)).toContain('Ann')
    expect(cannedReply({}, 'thanks', 'zh', values)).toContain('Ann')
  })

  test('are not filled twice, and there are none by names that objects have', () => {
    expect(cannedReply(own, 'wait', 'zh', { ...values, name: '{staff}' })).toBe('{staff}，请稍等')
    expect(cannedReply(own, 'wait', 'zh', { ...values, name: '$&$1' })).toBe('$&$1，请稍等')
    for (const name of ['constructor', '__proto__', 'toString', 'nothing', ''])
      expect(cannedReply(own, name, 'en', values)).toBeUndefined()
    expect(replyNames(own)).toEqual(['fixed', 'sorry', 'thanks', 'wait'])
  })
})
