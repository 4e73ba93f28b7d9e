import { describe, expect, test } from 'vitest'
import { prepareWords, saveSegment, segmentCalled } from '../../src/audiences/exports.ts'
import { type Actor, kinds, labelsOf, Scene } from '../complaints/scene.ts'
import { readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'

/** Sees the answer to what was done last. */
async function answer(scene: Scene, actor: Actor): Promise<string> {
  await scene.settle()
  return readable(actor.last().message)
}

/** Gives these answers to a form, in one go where the platform draws forms, else one after the other. */
async function fills(scene: Scene, actor: Actor, form: string, values: [string, string][], about?: string) {
  if (kinds[actor.platform.platform]?.forms)
    return actor.fills(form, Object.fromEntries(values.filter(([, value]) => value !== '')), about)
  for (const [, value] of values) {
    await scene.settle()
    if (value === '') await actor.presses(actor.last(), /Skip|跳过/)
    else await actor.says(value)
  }
}

const words = {
  en: {
    ...{ locale: 'en', saved: 'segment regulars tag vip', who: 'Who: tag "vip"', customers: 'Customers: 2' },
    ...{ add: 'Add a condition', both: 'Who: tag "vip" and language zh', remove: 'Delete', yes: 'Yes, delete' },
    ...{
      sure: 'Nobody in it is deleted',
      gone: 'The segment “regulars” is deleted.',
      none: 'There are no segments yet',
    },
    ...{
      one: 'regulars: 1 customer',
      wrong: 'I do not understand “tagg” here.\n⟪tagg⟫ vip\nDid you mean',
      choose: 'New: choose conditions',
    },
  },
  zh: {
    ...{ locale: 'zh', saved: '分组 regulars 标签 vip', who: '条件: 标签 "vip"', customers: '客户数: 2' },
    ...{ add: '添加条件', both: '条件: 标签 "vip" 且 语言 zh', remove: '删除', yes: '是，删除' },
    ...{ sure: '其中的客户不会被删除', gone: '分组“regulars”已删除。', none: '还没有分组' },
    ...{ one: 'regulars: 1 位客户', wrong: '这里的“tagg”看不懂。\n⟪tagg⟫ vip', choose: '新建：选择条件' },
  },
}

eachDatabase((fresh) => {
  describe.each(Object.keys(kinds))('on %s', (platform) => {
    test.each(Object.values(words))(
      'a manager makes, looks at, extends and deletes a segment in $locale',
      async (t) => {
        const scene = await Scene.open(fresh, { platforms: [platform] })
        for (const [id, locale] of [
          ['U1', 'en'],
          ['U2', 'zh'],
          ['U3', 'zh'],
        ] as const)
          await scene.person(platform, id, { name: `Guest ${id}`, locale }).says('/start')
        await scene.settle()
        await scene.database.execute(
          `INSERT INTO customer_tag ("ownerId", "customerId", tag, created)
         SELECT id, id, 'vip', created FROM customer WHERE name IN ('Guest U1', 'Guest U2')`,
        )
        await scene.person(platform, 'U9', { name: 'Mia', locale: t.locale }).says('/start')
        const mia = await scene.member(platform, 'U9', 'manager', { name: 'Mia' })
        await mia.says('/segment')
        expect(await answer(scene, mia)).toContain(t.none)
        expect(labelsOf(mia.last())).toContain(t.choose)

        // In words, without a slash: the name and who is meant.
        await mia.says(t.saved)
        const made = await answer(scene, mia)
        expect(made).toContain(t.who)
        expect(made).toContain(t.customers)
        expect(made).toContain('Guest U2, Guest U1')

        await mia.says('/segment other tagg vip')
        expect(await answer(scene, mia)).toContain(t.wrong)

        // In a form: one more condition.
        await mia.says('/segment regulars')
        await scene.settle()
        const [row] = await scene.database.query<{ id: number }>('SELECT id FROM segment')
        if (!kinds[platform]?.forms) await mia.presses(mia.last(), t.add)
        const values: [string, string][] = [
          ['way', 'all'],
          ['what', 'language'],
          ['amount', ''],
          ['days', ''],
          ['word', 'zh'],
        ]
        await fills(scene, mia, 'segment.add', values, String(row?.id))
        expect(await answer(scene, mia)).toContain(t.both)
        await mia.says('/segment')
        expect(await answer(scene, mia)).toContain(t.one)

        await mia.says('/segment regulars')
        await scene.settle()
        await mia.presses(mia.last(), t.remove)
        expect(await answer(scene, mia)).toContain(t.sure)
        const asked = mia.last()
        await mia.presses(asked, t.yes)
        expect(await answer(scene, mia)).toContain(t.gone)
        expect(await scene.database.query('SELECT id FROM segment')).toEqual([])
        const acts = await scene.database.query<{ act: string }>('SELECT act FROM audit ORDER BY id')
        expect(acts.map(({ act }) => act)).toEqual(['segment', 'segment', 'segment.delete'])
        // The button of a message that is still there.
        await mia.does({ kind: 'pressed', press: `segment.gone:${row?.id}` })
        expect(await answer(scene, mia)).toMatch(/button|按钮/)
      },
    )
  })

  test('a form makes a segment from nothing, and says at the field what is missing', async () => {
    const scene = await Scene.open(fresh, { platforms: ['web'] })
    const mia = await scene.member('web', 'U9', 'manager', { name: 'Mia' })
    const wrong = (values: Record<string, string>) => scene.engine.check('segment.new', values, 'en')
    expect(wrong({ name: 'x', what: 'notbought' })).toEqual({ days: 'Give a number of days, up to 3650.' })
    expect(wrong({ name: 'x', what: 'points' })).toEqual({ amount: 'Give a number for this condition.' })
    expect(wrong({ name: 'x', what: 'platform', word: 'icq' })).toHaveProperty('word')
    expect(wrong({ name: 'x"', what: 'everyone' })).toEqual({ name: 'At most 40 letters, without quotes.' })
    const made: [Record<string, string>, string][] = [
      [{ what: 'notbought', days: '60' }, 'not bought in 60 days'],
      [{ what: 'bought', days: '60', amount: '3', word: 'COF*' }, 'bought at least 3 times of "COF*" in 60 days'],
      [{ what: 'spent', amount: '25.50' }, 'spent > 25.5'],
      [{ what: 'expiring', days: '7', amount: '100' }, 'points expiring in 7 days > 100'],
      [{ what: 'birthday', days: '0' }, 'birthday today'],
      [{ what: 'notcomplained' }, 'never complained'],
      [{ what: 'brought', amount: '2' }, 'brought at least 2 friends'],
      [{ what: 'tag', word: 'Likes "Tea"' }, 'tag "likes ""tea"""'],
      [{ what: 'everyone' }, 'everyone'],
    ]
    for (const [values, said] of made) {
      await mia.fills('segment.new', { name: 'mine', ...values })
      expect(await answer(scene, mia)).toContain(`mine\nWho: ${said}\n`)
    }
    expect(await scene.database.query('SELECT words FROM segment')).toHaveLength(1)
  })

  test('segments are made of segments, but never of themselves, and what is missing is named', async () => {
    const scene = await Scene.open(fresh, { platforms: ['web'] })
    const mia = await scene.member('web', 'U9', 'manager', { name: 'Mia' })
    const says = async (text: string) => {
      await mia.says(text)
      return answer(scene, mia)
    }
    expect(await says('/segment a tag vip')).toContain('Customers: 0')
    expect(await says('/segment "b c" segment A or everyone')).toContain('Who: segment "A" or everyone')
    expect(await says('/segment a segment "B C"')).toContain('The segment “B C” would be made of itself.')
    expect(await says('/segment a segment a')).toContain('The segment “a” would be made of itself.')
    expect(await says('segment d bought twice'), 'in plain words').toContain('⟪twice⟫')
    expect(await says('/segment d not segment nobody')).toContain('There is no segment “nobody”.\nnot segment ⟪nobody⟫')
    expect(await says('/segment d got campaign "Nothing"')).toContain('There is no campaign “Nothing”.')
    expect(await says('/segment a')).toContain('Who: tag "vip"')
    await mia.presses(mia.last(), 'Delete')
    expect(await answer(scene, mia)).toContain('will not work any more: b c')
    await mia.presses(mia.last(), 'Yes, delete')
    await scene.settle()
    expect(await says('/segment "b c"')).toContain('There is no segment “A”.')
  })

  test('segments that grow over each other end in a clear error', async () => {
    const scene = await Scene.open(fresh, { platforms: ['web'] })
    await scene.engine.run((unit) => saveSegment(unit, 's0', Array(40).fill('tag a').join(' or '), 'test'))
    for (let nth = 1; nth < 12; nth += 1)
      await scene.engine.run((unit) =>
        saveSegment(
          unit,
          `s${nth}`,
          Array(10)
            .fill(`segment s${nth - 1}`)
            .join(' and '),
          'test',
        ),
      )
    const many = await scene.engine.run((unit) => prepareWords(unit, 'segment s11'))
    expect(many).toMatchObject({ problem: { kind: 'many', found: 's11' } })
    expect(await scene.engine.run((unit) => prepareWords(unit, 'segment s0'))).toHaveProperty('audience')
  })

  test('is for managers', async () => {
    const scene = await Scene.open(fresh, { platforms: ['web'] })
    const sam = await scene.member('web', 'U5', 'staff', { name: 'Sam' })
    await sam.says('/segment a everyone')
    expect(await answer(scene, sam)).toBe('That is for managers only.')
    await sam.fills('segment', { name: 'a', words: 'everyone' })
    expect(await answer(scene, sam)).toBe('That is for managers only.')
    expect(await scene.engine.run((unit) => segmentCalled(unit, 'a'))).toBeUndefined()
  })
})
