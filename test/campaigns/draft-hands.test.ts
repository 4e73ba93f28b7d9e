import { describe, expect, test } from 'vitest'
import type { Shown } from '../../adapters/fake/adapter.ts'
import type { Actor } from '../complaints/scene.ts'
import { labelsOf } from '../complaints/scene.ts'
import { buttonsOf, readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { Shop } from './shop.ts'

const good = { name: 'Spring', audience: 'everyone', text: 'Hello {name}' }

const cardOf = (actor: Actor, name = 'Spring'): Shown => {
  const found = actor.sees().findLast(({ message }) => message.text.startsWith(name))
  if (!found) throw new Error(`${actor.id} sees no card of ${name}`)
  return found
}

/** What the button of a form carries. */
const aboutOf = (shown: Shown, label: string): string => {
  const button = buttonsOf(shown.message).find((it) => it.label === label)
  if (!button || !('form' in button)) throw new Error(`no form ${label}`)
  return button.about ?? ''
}

const count = async (shop: Shop) =>
  (await shop.database.query<{ n: number }>('SELECT count(*) AS n FROM campaign'))[0]?.n

const words = 'Name, people, text'
const more = 'Second text, picture'

eachDatabase((fresh) => {
  describe('what is wrong', () => {
    test.each([
      ['audience', { ...good, audience: "everyone' OR 1=1 --" }],
      ['text', { ...good, text: 'Hello {password}' }],
      ['text', { ...good, text: 'x'.repeat(1_000_000) }],
      ['text', { ...good, text: '{'.repeat(1_001) }],
      ['text', { ...good, text: '{{}}{'.repeat(300) }],
      ['audience', { ...good, audience: '('.repeat(1_000_000) }],
      ['name', { ...good, name: 'x'.repeat(61) }],
      ['name', { ...good, name: '\u0000' }],
    ])('at %s keeps nothing, on a platform with forms or without', async (field, values) => {
      const shop = await Shop.open(fresh)
      const ann = await shop.manager('slack', 'ann')
      expect(Object.keys(shop.engine.check('campaign', values, 'en') ?? {})).toEqual([field])
      await ann.fills('campaign', values)
      expect(await count(shop)).toBe(0)
      expect(ann.last().message.text.length).toBeLessThan(1_000)
      const tom = await shop.manager('telegram', 'tom')
      await tom.says('/campaign new')
      for (const name of ['name', 'audience', 'text'] as const) {
        const before = tom.sees().length
        await tom.says(values[name])
        expect(tom.sees().length).toBe(before + 1)
        if (name === field) break
      }
      expect(tom.last().message.text).toMatch(/Step|1|2|3/)
      expect(tom.last().message.text).not.toContain('Spring\n')
      expect(await count(shop)).toBe(0)
    })

    test('step by step is said at once, and asked again', async () => {
      const shop = await Shop.open(fresh)
      const tom = await shop.manager('telegram', 'tom')
      await tom.says('campaign new')
      await tom.says('Spring')
      await tom.says('bought in 30 dogs')
      expect(tom.last().message.text).toContain('⟪dogs⟫')
      await tom.says('everyone')
      await tom.says('Hello {nam}')
      expect(tom.last().message.text).toContain('⟪{nam}⟫')
      await tom.says('Hello {name}')
      expect(labelsOf(cardOf(tom))).toContain('Start it')
    })

    test('step by step a time is asked for piece by piece, and none where it is sent at once', async () => {
      const shop = await Shop.open(fresh)
      const tom = await shop.manager('telegram', 'tom')
      await tom.says('campaign new')
      for (const words of ['Spring', 'everyone', 'Hello {name}']) await tom.says(words)
      await tom.presses(cardOf(tom), 'When')
      await tom.presses(tom.last(), 'Every week')
      await tom.says('someday')
      expect(tom.last().message.text).toContain('Please write a day of the week')
      await tom.presses(tom.last(), 'Skip')
      expect(tom.last().message.text).toContain('This is needed.')
      await tom.says('Friday')
      await tom.presses(tom.last(), 'Back')
      expect(tom.last().message.text).toContain('Day')
      await tom.says('Sunday')
      await tom.says('18:30')
      await tom.presses(tom.last(), 'Each customer’s own clock')
      expect((await shop.now(1)).schedule).toEqual({ when: 'week', weekday: 7, time: '18:30', own: true })
      expect(readable(cardOf(tom).message)).toContain('every Sunday at 18:30')
      await tom.presses(cardOf(tom), 'When')
      await tom.presses(tom.last(), 'As soon as it is started')
      expect((await shop.now(1)).schedule).toEqual({ when: 'now' })
    })

    test('markup and formulas are shown letter by letter', async () => {
      const shop = await Shop.open(fresh)
      const ann = await shop.manager('slack', 'ann')
      const text = '=1+1 *bold* <b>x</b> @everyone <!channel> {{name}}'
      await ann.fills('campaign', { name: '=cmd()', audience: 'everyone', text })
      await ann.presses(cardOf(ann, '=cmd()'), 'Send it to me')
      expect(ann.last().message.text).toBe('=1+1 *bold* <b>x</b> @everyone <!channel> {name}')
    })

    test('a segment that there is not is told on the card, and it cannot be started', async () => {
      const shop = await Shop.open(fresh)
      const ann = await shop.manager('slack', 'ann')
      await ann.fills('campaign', { ...good, audience: 'segment "Nobody"' })
      expect(cardOf(ann).message.text).toContain('There is no segment “Nobody”.')
      expect(labelsOf(cardOf(ann))).not.toContain('Start it')
      await ann.does({ kind: 'pressed', press: 'campaign.ready:1' })
      expect(ann.last().message.text).toContain('There is no segment “Nobody”.')
      await ann.fills('campaign.words', { audience: 'everyone' }, aboutOf(cardOf(ann), words))
      expect(labelsOf(cardOf(ann))).toContain('Start it')
    })

    test('a share without a second text is refused whole', async () => {
      const shop = await Shop.open(fresh)
      const ann = await shop.manager('slack', 'ann')
      await ann.fills('campaign', good)
      await ann.fills('campaign.more', { split: '30', holdout: '10' }, aboutOf(cardOf(ann), more))
      expect(ann.last().message.text).toContain('second text')
      expect((await shop.now(1)).holdout).toBe(0)
    })

    test('a time that passes while the draft lies there is told before it is sent', async () => {
      const shop = await Shop.open(fresh)
      const ann = await shop.manager('slack', 'ann')
      await ann.fills('campaign', good)
      const when = { when: 'once', day: '2026-03-02', time: '13:00' }
      await ann.fills('campaign.when', when, aboutOf(cardOf(ann), 'When'))
      expect(readable(cardOf(ann).message)).toContain('2026-03-02 at 13:00')
      await shop.passes(120)
      await ann.does({ kind: 'pressed', press: 'campaign.ready:1' })
      expect(ann.last().message.text).toBe('That time has passed.')
    })
  })

  test('one that is set for later can still be looked at', async () => {
    const shop = await Shop.open(fresh)
    const ann = await shop.manager('slack', 'ann')
    await shop.crowd('web', 3)
    await ann.fills('campaign', good)
    const when = { when: 'once', day: '2026-03-02', time: '13:00' }
    await ann.fills('campaign.when', when, aboutOf(cardOf(ann), 'When'))
    await ann.presses(cardOf(ann), 'Start it')
    await ann.presses(ann.last(), 'Send it to 3')
    expect(readable(ann.last().message)).toContain('begins 13:00')
    await ann.presses(ann.last(), 'Preview')
    expect(ann.last().message.text).toBe('3 of 3 people would get this campaign now.')
    expect(labelsOf(ann.last())).toEqual([])
    await shop.passes(61)
    expect((await shop.until(1, 'done')).figures.sent).toBe(3)
  })

  test('a picture that is one is shown with the text; another is refused, and the rest is kept', async () => {
    const shop = await Shop.open(fresh)
    const ann = await shop.manager('slack', 'ann')
    ann.platform.uploads.set('f1', new Uint8Array([1, 2, 3]))
    ann.platform.uploads.set('f2', new Uint8Array([4]))
    await ann.fills('campaign', good)
    const give = (id: string, name: string, media: string) =>
      ann.does({
        kind: 'filled',
        form: 'campaign.more',
        about: aboutOf(cardOf(ann), more),
        values: { holdout: '10' },
        files: { picture: [{ id, name, media, size: 3 }] },
      })
    await give('f2', 'list.pdf', 'application/pdf')
    expect(ann.last().message.text).toContain('PNG or JPEG')
    expect(await shop.now(1)).toMatchObject({ holdout: 10, content: { a: 'Hello {name}' } })
    await give('f1', 'spring.png', 'image/png')
    expect(readable(cardOf(ann).message)).toContain('spring.png')
    await ann.presses(cardOf(ann), 'Preview')
    expect(ann.sees().at(-3)?.message.parts?.[0]).toMatchObject({ kind: 'file', name: 'spring.png', picture: true })
    expect(readable(ann.last().message)).toContain('picture below the text')
    await ann.presses(cardOf(ann), 'Without picture')
    expect((await shop.now(1)).content).toEqual({ a: 'Hello {name}' })
    expect(labelsOf(cardOf(ann))).not.toContain('Without picture')
  })

  describe('two managers', () => {
    test('the second sees what the first has changed, and what is replaced is told', async () => {
      const shop = await Shop.open(fresh)
      const ann = await shop.manager('slack', 'ann', 'Ann')
      const ben = await shop.manager('discord', 'ben', 'Ben')
      await ann.fills('campaign', good)
      await ben.says('/campaign spring')
      const opened = aboutOf(cardOf(ben), words)
      await ann.fills('campaign.words', { text: 'Good morning {name}' }, aboutOf(cardOf(ann), words))
      expect(readable(cardOf(ben).message)).toMatch(/changed by Ann .*: text[\s\S]*Good morning/)
      await ben.fills('campaign.words', { name: 'Spring 2026' }, opened)
      expect(ben.finds('While you were writing').message.text).toBe('While you were writing, Ann changed: text.')
      expect(await shop.now(1)).toMatchObject({ name: 'Spring 2026', content: { a: 'Good morning {name}' } })
      await ben.fills('campaign.words', { text: 'Hi {name}' }, opened)
      expect(readable(ben.finds('What you wrote stands now').message)).toContain('Good morning {name}')
      expect(readable(cardOf(ann).message)).toMatch(/changed by Ben [\s\S]*Hi \{name\}/)
    })

    test('what was changed since the number was told is not sent unseen', async () => {
      const shop = await Shop.open(fresh)
      const ann = await shop.manager('slack', 'ann', 'Ann')
      const ben = await shop.manager('discord', 'ben', 'Ben')
      await shop.crowd('web', 5)
      await ann.fills('campaign', good)
      await ann.presses(cardOf(ann), 'Start it')
      const asked = ann.last()
      await ben.says('/campaign spring')
      await ben.fills('campaign.words', { text: 'Bye' }, aboutOf(cardOf(ben), words))
      await ann.presses(asked, /Send it to/)
      expect(ann.last().message.text).toContain('was changed since you looked')
      expect((await shop.now(1)).state).toBe('draft')
    })

    test('the number is asked for again when it is another, and says by how many', async () => {
      const shop = await Shop.open(fresh)
      const ann = await shop.manager('slack', 'ann', 'Ann')
      await shop.crowd('web', 50)
      await ann.fills('campaign', good)
      await ann.presses(cardOf(ann), 'Start it')
      const asked = ann.last()
      expect(labelsOf(asked)).toEqual(['Send it to 50'])
      await shop.crowd('telegram', 10)
      await ann.presses(asked, /Send it to/)
      expect((await shop.now(1)).state).toBe('draft')
      expect(labelsOf(ann.last())).toEqual(['Send it to 60'])
      await ann.presses(ann.last(), 'Send it to 60')
      expect((await shop.until(1, 'done')).figures.sent).toBe(60)
      await ann.presses(ann.finds('100 %'), 'Use it again')
      expect(await shop.now(2)).toMatchObject({ state: 'draft', name: 'Spring 2', content: { a: 'Hello {name}' } })
      expect(labelsOf(cardOf(ann, 'Spring 2'))).toContain('Start it')
    })

    test('change it at the same time, and nothing is lost', async () => {
      const shop = await Shop.open(fresh)
      const ann = await shop.manager('slack', 'ann', 'Ann')
      const ben = await shop.manager('discord', 'ben', 'Ben')
      await ann.fills('campaign', good)
      await Promise.all([
        ann.fills('campaign.words', { text: 'Good morning' }, '1:0'),
        ben.fills('campaign.more', { holdout: '10', second: 'Good evening' }, '1:0'),
        ann.fills('campaign.offer', { code: 'SPRING26' }, '1:0'),
        ben.fills('campaign.when', { when: 'week', day: 'Friday', time: '9:00' }, '1:0'),
      ])
      expect(await shop.now(1)).toMatchObject({
        content: { a: 'Good morning', b: 'Good evening' },
        ...{ holdout: 10, split: 50, code: 'SPRING26', edits: { version: 4 } },
        schedule: { when: 'week', weekday: 5, time: '09:00', own: false },
      })
    })

    test('who press the same button at once start it once, and the other is told', async () => {
      const shop = await Shop.open(fresh)
      const ann = await shop.manager('slack', 'ann', 'Ann')
      const ben = await shop.manager('discord', 'ben', 'Ben')
      await shop.crowd('web', 5)
      await ann.fills('campaign', good)
      const press = { kind: 'pressed', press: 'campaign.start:1:5:0' } as const
      await Promise.all([ann.does(press), ben.does(press)])
      const done = await shop.until(1, 'done')
      expect(done.figures).toMatchObject({ total: 5, sent: 5 })
      const told = [ann, ben].map((each) =>
        each
          .sees()
          .map(({ message }) => message.text)
          .join('\n'),
      )
      expect(told.filter((each) => each.includes('Spring is on its way.'))).toHaveLength(1)
      expect(told.filter((each) => /^Spring: .*(being sent, started by (Ann|Ben)|done)/m.test(each))).toHaveLength(1)
    })

    test('what is not approved is a draft again, and says by whom', async () => {
      const shop = await Shop.open(fresh, {
        program: { campaigns: { approval: 5, cap: null, window: { count: 14, unit: 'days' } } },
      })
      const ann = await shop.manager('slack', 'ann', 'Ann')
      const ben = await shop.manager('discord', 'ben', 'Ben')
      await shop.crowd('web', 10)
      await ann.fills('campaign', good)
      await ann.presses(cardOf(ann), 'Start it')
      await ann.presses(ann.last(), /Send it to 10/)
      await ben.presses(cardOf(ben), 'Do not approve')
      for (const each of [ann, ben])
        expect(readable(each.finds('Hello {name}').message)).toContain('Ben did not approve it')
      await ann.presses(ann.finds('Ben did not approve it'), 'Start it')
      expect(labelsOf(ann.last())).toEqual(['Send it to 10'])
    })

    test('above the size another one looks at it and approves', async () => {
      const shop = await Shop.open(fresh, {
        program: { campaigns: { approval: 5, cap: null, window: { count: 14, unit: 'days' } } },
      })
      const ann = await shop.manager('slack', 'ann', 'Ann')
      const ben = await shop.manager('discord', 'ben', 'Ben')
      await shop.crowd('web', 10)
      await ann.fills('campaign', good)
      await ann.presses(cardOf(ann), 'Start it')
      await ann.presses(ann.last(), /Send it to 10/)
      expect(ann.finds('another manager has to approve').place.channel).toBe('ann')
      await ben.presses(cardOf(ben), 'Preview')
      expect(ben.sees().at(-3)?.message.text).toMatch(/^Hello /)
      await ben.presses(cardOf(ben), 'Approve')
      expect((await shop.until(1, 'done')).figures.sent).toBe(10)
      expect(ann.sees().filter(({ message }) => message.text.startsWith('Spring\n▓'))).toHaveLength(1)
    })
  })

  test('who is no manager any more can do nothing with the card that he has', async () => {
    const shop = await Shop.open(fresh)
    const ann = await shop.manager('slack', 'ann', 'Ann')
    await ann.fills('campaign', good)
    const card = cardOf(ann)
    await shop.database.execute(`UPDATE role SET role = 'staff'`)
    for (const label of ['Preview', 'Send it to me', 'Start it', 'Delete']) {
      await ann.presses(card, label)
      expect(ann.last().message.text).toBe('That is for managers only.')
    }
    await ann.fills('campaign.words', { text: 'Bye' }, aboutOf(card, words))
    await ann.fills('campaign', { ...good, name: 'Other' })
    await ann.does({ kind: 'pressed', press: 'campaign.start:1:1:0' })
    await ann.does({ kind: 'pressed', press: 'campaign.dropped:1' })
    expect(await count(shop)).toBe(1)
    expect(await shop.now(1)).toMatchObject({ state: 'draft', content: { a: 'Hello {name}' } })
  })

  test('a draft is deleted when that is said twice, and its cards go', async () => {
    const shop = await Shop.open(fresh)
    const ann = await shop.manager('slack', 'ann', 'Ann')
    const ben = await shop.manager('telegram', 'ben', 'Ben')
    await ann.fills('campaign', good)
    await ben.says('/campaign spring')
    const [before, stale] = [cardOf(ann), cardOf(ben)]
    await ann.presses(before, 'Delete')
    await ann.presses(ann.last(), 'Yes, delete it')
    expect(await count(shop)).toBe(0)
    expect(ann.sees().some(({ id }) => id === before.id)).toBe(false)
    expect(ben.sees().some(({ id }) => id === stale.id)).toBe(false)
    await ben.presses(stale, 'Preview')
    expect(ben.last().message.text).toBe('This draft was deleted.')
    await ben.fills('campaign.words', { text: 'x' }, '1:0')
    expect(ben.last().message.text).toBe('This draft was deleted.')
  })

  test('a draft is there after a restart, and a name that is taken gets a number', async () => {
    const shop = await Shop.open(fresh)
    const ann = await shop.manager('slack', 'ann', 'Ann')
    await ann.fills('campaign', good)
    await ann.fills('campaign', good)
    expect(ann.finds('already').message.text).toContain('Spring 2')
    await shop.engine.stop()
    const again = await Shop.open(fresh, { database: shop.database })
    const same = again.scene.person('slack', 'ann', { name: 'Ann' })
    await same.says('/campaign')
    expect(labelsOf(same.last())).toEqual(['New campaign', 'Spring 2', 'Spring'])
    await same.presses(same.last(), 'Spring')
    expect(readable(cardOf(same).message)).toContain('Hello {name}')
  })

  test('in a channel the draft goes to the manager alone', async () => {
    const shop = await Shop.open(fresh)
    const ann = await shop.manager('slack', 'ann', 'Ann')
    await ann.fills('campaign', good, undefined, { channel: 'C1' })
    expect(ann.finds('It is in our own conversation.').message.parts).toBeUndefined()
    expect(ann.sees('C1')).toEqual([])
    expect(labelsOf(cardOf(ann))).toContain('Start it')
  })

  test.each(['campaign new', '/campaign create', '活动 新建', '营销活动 新活动'])(
    '%s begins one in plain words',
    async (words) => {
      const shop = await Shop.open(fresh)
      const tom = await shop.manager('telegram', 'tom', 'Tom')
      await tom.says(words)
      expect(tom.last().message.text).toContain('New campaign')
      expect(labelsOf(tom.last())).toEqual(['Cancel'])
    },
  )

  test('new opens the form at once where the platform draws it', async () => {
    const shop = await Shop.open(fresh)
    for (const args of ['new', 'New', '新建'])
      expect(shop.engine.form({ command: 'campaign', args }, 'en')?.title).toBe('New campaign')
    expect(shop.engine.form({ command: 'campaign', args: 'newsletter' }, 'en')).toBeUndefined()
  })
})
