import { describe, expect, test } from 'vitest'
import { contactOf } from '../../src/customers/contact.ts'
import { openDatabase } from '../../src/database/open.ts'
import { allFeatures } from '../../src/features.ts'
import { joinCustomers } from '../../src/links/joining.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { Scene } from '../complaints/scene.ts'
import { eachDatabase, onDatabase } from '../databases.ts'
import { silent } from '../log.ts'
import { asks, questions } from './shop.ts'

const platforms = ['telegram', 'slack']

eachDatabase((fresh) => {
  test('somebody who asks from two platforms at the same moment is asked once', async () => {
    const scene = await Scene.open(fresh, { platforms, program: asks })
    await expectOnce(scene, [scene, scene])
  })

  test('somebody who presses both answers at the same moment has one of them, and the other buttons', async () => {
    const scene = await Scene.open(fresh, { platforms, program: asks })
    const ann = scene.person('telegram', 'ann')
    await ann.says('/start')
    const [question] = questions(ann)
    if (!question) throw new Error('nobody asked')
    const press = (press: string) =>
      scene.engine.receive(ann.happening({ kind: 'pressed', press, message: question.id }))
    await Promise.all([press('consent:yes'), press('consent:no')])
    await scene.settle()
    const [row] = await scene.database.query<{ consent: string }>('SELECT consent FROM customer')
    const words = row?.consent === 'yes' ? 'You will hear from us' : 'no offers and no news'
    expect(ann.sees().at(-1)?.message.text).toContain(words)
  })
})

describe('of two processes on PostgreSQL', () => {
  const fresh = onDatabase('postgresql')

  test('only one asks', async () => {
    const { url, database } = await fresh.openAt()
    const one = await Scene.open(fresh, { platforms, program: asks, database })
    const other = await openDatabase(url, { log: silent })
    fresh.after(() => other.close())
    await expectOnce(one, [one, await Scene.open(fresh, { platforms, program: asks, database: other })])
  })
})

/** Each of some customers on two platforms asks for his points on both at once, once in each of the two. */
async function expectOnce(scene: Scene, [first, second]: readonly [Scene, Scene]): Promise<void> {
  const features = allFeatures(defaultProgram)
  const names = Array.from({ length: 12 }, (_, nth) => `c${nth}`)
  for (const name of names)
    await scene.engine.run(async (unit) => {
      const here = await contactOf(unit, { platform: 'telegram', id: name })
      const there = await contactOf(unit, { platform: 'slack', id: name })
      await joinCustomers(unit, features, here.customerId, there.customerId)
    })
  const asks = (it: Scene, platform: string, name: string) =>
    it.engine.receive(it.person(platform, name).happening({ kind: 'asked', command: 'points', args: '' }))
  await Promise.all(names.flatMap((name) => [asks(first, 'telegram', name), asks(second, 'slack', name)]))
  await first.settle()
  for (const name of names) {
    const seen = [...new Set([first, second])].flatMap((it) =>
      platforms.flatMap((platform) => questions(it.person(platform, name))),
    )
    expect([name, seen.length]).toEqual([name, 1])
  }
}
