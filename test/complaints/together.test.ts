import { expect, test } from 'vitest'
import type { Happening } from '../../src/chat.ts'
import { openDatabase } from '../../src/database/open.ts'
import { readable } from '../conversation.ts'
import { eachDatabase, type Fresh } from '../databases.ts'
import { silent } from '../log.ts'
import { allOf, complains, stands } from './acting.ts'
import { type Actor, Scene } from './scene.ts'

type Two = { scene: Scene; ann: Actor; sam: Actor; dee: Actor; id: number }
const at = { channel: 'desk' }

/** A complaint that is shown at two desks on two platforms; `apart`: each platform is held by an engine of its own. */
async function twoDesks(fresh: Fresh, apart = false): Promise<Two & { other: Scene }> {
  const { database, url } = await fresh.openAt()
  const scene = await Scene.open(fresh, { database, platforms: apart ? ['slack', 'web'] : ['slack', 'discord', 'web'] })
  let other = scene
  if (apart) {
    const second = await openDatabase(url, { log: silent })
    fresh.after(() => second.close())
    other = await Scene.open(fresh, { database: second, platforms: ['discord'] })
  }
  const sam = await scene.member('slack', 'sam', 'staff', { name: 'Sam' })
  const dee = await other.member('discord', 'dee', 'staff', { name: 'Dee' })
  await sam.says('/desk', at)
  await dee.says('/desk', at)
  const ann = scene.person('web', 'ann', { name: 'Ann' })
  return { scene, other, ann, sam, dee, id: await complains(scene, ann, 'It came broken') }
}

async function atOnce(scene: Scene, ...happenings: [Scene, Happening][]): Promise<void> {
  await Promise.all(happenings.map(([{ engine }, happening]) => engine.receive(happening)))
  await scene.settle()
}

const presses = (actor: Actor, press: string) => actor.happening({ kind: 'pressed', press }, at)
const count = (whole: string, part: string) => whole.split(part).length - 1
const lines = async (scene: Scene, kind: string, like = '%') =>
  (await scene.database.query('SELECT id FROM complaint_line WHERE kind = ? AND detail LIKE ?', kind, like)).length

async function claimTwice({ scene, other, ann, sam, dee, id }: Awaited<ReturnType<typeof twoDesks>>): Promise<void> {
  await atOnce(scene, [scene, presses(sam, `case.claim:${id}`)], [other, presses(dee, `case.claim:${id}`)])
  const answers = [...sam.sees(), ...dee.sees()].map(({ message }) => readable(message))
  expect(answers).toHaveLength(1)
  const [answer = ''] = answers
  const [winner, loser] = answer.startsWith('Sam') ? ['Sam', dee] : ['Dee', sam]
  expect(answer).toBe(`${winner} has C-1001 already.`)
  expect(readable(loser.last().message)).toBe(answer)
  for (const actor of [sam, dee])
    expect(readable(actor.finds('C-1001 · Order', 'desk').message)).toContain(`with ${winner}`)
  expect(count(allOf(ann), 'is looking into')).toBe(1)
  expect(allOf(ann)).toContain(`${winner} is looking into C-1001`)
  expect(await lines(scene, 'event', '%claimed%')).toBe(1)
}

