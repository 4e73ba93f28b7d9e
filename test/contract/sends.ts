import { expect, it } from 'vitest'
import type { Button, Image, Message, Part } from '../../src/chat.ts'
import { stripes } from '../web/picture.ts'
import { type Platform, pauseMs } from './platform.ts'
import { found, Session, whisper } from './session.ts'
import { until } from './until.ts'

const buttons = (...labels: string[]): Part => ({
  kind: 'buttons',
  buttons: labels.map((label): Button => ({ label, press: `press:${label}` })),
})
const image: Image = { kind: 'image', media: 'image/png', data: stripes(40, 30), name: 'c.png', alt: 'Card' }
const choice: Message = { text: 'Which?', parts: [buttons('Yes', 'No')] }

/** Where messages go, what is put in the place of others, and what is told when they do not get there. */
export function sends(platform: Platform): void {
  const { has, faults } = platform
  const open = () => Session.open(platform)

  it('tells where a message ended up, under an id of its own', async () => {
    await using session = await open()
    const [ada, ben] = [session.person(), session.person()]
    const one = await session.send(ada, 'Hello')
    const two = await session.send(ada, 'Hello')
    expect([one.place, two.place]).toEqual([ada.place, ada.place])
    expect(two.message).not.toBe(one.message)
    expect((await ada.sees()).map(({ id, words, edited }) => [id, words, edited])).toEqual([
      [one.message, 'Hello', false],
      [two.message, 'Hello', false],
    ])
    expect(await ben.sees()).toEqual([])
  })

  it('puts a message in the place of another', async () => {
    await using session = await open()
    const ada = session.person()
    const { message: replaces } = await session.send(ada, choice)
    await session.send(ada, 'After')
    const versions: Message[] = [
      { text: 'Yes it is', parts: [{ kind: 'facts', rows: [['Balance', '140']] }, buttons('Undo')] },
      { text: 'Look', parts: [image] },
      { text: 'Done', parts: [buttons('Again')] },
      { text: 'Done' },
      { text: 'Done' },
    ]
    for (const version of versions) {
      const sent = await session.send({ place: ada.place, replaces }, version)
      expect(sent).toEqual({ place: ada.place, message: replaces })
      const all = await ada.sees()
      const shown = found(all, replaces)
      expect(all.map(({ id }) => id).sort()).toHaveLength(2)
      expect(shown.words.startsWith(version.text)).toBe(true)
      expect(shown.edited).toBe(true)
      const labels = version.parts?.flatMap((part) => (part.kind === 'buttons' ? part.buttons : [])) ?? []
      expect(shown.buttons.map(({ label }) => label)).toEqual(labels.map(({ label }) => label))
      if (version.parts?.includes(image)) expect(shown.images).toHaveLength(1)
    }
    await session.send({ place: ada.place, replaces }, choice)
    ada.presses(found(await ada.sees(), replaces), 'No')
    expect(await session.ear.next()).toMatchObject({ kind: 'pressed', press: 'press:No', message: replaces })
  })

  it('sends anew what is to replace a message that is no more', async () => {
    await using session = await open()
    const ada = session.person()
    const { message } = await session.send(ada, 'Old')
    const [old] = await ada.sees()
    if (old) ada.removes?.(old)
    const gone = ['999999', 'nonsense', '', '../1', ...(ada.removes ? [message] : [])]
    for (const replaces of gone) {
      const text = `Instead of ${replaces}.`
      const sent = await session.send({ place: ada.place, replaces }, { text, parts: [buttons('Yes')] })
      expect(sent.message).not.toBe(replaces)
      expect(found(await ada.sees(), sent.message)).toMatchObject({ words: text, edited: false })
    }
    expect(await ada.sees()).toHaveLength(gone.length + (ada.removes ? 0 : 1))
  })

  it('shows to one person alone what is for that person alone', async () => {
    await using session = await open()
    const [ada, ben] = [session.person(), session.person()]
    const place = has.groups ? session.group(ada, ben).place : ben.place
    const sent = await session.send({ place, only: ada.who }, { text: 'Your balance is 7', private: true })
    expect(found(await ada.sees(), sent.message).words).toBe('Your balance is 7')
    expect(await ben.sees()).toEqual([])
    const next = await session.send({ place: sent.place, only: ada.who, replaces: sent.message }, 'It is 8')
    expect(found(await ada.sees(), next.message).words).toBe('It is 8')
    expect(await ben.sees()).toEqual([])
  })

  if (has.groups) {
    it('shows in a group what is for all, and nothing private that names nobody', async () => {
      await using session = await open()
      const [ada, ben] = [session.person(), session.person()]
      const { place } = session.group(ada, ben)
      expect(await session.trouble({ place }, { text: whisper, private: true })).toEqual({ kind: 'refused' })
      const { message } = await session.send({ place }, 'For all')
      for (const who of [ada, ben]) expect(await who.sees()).toMatchObject([{ id: message, words: 'For all', place }])
    })
  }

  if (has.threads) {
    it('writes into a thread', async () => {
      await using session = await open()
      const ada = session.person()
      const place = session.group(ada).thread?.()
      if (!place) throw new Error('there are no threads')
      expect((await session.send({ place }, 'In the thread')).place).toEqual(place)
      expect(await ada.sees()).toMatchObject([{ words: 'In the thread', place }])
    })
  }

  if (has.repeats) {
    it('shows once what is sent again under the same key', async () => {
      await using session = await open()
      const ada = session.person()
      const send = () => session.send(ada, 'Hello', { key: 'delivery-7' })
      const [one, two] = await Promise.all([send(), send()])
      expect([two, await send()]).toEqual([one, one])
      await session.restart()
      expect(await send()).toEqual(one)
      expect(await ada.sees()).toHaveLength(1)
    })
  }

  it('takes many at once', async () => {
    await using session = await open()
    const people = Array.from({ length: 8 }, () => session.person())
    const sent = await Promise.all(
      Array.from({ length: 80 }, (_, n) => session.send(people[n % 8] ?? people[0] ?? session.person(), `number ${n}`)),
    )
    for (const [index, who] of people.entries()) {
      const seen = await who.sees()
      const expected = sent.flatMap(({ message }, n) => (n % 8 === index ? [[message, `number ${n}`]] : []))
      expect(seen.map(({ id, words }) => [id, words]).sort()).toEqual(expected.sort())
    }
  })

  it('keeps the order of what is sent one after the other', async () => {
    await using session = await open()
    const ada = session.person()
    const texts = Array.from({ length: 10 }, (_, n) => `number ${n}`)
    for (const text of texts) await session.send(ada, text)
    expect((await ada.sees()).map(({ words }) => words)).toEqual(texts)
  })

  it('tells that somebody cannot be reached', async () => {
    await using session = await open()
    const { platform: there } = session
    const ada = session.person()
    ada.blocks?.()
    const unreachable = [...(ada.blocks ? [ada] : []), ...(there.stranger ? [there.stranger()] : [])]
    expect(unreachable.length).toBeGreaterThan(0)
    for (const who of unreachable) {
      expect(await session.trouble(who, whisper)).toEqual({ kind: 'unreachable' })
      expect(await session.trouble({ place: who.place, only: who.who }, whisper)).toEqual({ kind: 'unreachable' })
    }
    ada.unblocks?.()
    await session.send(ada, 'Welcome back')
  })

  it('sends nothing once it is stopped', async () => {
    await using session = await open()
    const ada = session.person()
    await session.send(ada, 'Before')
    await session.stop()
    expect(await session.trouble(ada, whisper)).toMatchObject({ kind: 'later' })
    await session.restart()
    await session.send(ada, 'After')
    expect((await ada.sees()).map(({ words }) => words)).toEqual(['Before', 'After'])
  })

  // what is not known to have arrived can be sent again where it is shown once all the same
  const doubt = has.repeats ? 'later' : 'unknown'
  const troubles = {
    slow: { kind: 'later', afterMs: pauseMs },
    refuse: { kind: 'refused' },
    fail: { kind: 'later' },
    lose: { kind: doubt },
    hang: { kind: doubt },
    away: { kind: 'later' },
  } as const
  for (const fault of faults) {
    it(`tells what became of a send when there is ${fault}`, async () => {
      await using session = await open()
      const ada = session.person()
      await session.send(ada, 'Before')
      const undo = await session.fault(fault)
      const deadline = new AbortController()
      const trouble = session.trouble(ada, whisper, { signal: deadline.signal })
      if (fault === 'hang') await until(async () => (await ada.sees()).length === 2)
      if (fault === 'hang') deadline.abort()
      expect(await trouble).toMatchObject(troubles[fault])
      await undo()
      await session.send(ada, 'After')
      const seen = (await ada.sees()).map(({ words }) => words)
      const happened = fault === 'lose' || fault === 'hang'
      expect(seen).toEqual(['Before', ...(happened ? [whisper] : []), 'After'])
    })
  }
}
