import { describe, expect, test } from 'vitest'
import { complaintsFeature } from '../../src/complaints/feature.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { appoint } from '../../src/staff/store.ts'
import { readable } from '../conversation.ts'
import { eachDatabase, type Fresh } from '../databases.ts'
import { allOf, complains, upload } from './acting.ts'
import { type Actor, Scene } from './scene.ts'

const feature = complaintsFeature(defaultProgram, () => [])
const ofStaff = Object.keys(feature.presses ?? {}).filter((name) => !name.startsWith('complaint.'))
const at = { channel: 'desk' }

/** All that complaints consist of. */
async function everything({ database }: Scene): Promise<string> {
  const tables = ['complaint', 'complaint_line', 'desk_card', 'complaint_file', 'desk', 'block', 'recovery', 'entry']
  return JSON.stringify(await Promise.all(tables.map((table) => database.query(`SELECT * FROM ${table}`))))
}

async function begin(fresh: Fresh) {
  const scene = await Scene.open(fresh, { platforms: ['slack', 'telegram'] })
  const sam = await scene.member('slack', 'sam', 'staff', { name: 'Sam' })
  await sam.says('/desk', at)
  const ann = scene.person('telegram', 'ann', { name: 'Ann' })
  const bob = scene.person('slack', 'bob', { name: 'Bob' })
  const id = await complains(scene, ann, 'It came broken')
  await sam.says(`/reply C-1001 We look`, at)
  await sam.says('Between us', { ...at, thread: sam.finds('C-1001 · Ann', 'desk').place.thread ?? '' })
  const kinds = new Map(
    (await scene.database.query<{ id: number; kind: string }>('SELECT id, kind FROM complaint_line')).map((it) => [
      it.kind,
      it.id,
    ]),
  )
  /** What each button of staff carries. */
  const about = (name: string): string =>
    ({
      'case.category': `${id}:billing`,
      'case.priority': `${id}:urgent`,
      'case.purchase': `${id}:x`,
      'case.assign': `${id}:x`,
      'case.hand': `${id}:desk:1`,
      'case.merge': `${id}:2`,
      'case.approve': `${id}:yes`,
      'case.send': String(kinds.get('note')),
      'case.takeback': String(kinds.get('answer')),
      'desk.only': 'order',
      queue: 'all',
    })[name] ?? String(id)
  return { scene, sam, ann, bob, id, about }
}

const tries = (actor: Actor, press: string, spot = {}) => actor.does({ kind: 'pressed', press }, spot)

describe('every button and form of staff says whom it is for', () => {
  test.each(ofStaff)('%s', (name) => {
    expect(['staff', 'manager']).toContain(feature.presses?.[name]?.role)
  })
  test.each((feature.forms ?? []).map(({ id, role }) => [id, role] as const))('form %s', (id, role) => {
    expect(role).toBe(['complain', 'reopen'].includes(id) ? undefined : 'staff')
  })
})

