import { expect, test } from 'vitest'
import { sizeText } from '../../src/campaigns/show/size.ts'

test.each([
  ['en', 1, 1, ['One person would get this campaign now.']],
  ['en', 12, 12, ['12 of 12 people would get this campaign now.']],
  ['en', 9_876, 12_345, ['9,876 of 12,345 people would get this campaign now.']],
  ['zh', 1, 1, ['1 人中现在有 1 人会收到这次活动。']],
  ['zh', 9_876, 12_345, ['12,345 人中现在有 9,876 人会收到这次活动。']],
] as const)('in %s %i of %i', (locale, people, audience, lines) => {
  expect(sizeText({ people, audience, without: {} }, locale).split('\n')).toEqual(lines)
})

test('says of one and of many why they are left out', () => {
  const one = { stopped: 1, complaint: 1, unreachable: 1, cap: 1, holdout: 1 }
  expect(sizeText({ people: 1, audience: 6, without: one }, 'en').split('\n')).toEqual([
    '1 of 6 people would get this campaign now.',
    '1 does not want to hear from us',
    '1 has a complaint open',
    '1 cannot be reached',
    '1 has had enough of them for now',
    '1 is left out to see what it brings',
  ])
  const many = { stopped: 2, complaint: 1_000 }
  expect(sizeText({ people: 1, audience: 1_003, without: many }, 'en').split('\n')).toEqual([
    '1 of 1,003 people would get this campaign now.',
    '2 do not want to hear from us',
    '1,000 have a complaint open',
  ])
  expect(sizeText({ people: 0, audience: 1, without: { stopped: 1 } }, 'en').split('\n')).toEqual([
    'The only person in this audience would not get this campaign now.',
    '1 does not want to hear from us',
  ])
})
