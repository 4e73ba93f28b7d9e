import { expect, test } from 'vitest'
import { readable } from '../conversation.ts'
import { eachDatabase, type Fresh } from '../databases.ts'
import { allOf, complains } from './acting.ts'
import { type Actor, labelsOf, Scene } from './scene.ts'

const at = { channel: 'desk' }

async function begin(fresh: Fresh) {
  const scene = await Scene.open(fresh)
  const sam = await scene.member('slack', 'sam', 'staff', { name: 'Sam' })
  const dee = await scene.member('discord', 'dee', 'staff', { name: 'Dee' })
  const tom = await scene.member('telegram', 'tom', 'staff', { name: 'Tom' })
  const max = await scene.member('web', 'max', 'manager', { name: 'Max' })
  const ann = scene.person('web', 'ann', { name: 'Ann' })
  return { scene, sam, dee, tom, max, ann }
}

/** Numbers of the complaints whose cards stand there. */
const cards = (actor: Actor, channel?: string) =>
  actor
    .sees(channel)
    .flatMap(({ message }) => /(C-\d+) · (?:Order|Product|Service|Bill|Something)/.exec(message.text)?.[1] ?? [])

eachDatabase((fresh) => {
  test('several desks on several platforms show the same, and stay in step', async () => {
    const { scene, sam, dee, tom, ann } = await begin(fresh)
    const desks = [sam, dee, tom]
    for (const actor of desks) {
      await actor.says('/desk', at)
      expect(readable(actor.last('desk').message)).toMatch(/^This is a desk now: complaints arrive here. It takes all/)
    }
    await complains(scene, ann, 'It came broken')
    for (const actor of desks) expect(cards(actor, 'desk')).toEqual(['C-1001'])
    await sam.presses(sam.finds('C-1001 · Order', 'desk'), 'I take it')
    for (const actor of desks) {
      expect(readable(actor.finds('C-1001 · Order', 'desk').message)).toContain('with Sam')
      actor.finds('C-1001 · Sam has it now.', 'desk')
    }
    await dee.says('/note C-1001 from Discord', at)
    for (const actor of desks) actor.finds('note by Dee: from Discord', 'desk')
  })

  test('a desk takes the categories that it was told, by command or by button', async () => {
    const { scene, sam, dee, ann } = await begin(fresh)
    await sam.says('/desk order 账单或付款', at)
    expect(readable(sam.last('desk').message)).toContain('It takes these: Order, Bill or payment.')
    await dee.says('/desk nonsense', at)
    expect(readable(dee.last().message)).toContain('I do not know all of these categories')
    await dee.says('/desk', at)
    await dee.presses(dee.last('desk'), 'Product')
    expect(readable(dee.last('desk').message)).toContain('It takes these: Product.')
    await dee.presses(dee.last('desk'), 'Service')
    await dee.presses(dee.last('desk'), '✓ Product')
    expect(labelsOf(dee.last('desk'))).toContain('✓ Service')
    for (const category of ['order', 'billing', 'service', 'product']) await complains(scene, ann, 'broken', category)
    // What no desk takes is shown at all of them: it must not wait unseen.
    expect(cards(sam, 'desk')).toEqual(['C-1001', 'C-1002', 'C-1004'])
    expect(cards(dee, 'desk')).toEqual(['C-1003', 'C-1004'])
    await dee.presses(dee.finds('It takes these', 'desk'), 'All categories')
    expect(readable(dee.finds('It takes all of them', 'desk').message)).toContain('This is a desk')
  })

  test('where there is no desk the team is shown it directly, and can work it there', async () => {
    const { scene, sam, max, ann } = await begin(fresh)
    await max.says('/start')
    await sam.says('/start')
    await complains(scene, ann, 'It came broken')
    for (const actor of [max, sam]) expect(cards(actor)).toEqual(['C-1001'])
    await max.presses(max.finds('C-1001 · Order'), 'I take it')
    expect(readable(sam.finds('C-1001 · Order').message)).toContain('with Max')
    await max.says('/reply C-1001 I look at it', {})
    expect(allOf(ann)).toContain('Max, about C-1001:\nI look at it')
    await ann.says('Thank you')
    max.finds('C-1001 · Ann: Thank you')
  })

  test('a new desk is shown what waits and was at no desk, of its categories', async () => {
    const { scene, sam, dee, tom, ann } = await begin(fresh)
    for (const category of ['order', 'service', 'order']) await complains(scene, ann, 'broken', category)
    await ann.does({ kind: 'pressed', press: 'complaint.withdraw:3' })
    await sam.says('/desk order', at)
    expect(cards(sam, 'desk')).toEqual(['C-1001'])
    await dee.says('/desk', at)
    expect(cards(dee, 'desk')).toEqual(['C-1002'])
    await tom.says('/desk', at)
    expect(cards(tom, 'desk')).toEqual([])
    sam.finds('C-1001 · Ann: broken', 'desk')
    // Written once more it says how it is, and shows nothing again.
    await sam.says('/desk', at)
    expect(readable(sam.last('desk').message)).toContain(
      'This is a desk: complaints arrive here. It takes these: Order.',
    )
    expect(cards(sam, 'desk')).toEqual(['C-1001'])
  })

  test('nothing new arrives at a desk that was closed, and it can be one again', async () => {
    const { scene, sam, dee, ann } = await begin(fresh)
    await sam.says('/desk', at)
    await dee.says('/desk', at)
    await complains(scene, ann, 'one')
    await sam.presses(sam.finds('This is a desk', 'desk'), 'Close this desk')
    expect(readable(sam.finds('no desk any more', 'desk').message)).toContain('Open complaints stay where they are.')
    await complains(scene, ann, 'two')
    expect(cards(sam, 'desk')).toEqual(['C-1001'])
    expect(cards(dee, 'desk')).toEqual(['C-1001', 'C-1002'])
    // What is there already is worked to its end there, too.
    await sam.presses(sam.finds('C-1001 · Order', 'desk'), 'I take it')
    expect(readable(dee.finds('C-1001 · Order', 'desk').message)).toContain('with Sam')
    const { id } = sam.finds('C-1001 · Order', 'desk')
    for (const spot of [{ inReplyTo: id }, { thread: id }]) {
      await sam.says(`he sounds upset ${Object.keys(spot)}`, { ...at, ...spot })
      expect(readable(sam.last('desk').message)).toContain(`note by Sam: he sounds upset ${Object.keys(spot)}`)
      sam.finds('Kept as a note of C-1001.')
      dee.finds(`note by Sam: he sounds upset ${Object.keys(spot)}`, 'desk')
    }
    expect(allOf(ann)).not.toContain('upset')
    // Beside the cards people talk of other things again.
    const before = allOf(sam, 'desk')
    await sam.says('C-1001 was funny', at)
    expect(allOf(sam, 'desk')).toBe(before)
    await sam.says('/desk', at)
    await complains(scene, ann, 'three')
    expect(cards(sam, 'desk')).toContain('C-1003')
  })

  test('passed to another desk it is shown there with all that was said, and nobody has it', async () => {
    const { scene, sam, dee, ann } = await begin(fresh)
    await sam.says('/desk order', at)
    await dee.says('/desk billing', at)
    await complains(scene, ann, 'It came broken')
    await sam.presses(sam.finds('C-1001 · Order', 'desk'), 'I take it')
    await sam.says('/note C-1001 ask them', at)
    await sam.presses(sam.finds('C-1001 · Order', 'desk'), 'More')
    await sam.presses(sam.finds('What do you want to do'), 'Pass to another desk')
    await sam.presses(sam.finds('Which desk is to have C-1001?'), 'Desk 2 on discord')
    expect(cards(dee, 'desk')).toEqual(['C-1001'])
    for (const words of ['Ann: It came broken', 'note by Sam: ask them', 'Sam passed it to another desk'])
      dee.finds(words, 'desk')
    expect(labelsOf(dee.finds('C-1001 · Order', 'desk'))).toContain('I take it')
  })
})
