import { describe, expect, test } from 'vitest'
import { kinds, labelsOf, Scene } from '../complaints/scene.ts'
import { readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { asks, questions, said } from './shop.ts'

eachDatabase((fresh) => {
  const open = (more = {}) => Scene.open(fresh, { program: { ...asks, ...more } })
  const consentOf = async (scene: Scene, person: string) => {
    const [row] = await scene.database.query<{ consent: string | null; asked: boolean; via: string | null }>(
      `SELECT c.consent, c."consentVia" AS via, c."consentAsked" IS NOT NULL AS "asked::boolean"
       FROM identity i JOIN customer c ON c.id = i."customerId" WHERE i.person = ?`,
      person,
    )
    return row
  }

  describe.each(Object.keys(kinds))('on %s', (platform) => {
    test.each(['en', 'zh'] as const)('are asked about once, below the first answer, in %s', async (locale) => {
      const scene = await open({ shop: 'The Corner' })
      const ann = scene.person(platform, 'ann', { name: 'Ann', locale })
      await ann.says('/start')
      const [greeting, question] = ann.sees()
      expect(readable(greeting?.message ?? { text: '' })).toContain('Ann')
      expect(questions(ann, locale)).toEqual([question])
      expect(question?.message.text).toContain('The Corner')
      await ann.says('/points')
      await ann.says('/help')
      await ann.says('/start')
      expect(questions(ann, locale)).toHaveLength(1)
      expect(await consentOf(scene, 'ann')).toEqual({ consent: null, asked: true, via: null })
    })

    test.each(['en', 'zh'] as const)(
      'are agreed to and declined by a tap, as often as one likes, in %s',
      async (locale) => {
        const scene = await open()
        const ann = scene.person(platform, 'ann', { locale })
        await ann.says('/points')
        const [question] = questions(ann, locale)
        if (!question) throw new Error('nobody asked')
        const { yes, no } = said[locale]
        await ann.presses(question, yes)
        expect(await consentOf(scene, 'ann')).toEqual({ consent: 'yes', asked: true, via: platform })
        // The answer stands where the question stood, with the way back.
        expect(questions(ann, locale)).toEqual([])
        const agreed = ann.last()
        expect(labelsOf(agreed)).toEqual([no])
        await ann.presses(agreed, no)
        expect((await consentOf(scene, 'ann'))?.consent).toBe('no')
        expect(labelsOf(ann.last())).toEqual([yes])
        await ann.presses(ann.last(), yes)
        expect((await consentOf(scene, 'ann'))?.consent).toBe('yes')
      },
    )
  })

  test('are agreed to in words, when the question was the last that was said', async () => {
    const scene = await open()
    const [ann, ben, cat] = ['ann', 'ben', 'cat'].map((id) => scene.person('telegram', id))
    if (!ann || !ben || !cat) throw new Error('nobody there')
    await ann.says('hello')
    await ann.says('yes please')
    expect((await consentOf(scene, 'ann'))?.consent).toBe('yes')
    await ben.says('hello')
    await ben.says('no thanks')
    expect((await consentOf(scene, 'ben'))?.consent).toBe('no')
    // What he says yes to then is something else.
    await cat.says('hello')
    await cat.says('/history')
    await cat.says('yes')
    expect((await consentOf(scene, 'cat'))?.consent).toBeNull()
  })

  test('are nobody’s business in a group, and no question for the team', async () => {
    const scene = await open()
    const ann = scene.person('telegram', 'ann')
    await ann.says('/start', { channel: 'group' })
    await ann.says('/points', { channel: 'group' })
    expect(questions(ann, 'en', 'group')).toEqual([])
    const max = await scene.member('telegram', 'max', 'staff')
    await max.says('/start')
    expect(questions(max)).toEqual([])
    expect((await consentOf(scene, 'ann'))?.asked).toBe(false)
    await ann.says('/start')
    expect(questions(ann)).toHaveLength(1)
  })

  test('are not asked about by who complains, is about to, or chooses a time; but afterwards', async () => {
    const scene = await open()
    const ann = scene.person('telegram', 'ann')
    await ann.fills('complain', { category: 'order', text: 'The cake was stale' })
    await ann.says('/points')
    expect(questions(ann)).toEqual([])
    const [{ n } = { n: 0 }] = await scene.database.query<{ n: number }>(
      `SELECT count(*) AS n FROM complaint WHERE ended IS NULL`,
    )
    expect(n).toBe(1)
    await scene.database.execute(`UPDATE complaint SET ended = created, state = 'resolved'`)
    await ann.says('/points')
    expect(questions(ann)).toHaveLength(1)

    const ben = scene.person('telegram', 'ben')
    await ben.says('/callback')
    await ben.says('/complain')
    // In the middle of a form nothing is asked beside it; a command leaves the form.
    expect(questions(ben)).toEqual([])
  })

  test('are not asked about where the shop has it from elsewhere, and an old button works all the same', async () => {
    const scene = await open({ promotions: { consent: 'assumed' } })
    const ann = scene.person('telegram', 'ann')
    await ann.says('/start')
    await ann.says('/points')
    expect(questions(ann)).toEqual([])
    await ann.does({ kind: 'pressed', press: 'consent:no' })
    expect((await consentOf(scene, 'ann'))?.consent).toBe('no')
    await ann.does({ kind: 'pressed', press: 'consent:perhaps' })
    expect(ann.last().message.text).toBe('That button is no longer in use. Please write help to start again.')
  })

  test('are asked about once of a customer who was there before the question was', async () => {
    const scene = await open({ promotions: { consent: 'assumed' } })
    await scene.person('telegram', 'ann').says('/start')
    await scene.engine.stop()
    const later = await Scene.open(fresh, { program: asks, database: scene.database })
    const ann = later.person('telegram', 'ann')
    await ann.says('thanks')
    expect(questions(ann)).toEqual([])
    await ann.says('/points')
    await ann.says('/points')
    expect(questions(ann)).toHaveLength(1)
  })

  test('end with stop; to let us write again is not yet to agree, and a yes from before does not undo a stop', async () => {
    const scene = await open()
    const ann = scene.person('telegram', 'ann')
    await ann.says('/stop')
    await ann.says('/points')
    expect(questions(ann)).toEqual([])
    await ann.presses(ann.finds('All right. I will write only'), 'Hear from us again')
    expect(questions(ann)).toHaveLength(1)

    const ben = scene.person('telegram', 'ben')
    await ben.says('/start')
    const [question] = questions(ben)
    if (!question) throw new Error('nobody asked')
    await ben.says('/stop')
    await ben.presses(question, 'Yes, please')
    const noted = ben.finds('You once asked us to stop')
    const stopped = () =>
      scene.database.query<{ stopped: boolean }>(
        `SELECT c.stopped IS NOT NULL AS "stopped::boolean" FROM identity i JOIN customer c ON c.id = i."customerId" WHERE i.person = 'ben'`,
      )
    expect(await stopped()).toEqual([{ stopped: true }])
    await ben.presses(noted, 'Hear from us again')
    expect(await stopped()).toEqual([{ stopped: false }])
    // He has agreed already.
    expect(questions(ben)).toEqual([])
  })

  test('show in what staff find out about a customer', async () => {
    const scene = await open()
    const max = await scene.member('slack', 'max', 'staff')
    const ann = scene.person('telegram', 'ann', { name: 'Annabel' })
    const found = async () => {
      await max.says('/find Annabel')
      return readable(max.last().message)
    }
    await ann.says('/history')
    expect(await found()).toContain('Offers and news: not asked yet')
    await ann.says('/points')
    expect(await found()).toContain('Offers and news: asked, not answered')
    await ann.says('yes')
    expect(await found()).toContain('Offers and news: agreed on')
    await ann.says('/stop')
    expect(await found()).toContain('Offers and news: none, stopped on')
  })
})
