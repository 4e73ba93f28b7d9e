import { describe, expect, test } from 'vitest'
import { bookCall } from '../../src/callbacks/exports.ts'
import { text } from '../../src/language/text.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { allOf, complains, fillsIn } from '../complaints/acting.ts'
import { labelsOf, Scene } from '../complaints/scene.ts'
import { readable } from '../conversation.ts'
import { eachDatabase, type Fresh } from '../databases.ts'
import { asksFor } from './asking.ts'

const start = Date.parse('2026-03-02T10:00:00Z')
const minute = 60_000
const at = { channel: 'desk' }
const day = 1_440
const count = (whole: string, part: string) => whole.split(part).length - 1

/** A customer in the web chat, two desks, a manager; the clock is moved by hand. */
async function begin(fresh: Fresh, retries: number[] = [30 * minute]) {
  const clock = { now: start }
  const database = await fresh.open()
  const options = {
    database,
    now: () => new Date(clock.now),
    program: { callbacks: { ...defaultProgram.callbacks, retries } },
  }
  const scene = await Scene.open(fresh, options)
  const sam = await scene.member('slack', 'sam', 'staff', { name: 'Sam' })
  const dee = await scene.member('discord', 'dee', 'staff', { name: 'Dee' })
  const max = await scene.member('telegram', 'max', 'manager', { name: 'Max' })
  await sam.says('/desk', at)
  await dee.says('/desk', at)
  await max.says('/start')
  const ann = scene.person('web', 'ann', { name: 'Ann' })
  const look = async (minutes: number, where = scene) => {
    clock.now = start + minutes * minute
    // Twice: what was told is not told again.
    for (let times = 0; times < 2; times += 1) await where.sweep('callbacks.clock', 'callbacks.summary')
  }
  const book = async (time: string, phone?: string) => {
    await asksFor(scene, ann, { reason: 'My order', ...(phone !== undefined && { phone }) })
    await ann.presses(ann.last(), 'Today')
    while (!labelsOf(ann.last()).includes(time)) await ann.presses(ann.last(), 'Later')
    await ann.presses(ann.last(), time)
  }
  const stands = async () => {
    const rows = await database.query<Record<string, unknown>>('SELECT * FROM callback ORDER BY id')
    return rows.at(-1) ?? {}
  }
  return { scene, sam, dee, max, ann, look, book, clock, options, stands, database }
}

