import { expect, test } from 'vitest'
import { readable } from '../conversation.ts'
import { eachDatabase, type Fresh } from '../databases.ts'
import { allOf, complains } from './acting.ts'
import { type Actor, labelsOf, Scene } from './scene.ts'

const at = { channel: 'desk' }

async function begin(fresh: Fresh) {
  const scene = await Scene.open(fresh, { platforms: ['slack', 'discord', 'telegram'] })
  const sam = await scene.member('slack', 'sam', 'staff', { name: 'Sam' })
  const dee = await scene.member('discord', 'dee', 'staff', { name: 'Dee' })
  await sam.says('/desk', at)
  await dee.says('/desk', at)
  const ann = scene.person('telegram', 'ann', { name: 'Ann' })
  await complains(scene, ann, 'It came broken')
  return { scene, sam, dee, ann }
}

const card = (actor: Actor, number = 'C-1001') =>
  actor.finds(new RegExp(`^((Urgent|High|Low) · )?${number} · [^·\n]+ · (new|with|part|settled|withdrawn)`), 'desk')
/** Where an answer to a press in the desk's channel stands: there, or with the person alone. */
const latest = (actor: Actor, words: string) => {
  const place = [undefined, 'desk'].find((it) =>
    actor.sees(it).some(({ message }) => readable(message).includes(words)),
  )
  return actor.finds(words, place)
}

/** Taps *More* on the card, then what is wanted, then the choice if there is one. */
async function chooses(actor: Actor, what: string, choice?: string | RegExp, number = 'C-1001'): Promise<void> {
  await actor.presses(card(actor, number), 'More')
  await actor.presses(latest(actor, `What do you want to do with ${number}?`), what)
  if (choice === undefined) return
  const offered = [...actor.sees(), ...actor.sees('desk')].findLast((it) =>
    labelsOf(it).some((label) => (typeof choice === 'string' ? label === choice : choice.test(label))),
  )
  if (!offered) throw new Error(`${what} offers no ${choice}`)
  await actor.presses(offered, choice)
}

eachDatabase((fresh) => {
  test('behind one button: category, urgency, purchase, a colleague, and letting go; every desk sees it', async () => {
    const { sam, dee, ann } = await begin(fresh)
    await sam.says('/earn Ann 25.90', at)
    const before = allOf(ann)
    await chooses(sam, 'Category', 'Product')
    await chooses(sam, 'Priority', 'Urgent')
    await chooses(sam, 'Purchase', /25\.90/)
    await chooses(sam, 'Give to a colleague', 'Dee')
    for (const actor of [sam, dee]) {
      const shown = readable(card(actor).message)
      expect(shown).toMatch(/^Urgent · C-1001 · Product · with Dee/)
      expect(shown).toMatch(/About: .*25\.90/)
      for (const line of ['made it: Product', 'made its priority: Urgent', 'said which purchase', 'gave it to Dee'])
        actor.finds(`C-1001 · Sam ${line}`, 'desk')
    }
    // Only who has it, or a manager, lets it go.
    await chooses(sam, 'Let it go')
    expect(readable(card(sam).message)).toContain('with Dee')
    await chooses(dee, 'Let it go')
    for (const actor of [sam, dee]) expect(readable(card(actor).message)).toContain('· new')
    expect(allOf(ann)).toBe(before)
  })

  test('a duplicate becomes part of the other one, with what the customer said, and he is told', async () => {
    const { scene, sam, dee, ann } = await begin(fresh)
    await complains(scene, ann, 'And it is late')
    await chooses(sam, 'Duplicate of another', 'C-1001', 'C-1002')
    for (const actor of [sam, dee]) {
      expect(readable(card(actor, 'C-1002').message)).toContain('part of C-1001')
      expect(readable(actor.finds('C-1002 is part of this now', 'desk').message)).toContain('And it is late')
    }
    expect(readable(ann.last().message)).toBe('C-1002 is part of C-1001 now, so that everything is in one place.')
    await sam.says('/reply C-1002 Hello', at)
    expect(allOf(ann)).not.toContain('Hello')
  })

  test('the queue says what is mine, what nobody has and what is late; a number is found with its talk', async () => {
    const { scene, sam, dee, ann } = await begin(fresh)
    await complains(scene, ann, 'And it is late')
    await sam.presses(card(sam), 'I take it')
    await scene.database.execute('UPDATE complaint SET due = ? WHERE id = 2', new Date(Date.now() - 60_000))
    const numbers = async (actor: Actor, which: string) => {
      await actor.says(`/queue ${which}`)
      return labelsOf(actor.last()).filter((label) => label.startsWith('C-'))
    }
    expect(await numbers(sam, 'mine')).toEqual(['C-1001'])
    expect(await numbers(dee, 'mine')).toEqual([])
    expect(await numbers(sam, 'open')).toEqual(['C-1002'])
    expect(await numbers(sam, 'late')).toEqual(['C-1002'])
    expect(await numbers(sam, '')).toEqual(['C-1002', 'C-1001'])
    await sam.says('/note C-1001 a regular')
    await dee.says('/find C-1001')
    expect(readable(dee.last().message)).toContain('note by Sam: a regular')
    expect(labelsOf(dee.last())).toEqual(['Answer', 'Settle', 'More'])
    await dee.says('/find C-1009')
    expect(readable(dee.last().message)).toBe('I know no complaint C-1009.')
  })

  test('an answer with nothing in it is not sent, and the form is at hand again', async () => {
    const { scene, sam, ann } = await begin(fresh)
    const before = allOf(ann)
    await sam.fills('answer', {}, '1', at)
    const told = latest(sam, 'There is nothing written in it.')
    expect(labelsOf(told)).toEqual(['Answer'])
    expect(allOf(ann)).toBe(before)
    expect(await scene.database.query("SELECT 1 FROM complaint_line WHERE kind = 'answer'")).toEqual([])
  })

  test('plain words that sound like a complaint are kept only when the customer says so, in both languages', async () => {
    const { scene, sam } = await begin(fresh)
    const mei = scene.person('slack', 'mei', { name: 'Mei', locale: 'zh' })
    await mei.says('太差了，杯子是破的')
    await mei.presses(mei.last(), '不用了')
    expect(await scene.database.query('SELECT 1 FROM complaint')).toHaveLength(1)
    await mei.says('太差了，杯子是破的')
    await mei.presses(mei.last(), '商品')
    expect(readable(mei.last().message)).toContain('您的投诉编号是 C-1002')
    expect(readable(card(sam, 'C-1002').message)).toContain('太差了，杯子是破的')
  })
})
