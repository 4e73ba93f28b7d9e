import { expect, it } from 'vitest'
import type { Message, Place, Sent } from '../../src/chat.ts'
import type { Platform } from './platform.ts'
import { found, Session } from './session.ts'
import { hostile } from './texts.ts'

const card: Message = { text: 'C-1042', parts: [{ kind: 'buttons', buttons: [{ label: 'Take it', press: 'take' }] }] }

/** What a desk needs of a group: threads under messages, messages taken away, and to be called by name. */
export function threads(platform: Platform): void {
  const { has } = platform
  const open = () => Session.open(platform)

  it('opens a thread under a message, and writes and changes what stands in it', async () => {
    await using session = await open()
    const [ada, ben] = [session.person(), session.person()]
    const { place: group } = session.group(ada, ben)
    const root = await session.send({ place: group }, card)
    const place = await thread(session, root, 'C-1042 Broken cup')
    expect(place).toMatchObject({ channel: expect.stringMatching(/./), thread: expect.stringMatching(/./) })
    const sent = await session.send({ place }, 'It was a gift')
    expect(sent.place).toEqual(place)
    const changed = await session.send({ place, replaces: sent.message }, 'It was a fine gift')
    expect(changed).toEqual(sent)
    for (const who of [ada, ben]) {
      const seen = await who.sees()
      expect(found(seen, root.message)).toMatchObject({ place: group, words: 'C-1042' })
      expect(found(seen, sent.message)).toMatchObject({ place, words: 'It was a fine gift', edited: true })
    }
    await session.restart()
    expect((await session.send({ place }, 'And dear')).place).toEqual(place)
  })

  it('keeps threads apart', async () => {
    await using session = await open()
    const ada = session.person()
    const { place: group } = session.group(ada)
    const roots = [await session.send({ place: group }, 'C-1'), await session.send({ place: group }, 'C-2')]
    const places: Place[] = []
    for (const root of roots) places.push(await thread(session, root, 'C'))
    expect(places[0]).not.toEqual(places[1])
    for (const [n, place] of places.entries()) await session.send({ place }, `In ${n + 1}`)
    const seen = await ada.sees()
    const inside = (place: Place) =>
      seen.filter((each) => each.place.thread === place.thread && each.words.startsWith('In'))
    expect(places.map((place) => inside(place).map(({ words }) => words))).toEqual([['In 1'], ['In 2']])
  })

  it('opens a thread whatever its title', async () => {
    await using session = await open()
    const { place: group } = session.group(session.person())
    for (const [name, title] of Object.entries({ ...hostile, empty: '', long: 'x'.repeat(5_000) })) {
      const place = await thread(session, await session.send({ place: group }, card), title)
      expect.soft(place.thread, name).toMatch(/./)
    }
  })

  it('hears in a thread who calls it, and where', async () => {
    await using session = await open()
    const ada = session.person()
    const { place: group } = session.group(ada)
    const root = await session.send({ place: group }, card)
    const place = await thread(session, root, 'C-1042')
    ada.says('Sorry', { in: place })
    const said = await session.ear.next()
    expect(said).toMatchObject({ kind: 'said', text: 'Sorry', called: true, message: expect.stringMatching(/./) })
    const inside = said.where.channel === place.channel && said.where.thread === place.thread
    expect(inside || ('inReplyTo' in said && said.inReplyTo === root.message)).toBe(true)
  })

  it('tells who calls it by its name in a group, and nobody who talks to it alone', async () => {
    await using session = await open()
    const ada = session.person()
    ada.says('Hello', { in: session.group(ada).place })
    expect(await session.ear.next()).toMatchObject({ kind: 'said', text: 'Hello', called: true })
    ada.says('Hello')
    expect(await session.ear.next()).not.toHaveProperty('called')
  })

  it('presses a button under a message that has a thread', async () => {
    await using session = await open()
    const ada = session.person()
    const { place } = session.group(ada)
    const root = await session.send({ place }, card)
    await thread(session, root, 'C-1042')
    ada.presses(found(await ada.sees(), root.message), 'Take it')
    expect(await session.ear.next()).toMatchObject({ kind: 'pressed', press: 'take', message: root.message })
  })

  if (has.edits) {
    it('tells what becomes in a group of what was said to it', async () => {
      await using session = await open()
      const ada = session.person()
      const { place } = session.group(ada)
      ada.says('Five please', { in: place })
      const said = await session.ear.next()
      const message = 'message' in said ? said.message : undefined
      expect(message).toMatch(/./)
      ada.edits?.('Six please')
      expect(await session.ear.next()).toMatchObject({
        kind: 'edited',
        message,
        text: 'Six please',
        where: place,
        direct: false,
      })
      ada.deletes?.()
      if (ada.deletes) expect(await session.ear.next()).toMatchObject({ kind: 'deleted', message, where: place })
    })
  }

  if (has.replies) {
    it('tells which message is answered', async () => {
      await using session = await open()
      const [ada, ben] = [session.person(), session.person()]
      const { place } = session.group(ada, ben)
      ada.says('That much', { in: place, answering: ben })
      expect(await session.ear.next()).toMatchObject({ kind: 'said', inReplyTo: expect.stringMatching(/./) })
    })
  }

  it('takes a message away, and is content when it is gone', async () => {
    await using session = await open()
    const [ada, ben] = [session.person(), session.person()]
    const { place: group } = session.group(ada, ben)
    const [root, other] = [await session.send({ place: group }, card), await session.send({ place: group }, 'Stays')]
    const inside = await session.send({ place: await thread(session, root, 'C-1042') }, 'In the thread')
    for (const sent of [inside, inside, root, { ...root, message: '999999' }]) await remove(session, sent)
    for (const who of [ada, ben]) {
      const ids = (await who.sees()).map(({ id }) => id)
      expect(ids).toContain(other.message)
      expect(ids).not.toContain(root.message)
      expect(ids).not.toContain(inside.message)
    }
    const alone = await session.send(ada, 'For you')
    await remove(session, alone)
    expect((await ada.sees()).map(({ id }) => id)).not.toContain(alone.message)
  })

  if (has.repeats || has.finds) {
    it('finds what an earlier try has left, in a group, in a thread and with somebody alone', async () => {
      await using session = await open()
      const ada = session.person()
      const { place: group } = session.group(ada)
      const there = await thread(session, await session.send({ place: group }, card), 'C-1042')
      for (const [n, place] of [group, there, ada.place].entries()) {
        const key = `delivery-${n}`
        const undo = await session.fault('lose')
        await session.trouble({ place }, `Hello ${n}`, { key })
        await undo()
        await session.restart()
        const sent = await session.send({ place }, `Hello ${n}`, { key, again: true })
        expect(sent.place).toEqual(place)
        const seen = (await ada.sees()).filter(({ words }) => words === `Hello ${n}`)
        expect(seen.map(({ id }) => id)).toEqual([sent.message])
      }
    })
  }
}

const options = () => ({ key: 'thread-1', signal: new AbortController().signal })

async function thread({ adapter }: Session, root: Sent, title: string): Promise<Place> {
  const place = await adapter.thread?.(root, title, options())
  if (!place) throw new Error('the platform says that it opens threads')
  return place
}

async function remove({ adapter }: Session, sent: Sent): Promise<void> {
  if (!adapter.remove) throw new Error('the platform says that it takes messages away')
  await adapter.remove(sent, options())
}