eachDatabase((fresh) => {
  describe('calls at the desk', () => {
    test('both desks see the same card; one takes it, the other is told who has it', async () => {
      const { sam, dee, ann, look, book, stands } = await begin(fresh)
      await book('11:00', '+49 30 123456')
      await look(54)
      expect(allOf(sam, 'desk')).not.toContain('K-1001')
      await look(55)
      for (const actor of [sam, dee]) expect(readable(actor.finds('K-1001', 'desk').message)).toContain('call now')
      const other = dee.finds('K-1001', 'desk')
      await sam.presses(sam.finds('K-1001', 'desk'), 'I call')
      for (const actor of [sam, dee]) expect(readable(actor.finds('K-1001', 'desk').message)).toContain('Sam calls')
      await dee.does({ kind: 'pressed', press: 'call.claim:1', message: other.id }, at)
      dee.finds('Sam has K-1001 already')
      // Whoever is being called cannot cancel any more, and nobody else can do anything.
      await ann.does({ kind: 'pressed', press: 'callback.cancel:1' })
      expect(readable(ann.last().message)).toContain('Sam is calling you')
      await ann.does({ kind: 'pressed', press: 'call.claim:1' })
      expect(readable(ann.last().message)).toBe(text('en', 'not-allowed'))
      expect(await stands()).toMatchObject({ state: 'claimed' })
    })

    test('a reminder, then nobody is there, another try, and at last a message with a way to choose again', async () => {
      const { scene, sam, ann, look, book, stands } = await begin(fresh)
      await book('13:00', '+49 30 123456')
      await look(119)
      expect(allOf(ann)).not.toContain('We will call you')
      await look(120)
      expect(count(allOf(ann), 'We will call you today at 13:00')).toBe(1)
      await look(180)
      await sam.presses(sam.finds('K-1001', 'desk'), 'I call')
      await sam.presses(sam.finds(/^K-1001 ·/, 'desk'), 'Nobody there')
      expect(await stands()).toMatchObject({
        state: 'booked',
        tries: 1,
        assigneeId: null,
        at: new Date(start + 210 * minute),
      })
      sam.finds('K-1001 has a new time: 13:30')
      ann.finds('We will try again today at 13:30')
      await look(210)
      expect(count(allOf(sam, 'desk'), 'K-1001 is due again')).toBe(1)
      await sam.presses(sam.finds(/^K-1001 ·/, 'desk'), 'Nobody there')
      expect(await stands()).toMatchObject({ state: 'missed', tries: 2, alarm: null })
      expect(await scene.database.query('SELECT cell FROM callback_cell')).toEqual([])
      await ann.presses(ann.finds('did not reach you. Choose another time'), 'Choose another time')
      await ann.presses(ann.last(), 'Today')
      await ann.presses(ann.last(), '14:00')
      expect(await stands()).toMatchObject({ state: 'booked', reason: 'My order', phone: '+4930123456', id: 2 })
    })

    test('nobody takes it: the manager hears of it, then it is missed, and can still be made good', async () => {
      const { sam, max, ann, look, book, stands } = await begin(fresh)
      await book('11:00', '+49 30 123456')
      await look(60)
      expect(allOf(max)).not.toContain('K-1001')
      await look(70)
      expect(readable(max.finds('K-1001').message)).toContain('My order')
      expect(count(allOf(sam, 'desk'), 'Nobody has taken K-1001 yet')).toBe(1)
      await look(95)
      expect(await stands()).toMatchObject({ state: 'missed', tries: 0 })
      expect(count(allOf(ann), 'you waited for us')).toBe(1)
      expect(count(allOf(sam, 'desk'), 'K-1001 was missed')).toBe(1)
      await max.says('/queue calls')
      expect(readable(max.last().message)).toContain('K-1001 · Ann')
      await max.presses(max.last(), 'K-1001')
      await max.presses(max.last(), 'I call')
      expect(await stands()).toMatchObject({ state: 'claimed', told: '{"reminded":1,"unclaimed":1,"missed":1}' })
    })

    test('what passed while nobody looked is told in one message, and no stale card is shown', async () => {
      const { scene, sam, max, ann, look, clock, options } = await begin(fresh)
      for (const [nth, who] of ['p1', 'p2', 'p3'].entries()) {
        const person = scene.person('web', who, { name: who })
        await asksFor(scene, person, { reason: 'Mine' })
        await person.presses(person.last(), 'Today')
        await person.presses(person.last(), ['10:30', '10:45', '11:00'][nth] ?? '')
      }
      await scene.engine.stop()
      clock.now = start + day * minute
      const again = await Scene.open(fresh, options)
      await look(day, again)
      const seen = (platform: string, channel: string) =>
        again
          .on(platform)
          .shown.filter(({ place }) => place.channel === channel)
          .map(({ message }) => readable(message))
      for (const [platform, channel] of [
        ['slack', 'desk'],
        ['discord', 'desk'],
        ['telegram', 'max'],
      ] as const)
        expect(seen(platform, channel)).toEqual([
          expect.stringContaining('3 calls were missed: K-1001, K-1002, K-1003.'),
        ])
      expect(seen('web', 'p1')).toEqual([expect.stringContaining('you waited for us')])
      expect([sam.id, max.id, ann.id]).toHaveLength(3)
    })

    test('in the chat: the customer is told who is there, his words come under the card, answers reach him', async () => {
      const { scene, sam, ann, look, book } = await begin(fresh)
      await book('10:30')
      await look(30)
      const card = () => sam.finds(/^K-1001/, 'desk')
      await sam.presses(card(), 'I call')
      ann.finds('Sam is here for you now')
      await ann.says('It is about the blue one')
      const told = sam.finds('Ann: It is about the blue one', 'desk')
      expect(told.place.thread).toBe(`t${card().id}`)
      await fillsIn(scene, sam, told, 'Write to the customer', { text: 'We look at it' })
      ann.finds('Sam: We look at it')
      await sam.says('He sounds angry', { channel: 'desk', thread: `t${card().id}` })
      sam.finds('Kept as a note with K-1001')
      expect(readable(card().message)).toContain('He sounds angry')
      expect(allOf(ann)).not.toContain('He sounds angry')
      await look(95)
      await ann.says('Are you still there')
      expect(allOf(sam, 'desk')).not.toContain('Are you still there')
    })

    test('staff move it to a time that is free, and the customer is told', async () => {
      const { sam, ann, look, book, stands } = await begin(fresh)
      await book('10:30', '+49 30 123456')
      await look(26)
      await sam.presses(sam.finds('K-1001', 'desk'), 'Another time')
      await sam.presses(sam.finds('On which day'), 'Today')
      await sam.presses(sam.finds('at what time'), '11:30')
      ann.finds('Our call has moved: we will call you today at 11:30, on +49 30 123456')
      expect(await stands()).toMatchObject({ state: 'booked', at: new Date(start + 90 * minute) })
      await ann.says('/callback')
      expect(readable(ann.last().message)).toContain('We will call you today at 11:30, on +49 30 123456')
      await ann.presses(ann.last(), 'Cancel it')
      expect(await stands()).toMatchObject({ state: 'cancelled' })
      expect(readable(sam.finds('K-1001 ·', 'desk').message)).toContain('cancelled')
    })

    test('about a complaint: asked for from it, and told in its thread', async () => {
      const { scene, sam, ann, look, stands } = await begin(fresh)
      const id = await complains(scene, ann, 'It came broken')
      await ann.says('/complaints')
      await ann.presses(ann.last(), `C-${1_000 + id}`)
      await ann.presses(ann.last(), 'Call me')
      await fillsIn(scene, ann, ann.last(), 'Call me', { reason: 'The broken one', phone: '+49 30 123456' })
      await ann.presses(ann.last(), 'Today')
      await ann.presses(ann.last(), '10:30')
      expect(await stands()).toMatchObject({ complaintId: id, state: 'booked' })
      sam.finds('A call is agreed for 2026-03-02 10:30: K-1001', 'desk')
      await look(30)
      expect(readable(sam.finds('K-1001 ·', 'desk').message)).toContain(`C-${1_000 + id}`)
      await fillsIn(scene, sam, sam.finds(/^K-1001/, 'desk'), 'Done', { note: 'All well' })
      sam.finds('The call K-1001 was made', 'desk')
      // Not about the complaint of somebody else.
      const eve = scene.person('web', 'eve')
      await eve.fills('callback', { reason: 'Hm' }, `${id}:`)
      expect(await stands()).toMatchObject({ complaintId: null, reason: 'Hm' })
    })

    test('in plain words, and by another clock', async () => {
      const { scene, ann, stands } = await begin(fresh)
      await ann.says('please call me tomorrow after 5')
      await fillsIn(scene, ann, ann.last(), 'Call me', { reason: 'Hm' })
      expect(labelsOf(ann.last()).slice(0, 2)).toEqual(['Mar 3, 17:00', 'Mar 3, 17:15'])
      await fillsIn(scene, ann, ann.last(), 'My clock is different', { clock: '19:02' })
      expect(readable(ann.last().message)).toContain('by the clock in Tokyo')
      await ann.presses(ann.last(), /Mar 4/)
      await ann.presses(ann.last(), '00:00')
      expect(readable(ann.last().message)).toContain('on Wed Mar 4 at 00:00 (Tokyo)')
      expect(await stands()).toMatchObject({ state: 'booked', at: new Date('2026-03-03T15:00Z') })
    })

    test('one call at a time: a second wish is kept from being booked while the first stands', async () => {
      const { scene, ann, database } = await begin(fresh)
      for (const reason of ['First', 'Second']) await asksFor(scene, ann, { reason })
      const slot = (minutes: number) => ((start + minutes * minute) / minute).toString(36)
      await ann.does({ kind: 'pressed', press: `callback.at:2:${slot(60)}` })
      await ann.does({ kind: 'pressed', press: `callback.at:1:${slot(75)}` })
      expect(readable(ann.last().message)).toContain('You have a call with us already')
      // Pressed twice it is what it was.
      await ann.does({ kind: 'pressed', press: `callback.at:2:${slot(60)}` })
      expect(await database.query("SELECT reason FROM callback WHERE state = 'booked'")).toEqual([{ reason: 'Second' }])
      await ann.does({ kind: 'pressed', press: 'callback.cancel:2' })
      await ann.does({ kind: 'pressed', press: `callback.at:1:${slot(75)}` })
      expect(await database.query("SELECT reason FROM callback WHERE state = 'booked'")).toEqual([{ reason: 'First' }])
    })

    test('what a stranger or an old button wants changes nothing', async () => {
      const { scene, ann, book, stands } = await begin(fresh)
      await book('10:30', '+49 30 123456')
      const before = await stands()
      const eve = scene.person('web', 'eve')
      const slot = (start / minute + 60).toString(36)
      for (const press of [
        'callback.cancel:1',
        `callback.at:1:${slot}`,
        'callback.days:1:0',
        'callback.day:1:2026-03-02:0',
        'callback.again:1',
        'callback.at:99999:1',
        'callback.cancel:',
      ]) {
        await eve.does({ kind: 'pressed', press })
        expect(readable(eve.last().message)).toBe(text('en', 'button-gone'))
      }
      for (const press of ['call.nobody:1', `call.at:1:${slot}`, 'call.show:1', 'queue:calls']) {
        await eve.does({ kind: 'pressed', press })
        expect(readable(eve.last().message)).toBe(text('en', 'not-allowed'))
      }
      for (const form of ['call-done', 'call-write', 'call-note']) {
        await eve.fills(form, { note: 'x', text: 'x' }, '1')
        expect(readable(eve.last().message)).toBe(text('en', 'not-allowed'))
      }
      expect(await stands()).toEqual(before)
      // Not in the past, not between the times, not twice.
      for (const minutes of [-60, 61, 20 * day]) {
        await ann.does({ kind: 'pressed', press: `callback.at:1:${(start / minute + minutes).toString(36)}` })
        expect(readable(ann.last().message)).toContain('just been given away, or is past')
      }
      expect(await stands()).toEqual(before)
    })
  })
})

