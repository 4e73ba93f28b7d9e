import { expect, test } from 'vitest'
import { refuse } from '../../adapters/fake/adapter.ts'
import { readable } from '../conversation.ts'
import { eachDatabase, type Fresh } from '../databases.ts'
import { allOf, complains, filesIn, fillsIn, upload } from './acting.ts'
import { type Actor, Scene } from './scene.ts'

const at = { channel: 'desk' }

async function begin(fresh: Fresh) {
  const scene = await Scene.open(fresh, { platforms: ['slack', 'discord', 'telegram'] })
  const sam = await scene.member('slack', 'sam', 'staff', { name: 'Sam' })
  const dee = await scene.member('discord', 'dee', 'staff', { name: 'Dee' })
  await sam.says('/desk', at)
  await dee.says('/desk', at)
  const ann = scene.person('telegram', 'ann', { name: 'Ann' })
  const id = await complains(scene, ann, 'It came broken')
  return { scene, sam, dee, ann, id }
}

const edits = (actor: Actor, message: string, text: string, spot = {}) =>
  actor.does({ kind: 'edited', message, text }, spot)
const deletes = (actor: Actor, message: string, spot = {}) => actor.does({ kind: 'deleted', message }, spot)
const answersTo = (ann: Actor) => ann.sees().filter(({ message }) => message.text.startsWith('Sam, about'))
const linesOf = ({ database }: Scene) =>
  database.query<{ kind: string; text: string; detail: string }>(
    'SELECT kind, text, detail FROM complaint_line ORDER BY id',
  )

