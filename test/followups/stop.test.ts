import { describe, expect, test } from 'vitest'
import { tell } from '../../src/customers/reach.ts'
import { allFeatures } from '../../src/features.ts'
import { joinCustomers, partCustomers } from '../../src/links/joining.ts'
import { type Actor, kinds, labelsOf } from '../complaints/scene.ts'
import { readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { questionsTo, Shop } from './shop.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

/** Something in the lane of campaigns, which may have to wait. */
async function advertise(shop: Shop, actor: Actor, words: string): Promise<void> {
  const customerId = await shop.idOf(actor)
  await shop.scene.engine.run((unit) =>
    tell(unit, customerId, () => ({ text: words }), { lane: 'campaign', cause: 'test' }),
  )
}

eachDatabase((fresh) => {
  describe.each(Object.keys(kinds).flatMap((platform) => ['en', 'zh'].map((locale) => [platform, locale] as const)))(
    'on %s in %s',
    (platform, locale) => {
      test('stop is said in a command or in plain words, and undone with a button', async () => {
        const shop = await Shop.open(fresh, { platforms: [platform] })
        const stopped = () =>
          shop.database.query<{ name: string }>('SELECT name FROM customer WHERE stopped IS NOT NULL ORDER BY name')
        const ann = await shop.customer('Ann', { locale }, platform)
        const bob = await shop.customer('Bob', { locale }, platform)
        await ann.says('/stop')
        await bob.says(locale === 'en' ? 'Unsubscribe' : '退订')
        expect(await stopped()).toEqual([{ name: 'Ann' }, { name: 'Bob' }])
        const answer = ann.last()
        const words = { en: 'only about what you ask me', zh: '以后只在您询问或等待答复时联系您' }[locale] ?? ''
        expect(readable(answer.message)).toContain(words)
        const [on = ''] = labelsOf(answer)
        await bob.says('/start')
        await ann.presses(answer, on)
        expect(await stopped()).toEqual([{ name: 'Bob' }])
      })
    },
  )

  test('whoever has stopped gets no campaign, but what he waits for, and the campaign once he turns it on again', async () => {
    const shop = await Shop.open(fresh)
    const [ann, bob] = [await shop.customer('Ann'), await shop.customer('Bob')]
    await ann.says('/stop')
    for (const actor of [ann, bob]) await advertise(shop, actor, 'Two for one')
    while (!bob.sees().some(({ message }) => message.text === 'Two for one')) await turn()
    const customerId = await shop.idOf(ann)
    await shop.scene.engine.run((unit) =>
      tell(unit, customerId, () => ({ text: 'Ready' }), { lane: 'alert', cause: 'test' }),
    )
    while (!ann.sees().some(({ message }) => message.text === 'Ready')) await turn()
    expect(ann.sees().some(({ message }) => message.text === 'Two for one')).toBe(false)
    await shop.scene.engine.receive(ann.happening({ kind: 'pressed', press: 'stop:off' }))
    while (!ann.sees().some(({ message }) => message.text === 'Two for one')) await turn()
  })

  test('a question that waits to be sent is taken back when its customer says stop', async () => {
    const shop = await Shop.open(fresh)
    const ann = await shop.customer('Ann')
    await shop.sells(ann)
    shop.passes(3, 'days')
    const { engine } = shop.scene
    await engine.stop()
    for (const name of ['followups.gather', 'followups.ask']) await engine.clock.sweep(name)
    await shop.database.execute('UPDATE customer SET stopped = ?', shop.clock.now)
    const later = await Shop.open(fresh, { database: shop.database, at: shop.clock.now.toISOString() })
    await later.scene.engine.clock.sweep('followups.recall')
    await later.looks()
    expect(later.scene.on('telegram').shown).toEqual([])
    expect(await later.rows()).toMatchObject([{ state: 'skipped', why: 'stopped', asked: null }])
    expect(questionsTo(ann)).toEqual([])
  })

  test('of two who turn out to be one, either has said it for both', async () => {
    const shop = await Shop.open(fresh)
    const [ann, bob] = [await shop.customer('Ann'), await shop.customer('Bob')]
    for (const actor of [ann, bob]) await shop.sells(actor)
    await bob.says('/stop')
    const [into, from] = [await shop.idOf(ann), await shop.idOf(bob)]
    const features = allFeatures(shop.program)
    await shop.scene.engine.run((unit) => joinCustomers(unit, features, into, from))
    shop.passes(3, 'days')
    await shop.looks()
    expect(await shop.rows()).toMatchObject([{ why: 'stopped' }, { why: 'stopped' }])
    await shop.scene.engine.run((unit) => partCustomers(unit, features, from))
    const rows = await shop.database.query<{ customerId: string }>(
      'SELECT "customerId" FROM follow_up ORDER BY "customerId"',
    )
    expect(rows.map(({ customerId }) => customerId)).toEqual([into, from].sort())
  })
})