eachDatabase((fresh) => {
  describe('a call of our own accord', () => {
    test('is booked once for its reason, at the next free time, and the customer hears nothing of it', async () => {
      const { scene, sam, max, ann, look, stands, database } = await begin(fresh)
      await ann.says('/start')
      const heard = allOf(ann)
      const [row] = await database.query<{ customerId: string }>(
        'SELECT "customerId" FROM identity WHERE person = \'ann\'',
      )
      const task = { customerId: row?.customerId ?? '', reason: 'How was the repair', kind: 'task' } as const
      const at = new Date(start + 50 * minute)
      for (let times = 0; times < 2; times += 1)
        await Promise.all(
          ['a', 'a', 'b'].map((origin) =>
            scene.engine.run((unit) => bookCall(unit, defaultProgram, { ...task, origin, at })),
          ),
        )
      const rows = await database.query<{ at: Date; state: string }>('SELECT at, state FROM callback ORDER BY at')
      expect(rows).toEqual([
        { at: new Date(start + 60 * minute), state: 'booked' },
        { at: new Date(start + 75 * minute), state: 'booked' },
      ])
      await look(55)
      expect(readable(sam.finds('K-1001', 'desk').message)).toContain('How was the repair')
      await ann.does({ kind: 'pressed', press: 'callback.cancel:1' })
      expect(readable(ann.last().message)).toBe(text('en', 'button-gone'))
      for (const minutes of [70, 95, 110]) await look(minutes)
      expect(allOf(max)).toContain('How was the repair')
      expect(await stands()).toMatchObject({ state: 'missed' })
      expect(allOf(ann)).toBe([heard, text('en', 'button-gone')].join('\n--\n'))
    })

    test('what cannot be read stops nothing else', async () => {
      const { scene, sam, look, book, database } = await begin(fresh)
      await book('11:00')
      const bad = scene.person('web', 'bad')
      await asksFor(scene, bad, { reason: 'Broken' })
      await bad.presses(bad.last(), 'Today')
      await bad.presses(bad.last(), '10:30')
      await database.execute("UPDATE callback SET told = 'no JSON' WHERE reason = 'Broken'")
      await look(55)
      expect(readable(sam.finds('K-1001', 'desk').message)).toContain('My order')
    })

    test('the database itself gives no time away twice', async () => {
      const { book, database } = await begin(fresh)
      await book('11:00')
      const again = database.execute(
        'INSERT INTO callback_cell (cell, nth, "callbackId") SELECT cell, nth, 99 FROM callback_cell',
      )
      await expect(again).rejects.toThrow()
    })
  })
})