eachDatabase((fresh) => {
  test('an answer that is edited changes where the customer has it, and at every desk', async () => {
    const { scene, sam, dee, ann } = await begin(fresh)
    await sam.says('/reply C-1001 Tomorow', { ...at, message: 'm1' })
    const [sent] = answersTo(ann)
    await edits(sam, 'm1', '/reply C-1001 Tomorrow', at)
    const [now, ...more] = answersTo(ann)
    expect(more).toEqual([])
    expect([now?.id, now?.message.text]).toEqual([sent?.id, 'Sam, about C-1001:\nTomorrow'])
    for (const actor of [sam, dee]) {
      expect(readable(actor.finds('to Ann', 'desk').message)).toBe('C-1001 · Sam to Ann: Tomorrow (changed)')
      expect(allOf(actor, 'desk')).not.toContain('Tomorow (')
    }
    // What it said before stays on record.
    expect((await linesOf(scene)).slice(-2)).toMatchObject([
      { kind: 'answer', text: 'Tomorrow' },
      { kind: 'event', text: 'Tomorow', detail: expect.stringContaining('changed') },
    ])
  })

  test('an edit to a canned answer is filled like the answer itself', async () => {
    const { sam, ann } = await begin(fresh)
    await sam.says('/reply C-1001 sorry', { ...at, message: 'm1' })
    expect(answersTo(ann)[0]?.message.text).toContain('We are sorry, Ann.')
    await edits(sam, 'm1', '/reply C-1001 thanks', at)
    expect(answersTo(ann).map(({ message }) => message.text)).toEqual([
      expect.stringContaining('Thank you for telling us, Ann.'),
    ])
  })

  test.each(['/note C-1001 hush', 'hush', 'note hush', '/reply C-1002 hush', '/resolve C-1001 fixed hush', ''])(
    'an answer edited to %j stays as it is for the customer',
    async (words) => {
      const { scene, sam, ann } = await begin(fresh)
      await sam.says('/reply C-1001 Tomorrow', { ...at, message: 'm1' })
      await edits(sam, 'm1', words, at)
      expect(answersTo(ann).map(({ message }) => message.text)).toEqual(['Sam, about C-1001:\nTomorrow'])
      expect(JSON.stringify(await linesOf(scene))).not.toContain('hush')
    },
  )

  test('a note that is edited into an answer stays inside', async () => {
    const { sam, dee, ann } = await begin(fresh)
    await sam.says('/note C-1001 hush', { ...at, message: 'm1' })
    await edits(sam, 'm1', '/note C-1001 hush hush', at)
    expect(readable(dee.finds('note by Sam', 'desk').message)).toBe('C-1001 · note by Sam: hush hush (changed)')
    const before = allOf(ann)
    await edits(sam, 'm1', '/reply C-1001 hush hush', at)
    await edits(sam, 'm1', 'reply C-1001 hush hush', at)
    expect(allOf(ann)).toBe(before)
  })

  test('what somebody else wrote cannot be changed', async () => {
    const { dee, sam, ann } = await begin(fresh)
    await sam.says('/reply C-1001 Tomorrow', { ...at, message: 'm1' })
    await dee.platform.engine.receive({
      ...sam.happening({ kind: 'edited', message: 'm1', text: '/reply C-1001 Never' }, at),
      who: { platform: 'slack', id: 'other' },
    })
    await dee.says('/note C-1001 after it', at)
    expect(answersTo(ann)[0]?.message.text).toContain('Tomorrow')
  })

  test('an answer that is deleted is taken from the customer with its files, and stays on record', async () => {
    const { scene, sam, dee, ann } = await begin(fresh)
    await sam.says('/reply C-1001 See here', { ...at, message: 'm1', files: [upload(sam, 'plan.png')] })
    await scene.sweep()
    expect(filesIn(ann)).toEqual(['plan.png'])
    await deletes(sam, 'm1', at)
    await scene.sweep()
    expect(answersTo(ann)).toEqual([])
    expect(filesIn(ann)).toEqual([])
    expect(readable(dee.finds('taken this back', 'desk').message)).toBe('C-1001 · Sam has taken this back.')
    await edits(sam, 'm1', '/reply C-1001 Here again', at)
    expect(answersTo(ann)).toEqual([])
    expect((await linesOf(scene)).at(-1)).toMatchObject({
      text: 'See here',
      detail: expect.stringContaining('taken-back'),
    })
    await ann.does({ kind: 'pressed', press: 'complaint.show:1' })
    expect(readable(ann.last().message)).not.toContain('See here')
  })

  test('a button takes an answer back, once', async () => {
    const { scene, sam, dee, ann } = await begin(fresh)
    await fillsIn(scene, sam, sam.finds('C-1001 · Order', 'desk'), 'Answer', { text: 'Too early' })
    const line = dee.finds('Sam to Ann: Too early', 'desk')
    await dee.presses(line, 'Take it back')
    expect(answersTo(ann)).toEqual([])
    await sam.does({ kind: 'pressed', press: JSON.stringify(line.message).match(/case\.takeback:\d+/)?.[0] ?? '' }, at)
    expect(readable(sam.last().message)).toContain('no longer in use')
    expect((await linesOf(scene)).filter(({ detail }) => detail.includes('taken-back'))).toHaveLength(1)
  })

  test('an answer that is taken back before it could be sent is not sent', async () => {
    const { scene, sam, ann } = await begin(fresh)
    let isAway = true
    ann.platform.before = () => {
      if (isAway) refuse({ kind: 'later', afterMs: 1 })
    }
    await scene.engine.receive(
      sam.happening({ kind: 'asked', command: 'reply', args: 'C-1001 Too early', message: 'm1' }, at),
    )
    await scene.engine.receive(sam.happening({ kind: 'deleted', message: 'm1' }, at))
    await scene.engine.run(async () => {})
    isAway = false
    await scene.settle()
    expect(answersTo(ann)).toEqual([])
  })

  test('where a platform keeps it, staff are told that the customer still has it', async () => {
    const { scene, sam, dee, ann } = await begin(fresh)
    await sam.says('/reply C-1001 Too early', { ...at, message: 'm1' })
    ann.platform.beforeRemove = () => refuse({ kind: 'refused' })
    await deletes(sam, 'm1', at)
    await scene.sweep()
    await scene.sweep()
    expect(answersTo(ann)).toHaveLength(1)
    for (const actor of [sam, dee]) expect(allOf(actor, 'desk').split('the customer still sees it')).toHaveLength(2)
  })

  test.each(['refused', 'unreachable'] as const)(
    'of a change that the customer cannot be shown (%s) staff are told just that',
    async (kind) => {
      const { scene, sam, dee, ann } = await begin(fresh)
      await sam.says('/reply C-1001 Tomorow', { ...at, message: 'm1' })
      ann.platform.before = () => refuse({ kind })
      await edits(sam, 'm1', '/reply C-1001 Tomorrow', at)
      await scene.sweep()
      await scene.sweep()
      for (const actor of [sam, dee]) {
        expect(allOf(actor, 'desk').split('the change of your answer did not reach the customer')).toHaveLength(2)
        expect(allOf(actor, 'desk')).not.toContain('C-1001: your answer did not')
      }
      expect(answersTo(ann).map(({ message }) => message.text)).toEqual(['Sam, about C-1001:\nTomorow'])
    },
  )

  test('what a customer changes or deletes is shown at the desks, and what it was stays on record', async () => {
    const { scene, sam, dee, ann } = await begin(fresh)
    await ann.says('It is blue', { message: 'c1' })
    await edits(ann, 'c1', 'It is green')
    for (const actor of [sam, dee])
      expect(readable(actor.finds('It is', 'desk').message)).toBe('C-1001 · Ann: It is green (changed)')
    await deletes(ann, 'c1')
    for (const actor of [sam, dee]) actor.finds('C-1001 · Ann has taken this back.', 'desk')
    const kept = (await linesOf(scene)).filter(({ kind }) => kind === 'event').map(({ text }) => text)
    expect(kept).toEqual(['It is blue', 'It is green'])
    expect(allOf(ann)).not.toContain('went wrong on our side')
  })

  test('the words that a complaint began with can be changed, too', async () => {
    const { sam, dee, ann } = await begin(fresh)
    await ann.says('/complain a blue one came', { message: 'c1' })
    await ann.presses(ann.last(), 'Order')
    await edits(ann, 'c1', '/complain a green one came')
    expect(readable(sam.finds('C-1002 · Ann', 'desk').message)).toBe('C-1002 · Ann: a green one came (changed)')
    for (const actor of [sam, dee]) {
      const card = readable(actor.finds('C-1002 · Order', 'desk').message)
      expect(card).toContain('a green one came')
      expect(card).not.toContain('blue')
    }
    await dee.presses(dee.finds('C-1002 · Order', 'desk'), 'I take it')
    expect(readable(sam.finds('C-1002 · Order', 'desk').message)).toContain('a green one came')
    await ann.says('and it is late', { message: 'c2' })
    await edits(ann, 'c2', 'and it is early')
    expect(readable(sam.finds('C-1002 · Order', 'desk').message)).toContain('a green one came')
    await deletes(ann, 'c1')
    const card = readable(sam.finds('C-1002 · Order', 'desk').message)
    expect(card).toContain('The customer has taken back what was written here.')
    expect(card).not.toContain('green')
  })
})
