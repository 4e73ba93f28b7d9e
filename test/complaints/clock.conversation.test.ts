import { describe, expect, test } from 'vitest'
import { refuse } from '../../adapters/fake/adapter.ts'
import type { Database } from '../../src/database/database.ts'
import { readable } from '../conversation.ts'
import { eachDatabase, type Fresh } from '../databases.ts'
import { allOf, complains, stands } from './acting.ts'
import { type Actor, Scene } from './scene.ts'

const at = { channel: 'desk' }
const minute = 60_000
const start = Date.parse('2026-03-02T10:00:00Z')
const count = (whole: string, part: string) => whole.split(part).length - 1

/** A scene whose clock is moved by hand, with a desk for orders, another for bills, and a manager. */
async function begin(fresh: Fresh) {
  const clock = { now: start }
  const database: Database = await fresh.open()
  const options = { database, now: () => new Date(clock.now), platforms: ['slack', 'discord', 'telegram', 'web'] }
  const scene = await Scene.open(fresh, options)
  const sam = await scene.member('slack', 'sam', 'staff', { name: 'Sam' })
  const dee = await scene.member('discord', 'dee', 'staff', { name: 'Dee' })
  const max = await scene.member('telegram', 'max', 'manager', { name: 'Max' })
  await sam.says('/desk order', at)
  await dee.says('/desk billing', at)
  await max.says('/start')
  const ann = scene.person('web', 'ann', { name: 'Ann' })
  const look = async (minutes: number, where = scene) => {
    clock.now = start + minutes * minute
    // Twice: whatever was told is not told again.
    for (let times = 0; times < 2; times += 1)
      await where.sweep('complaints.clock', 'complaints.trouble', 'complaints.summary')
  }
  return { scene, sam, dee, max, ann, look, clock, options }
}

const seen = (actor: Actor, words: string, channel?: string) => count(allOf(actor, channel), words)