eachDatabase((fresh) => {
  test('a customer who presses, fills in or writes what is for staff is refused, and nothing changes', async () => {
    const { scene, ann, bob, about, id } = await begin(fresh)
    await bob.says('/start')
    await ann.does({ kind: 'opened' })
    const before = await everything(scene)
    for (const actor of [ann, bob])
      for (const name of ofStaff) {
        await tries(actor, `${name}:${about(name)}`)
        expect(readable(actor.last().message), name).toMatch(/only|not/)
        expect(await everything(scene), name).toBe(before)
      }
    for (const form of ['answer', 'ask', 'note', 'resolve']) {
      await ann.fills(form, { text: 'forged', outcome: 'fixed' }, String(id))
      await tries(ann, `form:${form}:${id}`)
      await ann.says('forged')
    }
    for (const command of ['desk', 'queue', 'reply C-1001 forged', 'note C-1001 forged', 'resolve C-1001 fixed'])
      await bob.says(`/${command}`, at)
    const lines = await scene.database.query<{ kind: string }>(
      "SELECT kind FROM complaint_line WHERE text = 'forged' AND kind <> 'told'",
    )
    expect(lines).toEqual([])
    expect(allOf(ann)).not.toContain('Between us')
    expect(allOf(bob)).not.toMatch(/Between us|broken|We look/)
  })

  test('somebody whose role was taken from him meanwhile is refused at the press', async () => {
    const { scene, sam, about } = await begin(fresh)
    await scene.engine.run((unit) => appoint(unit, [{ platform: 'slack', id: 'sam' }], 'customer'))
    const before = await everything(scene)
    for (const name of ofStaff) await tries(sam, `${name}:${about(name)}`, at)
    await sam.fills('answer', { text: 'still here' }, '1', at)
    await sam.says('still here', { ...at, thread: sam.finds('C-1001 · Ann', 'desk').place.thread ?? '' })
    expect(await everything(scene)).toBe(before)
  })

  test('points are approved by a manager, not by staff', async () => {
    const { scene, sam, id } = await begin(fresh)
    const max = await scene.member('slack', 'max', 'manager')
    await max.says('/start')
    await sam.fills('resolve', { outcome: 'fixed', points: '500' }, String(id), at)
    const before = await everything(scene)
    await tries(sam, `case.approve:${id}:yes`)
    expect(await everything(scene)).toBe(before)
    await max.presses(max.finds('500 points'), 'Give them')
    expect(await everything(scene)).not.toBe(before)
  })

  test('old buttons of one that is closed change nothing and say so', async () => {
    const { scene, sam, ann, id } = await begin(fresh)
    await ann.does({ kind: 'pressed', press: `complaint.withdraw:${id}` })
    const before = await everything(scene)
    for (const press of ['claim', 'unclaim', `assign:${id}`, `priority:${id}:urgent`]) {
      await tries(sam, press.includes(':') ? `case.${press}` : `case.${press}:${id}`, at)
    }
    await tries(sam, `case.claim:${id}`)
    expect(readable(sam.last().message)).toBe('C-1001 is closed already.')
    for (const form of ['answer', 'ask', 'resolve']) {
      await sam.fills(form, { text: 'too late', outcome: 'fixed' }, String(id))
      expect(readable(sam.last().message)).toBe('C-1001 is closed already.')
    }
    expect(await everything(scene)).toBe(before)
  })

  test("a customer can do nothing to another customer's complaint, and sees nothing of it", async () => {
    const { scene, bob, id } = await begin(fresh)
    await bob.says('/start')
    const before = await everything(scene)
    for (const press of [`show:${id}`, `withdraw:${id}`, `rate:${id}:5`, `rate:${id}:1`, `add:${id}`]) {
      await bob.says('/complain something else')
      await tries(bob, `complaint.${press}`)
    }
    await bob.fills('reopen', { text: 'mine now' }, String(id))
    await bob.says('C-1001 add this')
    expect(await everything(scene)).toBe(before)
    expect(allOf(bob)).not.toMatch(/broken|We look/)
  })

  test('a customer who is blocked can neither complain nor add nor reopen, until he is unblocked', async () => {
    const { scene, sam, ann, id } = await begin(fresh)
    await ann.says('/complain a second one')
    await tries(sam, `case.block:${id}`, at)
    sam.finds('Ann cannot complain in chat any more')
    const before = await everything(scene)
    await tries(ann, 'complaint.about:c:order')
    for (const words of ['/complain', '/complain it is broken', 'This is unacceptable', 'C-1001 and more'])
      await ann.says(words)
    await ann.says('a picture', { files: [upload(ann, 'a.png')] })
    await ann.fills('complain', { text: 'again' }, 'c:order')
    await ann.fills('reopen', { text: 'again' }, String(id))
    await tries(ann, `complaint.add:${id}`)
    expect(await everything(scene)).toBe(before)
    expect(allOf(ann)).toContain('You cannot complain here any more')
    const unblock = sam.finds('Ann cannot complain in chat any more')
    await sam.presses(unblock, 'Unblock')
    await sam.presses(unblock, 'Unblock')
    expect(await scene.database.query('SELECT * FROM block')).toEqual([])
    await complains(scene, ann, 'a third one')
  })

  test('a stranger in the channel of a desk is no staff', async () => {
    const { scene, bob, ann } = await begin(fresh)
    const before = await everything(scene)
    const thread = scene.on('slack').opened[0]?.place.thread ?? ''
    for (const words of ['I am staff', 'C-1001 hello', '/reply C-1001 hello', '/reply hello']) {
      await bob.says(words, { ...at, thread })
      await bob.says(words, { ...at, thread, called: true })
    }
    await bob.says('/complain', at)
    expect(await everything(scene)).toBe(before)
    expect(allOf(ann)).not.toMatch(/I am staff|hello/)
  })

  test('numbers that cannot be are known to nobody, and nothing breaks', async () => {
    const { scene, sam, ann } = await begin(fresh)
    const before = await everything(scene)
    for (const id of ['999999999999', '2147483648', '77', '0', '-1', '1e9', '', "1'"]) {
      for (const name of ofStaff.filter((it) => it.startsWith('case.'))) await tries(sam, `${name}:${id}`)
      for (const name of ['show', 'withdraw', 'rate', 'add']) await tries(ann, `complaint.${name}:${id}`)
      await sam.fills('answer', { text: 'hi' }, id)
      await sam.fills('resolve', { outcome: 'fixed' }, id)
    }
    for (const number of ['C-999999999999', 'C-2147484648', 'C-1077', 'C-1000', 'C-9007199254740993'])
      for (const command of ['reply', 'note', 'resolve', 'find']) await sam.says(`/${command} ${number} fixed`)
    await ann.says('C-999999999999 hello')
    expect(await everything(scene)).toBe(before)
    expect(allOf(sam)).toContain('I know no complaint C-1077.')
    for (const actor of [sam, ann]) expect(allOf(actor)).not.toContain('went wrong on our side')
  })
})
