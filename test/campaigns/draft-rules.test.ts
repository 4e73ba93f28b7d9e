import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { draftForms } from '../../src/campaigns/draft/forms.ts'
import { readButtons, readWhen } from '../../src/campaigns/draft/rules/read.ts'
import { inWords, readAnswers } from '../../src/engine/forms.ts'
import { locales } from '../../src/language/text.ts'
import { defaultProgram } from '../../src/program/program.ts'

const command = (word: string) => ({ points: 'points', 积分: 'points' })[word]
// A Monday, at noon.
const now = new Date('2026-03-02T12:00Z')

describe('buttons', () => {
  test.each([
    ['Shop = https://example.com/a?b=c&d', [{ label: 'Shop', url: 'https://example.com/a?b=c&d' }]],
    ['Points=/points', [{ label: 'Points', command: 'points' }]],
    ['积分 ＝ /积分', [{ label: '积分', command: 'points' }]],
    [
      'Yes = answer\n\nNo = 回答\n',
      [
        { label: 'Yes', answer: true },
        { label: 'No', answer: true },
      ],
    ],
    ['I come', [{ label: 'I come', answer: true }]],
    ['', []],
  ])('%j are read', (written, buttons) => {
    expect(readButtons(written, command)).toEqual({ buttons })
  })

  test.each([
    ['a\nb\nc\nd', 'many', 4],
    [' = https://example.com', 'label', 1],
    ['https://example.com', 'label', 1],
    [`${'x'.repeat(41)} = answer`, 'label', 1],
    ['\u202e\u200b = answer', 'label', 1],
    ['Ok = answer\nShop = example.com', 'target', 2],
    ['Shop = javascript:alert(1)', 'url', 1],
    ['Shop = JaVaScRiPt://example.com/%0aalert(1)', 'url', 1],
    ['Shop = data:text/html,hi', 'url', 1],
    ['Shop = https://', 'url', 1],
    ['Shop = https://shop@evil.example', 'url', 1],
    ['Shop = https://a b.example', 'url', 1],
    [`Shop = https://example.com/${'x'.repeat(1_000)}`, 'url', 1],
    ['Shop = tg://resolve?domain=x', 'url', 1],
    ['Go = /grant', 'command', 1],
    ['Go = /stop', 'command', 1],
  ])('%j are refused for %s', (written, why, line) => {
    expect(readButtons(written, command)).toMatchObject({ problem: { why, line } })
  })

  test('whatever is written is read or refused, and every address is one of the web', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.webUrl()), (written) => {
        const read = readButtons(`A = ${written}`, command)
        if ('problem' in read) expect(read.problem.found.length).toBeLessThan(200)
        else
          for (const button of read.buttons)
            if ('url' in button) expect(new URL(button.url).protocol).toMatch(/^https?:$/)
      }),
    )
  })
})

describe('when', () => {
  test.each([
    [{ when: 'now', day: 'whatever' }, { when: 'now' }],
    [
      { when: 'once', day: '2026-03-02', time: '12:01' },
      { when: 'once', at: '2026-03-02T12:01', own: false },
    ],
    [
      { when: 'once', day: '2026年12月24日', time: '9：05', clock: 'own' },
      { when: 'once', at: '2026-12-24T09:05', own: true },
    ],
    [
      { when: 'once', day: '2026-12-24', time: '9点' },
      { when: 'once', at: '2026-12-24T09:00', own: false },
    ],
    [
      { when: 'week', day: 'Friday', time: '18:30' },
      { when: 'week', weekday: 5, time: '18:30', own: false },
    ],
    [
      { when: 'week', day: '周日', time: '18:30' },
      { when: 'week', weekday: 7, time: '18:30', own: false },
    ],
    [
      { when: 'week', day: '星期一', time: '0:00' },
      { when: 'week', weekday: 1, time: '00:00', own: false },
    ],
    [
      { when: 'month', day: '31', time: '08:00', clock: 'own' },
      { when: 'month', day: 31, time: '08:00', own: true },
    ],
    [
      { when: 'month', day: '1st', time: '08:00' },
      { when: 'month', day: 1, time: '08:00', own: false },
    ],
    [
      { when: 'month', day: '15号', time: '08:00' },
      { when: 'month', day: 15, time: '08:00', own: false },
    ],
  ])('%j is read', (fields, schedule) => {
    expect(readWhen(fields, now, 'UTC')).toEqual({ schedule })
  })

  test.each([
    [
      { when: 'once' },
      [
        { field: 'time', why: 'missing' },
        { field: 'day', why: 'missing' },
      ],
    ],
    [{ when: 'once', day: '2026-03-01', time: '18:00' }, [{ field: 'day', why: 'past' }]],
    [{ when: 'once', day: '2026-03-02', time: '12:00' }, [{ field: 'time', why: 'past' }]],
    [{ when: 'once', day: '31.12.2026', time: '12:00' }, [{ field: 'day', why: 'date' }]],
    [{ when: 'once', day: '2026-02-30', time: '12:00' }, [{ field: 'day', why: 'date' }]],
    [{ when: 'once', day: '2126-01-01', time: '12:00' }, [{ field: 'day', why: 'date' }]],
    [{ when: 'once', day: '2026-12-24', time: '24:00' }, [{ field: 'time', why: 'time' }]],
    [{ when: 'once', day: '2026-12-24', time: 'noon' }, [{ field: 'time', why: 'time' }]],
    [{ when: 'week', day: 'someday', time: '12:00' }, [{ field: 'day', why: 'weekday' }]],
    [{ when: 'month', day: '32', time: '12:00' }, [{ field: 'day', why: 'monthday' }]],
    [{ when: 'month', day: '0', time: '12:00' }, [{ field: 'day', why: 'monthday' }]],
  ])('%j is refused', (fields, problems) => {
    expect(readWhen(fields, now, 'UTC')).toEqual({ problems })
  })

  test('the day is the one of the shop', () => {
    const fields = { when: 'once', day: '2026-03-02', time: '19:59' }
    expect(readWhen(fields, now, 'Asia/Shanghai')).toEqual({ problems: [{ field: 'time', why: 'past' }] })
    expect(readWhen({ ...fields, time: '20:01' }, now, 'Asia/Shanghai')).toMatchObject({ schedule: { own: false } })
  })
})