eachDatabase((fresh) => {
  describe('a complaint that nobody takes', () => {
    test('is told again where it is, then at the other desk, then to the manager; each once', async () => {
      const { scene, sam, dee, max, ann, look } = await begin(fresh)
      await complains(scene, ann, 'It came broken')
      const told = () => [
        seen(sam, 'nobody has taken it', 'desk'),
        seen(dee, 'C-1001 · Order', 'desk'),
        seen(max, 'C-1001 · Order'),
      ]
      await look(9)
      expect(told()).toEqual([0, 0, 0])
      await look(10)
      expect(told()).toEqual([1, 1, 0])
      await look(20)
      expect(told()).toEqual([2, 1, 1])
      await look(30)
      expect(told()).toEqual([3, 1, 1])
      expect(seen(max, 'nobody has taken it')).toBeGreaterThan(0)
      await look(44)
      expect(told()).toEqual([3, 1, 1])
      await max.presses(max.finds('C-1001 · Order'), 'I take it')
      for (const actor of [sam, dee])
        expect(readable(actor.finds('C-1001 · Order', 'desk').message)).toContain('with Max')
      expect(seen(ann, 'nobody')).toBe(0)
    })

    test('is warned of and called late once, even when the program was started again in between', async () => {
      const { scene, sam, ann, look, options } = await begin(fresh)
      await complains(scene, ann, 'It came broken')
      await sam.presses(sam.finds('C-1001 · Order', 'desk'), 'I take it')
      await look(44)
      expect(allOf(sam, 'desk')).not.toContain('is to have an answer soon')
      await look(45)
      expect(seen(sam, 'C-1001: the customer is to have an answer soon', 'desk')).toBe(1)
      // Whoever has it is told directly, too.
      expect(seen(sam, 'C-1001: the customer is to have an answer soon')).toBe(1)
      await look(60)
      expect(seen(sam, 'the answer has been late since', 'desk')).toBe(1)
      expect(readable(sam.finds('C-1001 · Order', 'desk').message)).toContain('late since')
      await scene.engine.stop()
      const again = await Scene.open(fresh, options)
      await look(61, again)
      expect([...again.platforms.values()].flatMap(({ shown }) => shown)).toEqual([])
      await look(18 * 60, again)
      expect(allOf(again.person('slack', 'sam'), 'desk')).toContain('C-1001 is to be settled soon')
    })

    test('a claim while its clock rings stays a claim', async () => {
      const { scene, sam, ann, clock } = await begin(fresh)
      const id = await complains(scene, ann, 'It came broken')
      clock.now = start + 20 * minute
      const claim = sam.happening({ kind: 'pressed', press: `case.claim:${id}` }, at)
      await Promise.all([scene.engine.receive(claim), scene.engine.clock.sweep('complaints.clock')])
      await scene.settle()
      expect(await stands(scene, id)).toMatchObject({ state: 'claimed', unclaimedSince: null })
    })
  })

  test('while the customer is asked, nothing rings; from his answer on it does', async () => {
    const { scene, sam, ann, look } = await begin(fresh)
    await complains(scene, ann, 'It came broken')
    await sam.fills('ask', { text: 'Which one?' }, '1', at)
    const before = allOf(sam, 'desk')
    await look(2 * 24 * 60)
    expect(allOf(sam, 'desk')).toBe(before)
    await ann.says('C-1001 the blue one')
    await look(2 * 24 * 60 + 179)
    expect(allOf(sam, 'desk')).not.toMatch(/soon|late since/)
    await look(2 * 24 * 60 + 180)
    expect(seen(sam, 'is to have an answer soon', 'desk')).toBe(1)
  })

  test('a manager who cannot be reached on one platform is called on another', async () => {
    const { scene, max, dee, sam, ann, look } = await begin(fresh)
    const slack = scene.person('slack', 'max-there', { name: 'Max' })
    await slack.says('/start')
    await scene.database.execute(
      `UPDATE identity SET "customerId" = (SELECT "customerId" FROM identity WHERE person = 'max') WHERE person = 'max-there'`,
    )
    await max.says('/start')
    await sam.presses(sam.finds('This is a desk', 'desk'), 'Close this desk')
    await dee.presses(dee.finds('This is a desk', 'desk'), 'Close this desk')
    await scene.database.execute(`UPDATE identity SET seen = NULL WHERE person IN ('sam', 'dee')`)
    max.platform.before = ({ only }) => {
      if (only?.id === 'max') refuse({ kind: 'unreachable' })
    }
    await complains(scene, ann, 'It came broken')
    await look(1)
    await look(2)
    expect(seen(max, 'C-1001 · Order')).toBe(0)
    expect(seen(slack, 'C-1001 · Order')).toBe(1)
    await look(10)
    expect(seen(slack, 'nobody has taken it')).toBe(1)
    await slack.presses(slack.finds('C-1001 · Order'), 'I take it')
    expect(readable(slack.finds('C-1001 · Order').message)).toContain('with Max')
  })

  test('one row that cannot be read stops neither the others nor their summary', async () => {
    const { scene, sam, ann, look } = await begin(fresh)
    for (const words of ['one', 'two', 'three']) await complains(scene, ann, words)
    await scene.database.execute(`UPDATE complaint SET told = '{' WHERE id = 2`)
    await look(45)
    const soon = () => [1, 2, 3].map((id) => seen(sam, `C-100${id}: the customer is to have an answer soon`, 'desk'))
    expect(soon()).toEqual([1, 0, 1])
    await look(24 * 60)
    await look(24 * 60 + 2)
    expect(seen(sam, 'While I was away 2 complaints have been waiting: C-1001, C-1003', 'desk')).toBe(1)
    await scene.database.execute(`UPDATE complaint SET told = '{}' WHERE id = 2`)
    await look(24 * 60 + 4)
    expect(seen(sam, 'While I was away', 'desk')).toBe(2)
    expect(soon()).toEqual([1, 0, 1])
  })

  test('after a day of downtime there is one summary for each desk and manager, and no stale alarm', async () => {
    const { scene, sam, dee, max, look } = await begin(fresh)
    for (let nth = 0; nth < 30; nth += 1)
      await complains(scene, scene.person('telegram', `guest-${nth}`), `number ${nth}`)
    const before = [allOf(sam, 'desk').length, allOf(max).length]
    await look(25 * 60)
    await look(25 * 60 + 1)
    for (const [actor, channel] of [
      [sam, 'desk'],
      [dee, 'desk'],
      [max, undefined],
    ] as const) {
      expect(seen(actor, 'While I was away 30 complaints have been waiting', channel)).toBe(1)
      expect(allOf(actor, channel)).not.toMatch(/has taken it yet|an answer soon|has been late since|should have been/)
    }
    expect(before[0]).toBeGreaterThan(0)
    await sam.presses(sam.finds('While I was away', 'desk'), 'Late')
    expect(readable(sam.finds('30 are late', 'desk').message)).toContain('C-1001')
  })
})
