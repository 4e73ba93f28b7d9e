import { expect, test } from 'vitest'
import type { Image, StoredFile } from '../../src/chat.ts'
import { readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { days, questionsTo, rule, Shop } from './shop.ts'

eachDatabase((fresh) => {
  test('managers see what was asked and answered, who came again, and what was suggested; nobody else does', async () => {
    const shop = await Shop.open(fresh, { rules: [rule(), rule({ id: 'later', wait: days(20), within: days(1) })] })
    const max = await shop.scene.member('telegram', 'max', 'manager')
    const sam = await shop.scene.member('telegram', 'sam', 'staff')
    await max.says('/report followups')
    expect(readable(max.last().message)).toMatch(/^Nobody was asked anything/)
    const [ann, bob, cid, dan] = [
      await shop.customer('Ann'),
      await shop.customer('Bob'),
      await shop.customer('Cid'),
      await shop.customer('Dan'),
    ]
    for (const actor of [ann, bob, cid, dan]) await shop.sells(actor)
    await dan.says('/stop')
    await shop.goesOn(3, 'days', 360)
    const question = (actor: typeof ann) => {
      const found = questionsTo(actor).at(-1)
      if (!found) throw new Error('nothing was asked')
      return found
    }
    await ann.presses(question(ann), 'All well')
    await ann.says('=SUM(A1) more chairs')
    await bob.presses(question(bob), 'Call me')
    shop.passes(2, 'hours')
    await shop.sells(ann)
    shop.passes(25, 'days')
    await shop.looks()
    await max.says('/report followups 30 days')
    const [picture, rules, suggested] = max.sees().slice(-3)
    expect(readable(picture?.message ?? { text: '' })).toBe(
      [
        'Follow-ups, Mar 1 – 30, 2026',
        'Asked: 3',
        'All well: 1',
        'Not quite: 0',
        'Call me: 1',
        'Suggestions: 1',
        'Calls for staff: 0',
        'Bought again within 30 days: 1',
        'Too late to ask: 6',
        'Not asked: 1',
      ].join('\n'),
    )
    const image = picture?.message.parts?.find((part): part is Image => part.kind === 'image')
    expect(
      Buffer.from(image?.data ?? '', 'base64')
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG')
    expect(image?.alt).toBe('Follow-ups, Mar 1 – 30, 2026: 3 asked, 1 all well, 0 not quite, 1 asked for a call.')
    expect(readable(rules?.message ?? { text: '' })).toContain('later: Too late to ask 5')
    expect(readable(suggested?.message ?? { text: '' })).toContain('Mar 5 · Ann: =SUM(A1) more chairs')
    await max.presses(max.last(), 'As a file')
    const file = max.last().message.parts?.find((part): part is StoredFile => part.kind === 'file')
    const table = Buffer.from(await shop.scene.engine.file(file?.file ?? '')).toString()
    expect(table).toContain('"\'=SUM(A1) more chairs"')
    expect(table.split('\r\n')).toHaveLength(12)
    await max.says('/language zh')
    await max.says('回访')
    await max.says('/report 回访 30天')
    expect(readable(max.sees().at(-3)?.message ?? { text: '' })).toContain('一切都好: 1')
    for (const actor of [sam, ann]) {
      await actor.says('/report followups')
      expect(readable(actor.last().message)).not.toContain('chairs')
    }
  })
})