describe('fields', () => {
  const forms = draftForms(defaultProgram, () => now)
  const wrongIn = (id: string, values: Record<string, string>, locale = 'en') => {
    const form = forms.find((it) => it.id === id)
    const read = form && readAnswers(form, values)
    return read && 'wrong' in read ? inWords(read.wrong, locale) : {}
  }
  const good = { name: 'Spring', audience: 'everyone', text: 'Hello {name}' }

  test('what is right is taken', () => {
    expect(wrongIn('campaign', good)).toEqual({})
    expect(wrongIn('campaign.words', {})).toEqual({})
  })

  test.each([
    ['audience', 'bought in 30 dogs', /⟪dogs⟫/],
    ['audience', "everyone'; DROP TABLE customer; --", /⟪/],
    ['audience', '('.repeat(3_000), /long/],
    ['audience', 'everyone\u0000', /U\+0000/],
    ['text', 'Hello {who}', /\{who\}.*\{name\}[\s\S]*⟪\{who\}⟫/],
    ['text', 'Hello {name', /partner[\s\S]*⟪\{⟫name/],
    ['text', '{'.repeat(999), /partner/],
    ['text', 'x'.repeat(1_801), /1,800/],
    ['text', 'x'.repeat(1_000_000), /long/],
    ['text', 'a\u0007b', /character/],
    ['name', 'x'.repeat(61), /60/],
    ['name', 'x\u0000y', /character/],
  ])('%s %j is wrong, and it is said at the field', (field, written, says) => {
    for (const locale of locales) {
      const wrong = wrongIn('campaign', { ...good, [field]: written }, locale)
      expect(Object.keys(wrong)).toEqual([field])
      if (locale === 'en') expect(wrong[field]).toMatch(says)
      expect(wrong[field]?.length).toBeLessThan(1_000)
    }
  })

  test.each([
    ['campaign.more', { split: '0' }, 'split'],
    ['campaign.more', { split: '12.5' }, 'split'],
    ['campaign.more', { holdout: '51' }, 'holdout'],
    ['campaign.more', { second: 'Hi {nobody}' }, 'second'],
    ['campaign.offer', { points: '-1' }, 'points'],
    ['campaign.offer', { points: '1000001' }, 'points'],
    ['campaign.offer', { code: 'x'.repeat(41) }, 'code'],
    ['campaign.offer', { buttons: 'Shop = javascript:alert(1)' }, 'buttons'],
    ['campaign.when', { when: 'once', day: '2026-03-01', time: '18:00' }, 'day'],
    ['campaign.when', { when: 'week', time: '18:00' }, 'day'],
    ['campaign.when', { when: 'never' }, 'when'],
  ])('%s %j is wrong at %s', (form, values, field) => {
    for (const locale of locales) expect(Object.keys(wrongIn(form, values, locale))).toEqual([field])
  })

  test('- takes away, and is no mistake', () => {
    expect(wrongIn('campaign.more', { second: '-' })).toEqual({})
    expect(wrongIn('campaign.offer', { buttons: '-', code: '–' })).toEqual({})
  })
})