eachDatabase((fresh) => {
  test('of two claims from two platforms one wins, and one answer names him', async () => {
    await claimTwice(await twoDesks(fresh))
  })

  if (fresh.dialect === 'postgresql')
    test('of two claims in two processes one wins, and one answer names him', async () => {
      await claimTwice(await twoDesks(fresh, true))
    })

  test('of two approvals one gives the points', async () => {
    const { scene, ann, sam, id } = await twoDesks(fresh)
    const max = await scene.member('slack', 'max', 'manager', { name: 'Max' })
    const moe = await scene.member('discord', 'moe', 'manager', { name: 'Moe' })
    for (const manager of [max, moe]) await manager.says('/start')
    await sam.fills('resolve', { outcome: 'fixed', points: '500' }, String(id), at)
    for (const manager of [max, moe]) manager.finds('Sam wants to give 500 points for C-1001')
    const press = `case.approve:${id}:yes`
    await atOnce(
      scene,
      [scene, max.happening({ kind: 'pressed', press })],
      [scene, moe.happening({ kind: 'pressed', press })],
    )
    const answers = [max, moe].map((manager) => readable(manager.last().message)).sort()
    expect(answers).toEqual(['500 points given for C-1001.', 'That was decided already.'])
    expect(count(allOf(ann), 'we have given you 500 points')).toBe(1)
    await ann.says('/points')
    expect(readable(ann.last().message)).toContain('500')
    expect(await lines(scene, 'event', '%recovered%')).toBe(1)
  })

  test('a note is made an answer once, however often the button is pressed', async () => {
    const { scene, ann, sam } = await twoDesks(fresh)
    const { thread } = sam.finds('C-1001 · Ann', 'desk').place
    const spot = { ...at, ...(thread !== undefined && { thread }) }
    await sam.says('We send a new one', spot)
    const press = /case\.send:\d+/.exec(JSON.stringify(sam.finds('Kept as a note').message))?.[0] ?? ''
    expect(allOf(ann)).not.toContain('a new one')
    await atOnce(scene, [scene, presses(sam, press)], [scene, presses(sam, press)])
    expect(count(allOf(ann), 'We send a new one')).toBe(1)
    expect(count(allOf(sam), 'That was sent already.')).toBe(1)
    expect(await lines(scene, 'answer')).toBe(1)
  })

  test('of two settlings one counts, and points are given once', async () => {
    const { scene, ann, sam, dee, id } = await twoDesks(fresh)
    const resolve = (actor: Actor, outcome: string) =>
      actor.happening({ kind: 'filled', form: 'resolve', values: { outcome, points: '50' }, about: String(id) }, at)
    await atOnce(scene, [scene, resolve(sam, 'fixed')], [scene, resolve(dee, 'refunded')])
    expect(count(allOf(ann), 'We have settled C-1001')).toBe(1)
    expect(count(allOf(ann), '50 points')).toBe(1)
    expect(count(allOf(sam) + allOf(dee), 'C-1001 is closed already.')).toBe(1)
    const [row] = await scene.database.query<{ sum: number }>('SELECT sum(points) AS sum FROM entry')
    expect(Number(row?.sum)).toBe(50)
  })

  test('of two ratings one is written down', async () => {
    const { scene, ann, sam, id } = await twoDesks(fresh)
    await sam.fills('resolve', { outcome: 'fixed' }, String(id), at)
    const rate = () => ann.happening({ kind: 'pressed', press: `complaint.rate:${id}:5` })
    await atOnce(scene, [scene, rate()], [scene, rate()])
    expect(await lines(scene, 'event', '%rated%')).toBe(1)
    expect(allOf(ann)).toContain('Thank you. That helps us.')
    expect(count(allOf(ann), 'I have that already')).toBe(1)
  })

  test('what a platform tells twice happens once', async () => {
    const { scene, ann, sam, id } = await twoDesks(fresh)
    const answer = sam.happening({ kind: 'filled', form: 'answer', values: { text: 'We look' }, about: String(id) }, at)
    await atOnce(scene, [scene, answer], [scene, answer])
    await atOnce(scene, [scene, answer])
    expect(count(allOf(ann), 'We look')).toBe(1)
    const about = ann.happening({ kind: 'pressed', press: 'complaint.about:c:order' })
    await ann.says('/complain Another one')
    await atOnce(scene, [scene, about], [scene, about])
    expect(await scene.database.query('SELECT id FROM complaint')).toHaveLength(2)
    expect(count(allOf(sam, 'desk'), 'C-1002 · Order')).toBe(1)
  })

  test('a claim while it is being settled leaves it settled', async () => {
    const { scene, ann, sam, dee, id } = await twoDesks(fresh)
    const resolve = sam.happening(
      { kind: 'filled', form: 'resolve', values: { outcome: 'fixed' }, about: String(id) },
      at,
    )
    await atOnce(scene, [scene, presses(dee, `case.claim:${id}`)], [scene, resolve])
    const isFirst = (await lines(scene, 'event', '%claimed%')) === 1
    expect(await stands(scene, id)).toMatchObject({ state: 'resolved', unclaimedSince: null, alarm: null })
    expect(count(allOf(dee), 'C-1001 is closed already.')).toBe(isFirst ? 0 : 1)
    expect(count(allOf(ann), 'We have settled')).toBe(1)
    for (const actor of [sam, dee]) expect(readable(actor.finds('C-1001 · Order', 'desk').message)).toContain('settled')
  })
})
