import { describe, expect, it } from 'vitest'
import type { Message, Part } from '../../src/chat.ts'
import { until } from '../contract/until.ts'
import type { Permission } from '../platforms/discord/permissions.ts'
import { type House, openHouse, person, place } from './house.ts'

const buttons: Part = { kind: 'buttons', buttons: [{ label: 'Claim', press: 'claim:7' }] }
const card: Message = { text: 'C-1042', parts: [buttons] }
const words = ({ server }: House) => server.sent().map(({ text }) => text)

/** A house with a channel in a server, in which Ada is. */
async function open(without: Permission[] = [], house?: House) {
  const there = house ?? (await (await openHouse()).start())
  const ada = there.server.person({ name: 'Ada' })
  const { general } = there.server.guild({ members: [ada], without })
  return { house: there, server: there.server, ada, general }
}

describe('a thread', () => {
  it('is opened under a message, once, and written into', async () => {
    const { house, server, general } = await open()
    await using _ = house
    const root = await house.send({ place: place(general) }, card)
    const there = await house.thread(root, `  C-1042\n${'x'.repeat(200)}`)
    expect(there).toEqual({ ...place(general), thread: root.message })
    expect(await house.thread(root)).toEqual(there)
    const [thread, ...more] = server.threads(general)
    expect(more).toEqual([])
    expect(thread?.name).toMatch(/^C-1042 x+…$/)
    expect(thread?.name).toHaveLength(100)
    expect(server.calls('startThread')[0]?.params).toMatchObject({ auto_archive_duration: 10_080 })
    const sent = await house.send({ place: there }, 'What happened')
    expect(sent.place).toEqual(there)
    expect(server.sent(there.thread).map(({ text }) => text)).toEqual(['What happened'])
  })

  it('is there also for another process, and when the answer was lost', async () => {
    const { house, server, general } = await open()
    await using _ = house
    const root = await house.send({ place: place(general) }, card)
    server.fault({ kind: 'lose', on: 'startThread', count: 1 })
    await expect(house.thread(root)).rejects.toMatchObject({ trouble: { kind: 'later' } })
    const next = await house.another().start()
    expect(await next.thread(root)).toEqual({ ...place(general), thread: root.message })
    expect(server.threads(general)).toHaveLength(1)
    await next.stop()
  })

  it('has a name when there is nothing to call it by', async () => {
    const { house, server, general } = await open()
    await using _ = house
    await house.thread(await house.send({ place: place(general) }, card), ' \n')
    expect(server.threads(general)).toMatchObject([{ name: '…' }])
  })

  it('is not opened where there can be none: the message is where it goes on', async () => {
    const { house, server, ada, general } = await open()
    await using _ = house
    const alone = await house.send(ada, 'Hello')
    expect(await house.thread(alone)).toEqual(house.alone(ada))
    const inside = await house.thread(await house.send({ place: place(general) }, card))
    expect(await house.thread(await house.send({ place: inside }, 'Deeper'))).toEqual(inside)
    expect(await house.thread({ place: place(general), message: `5~${ada.id}` })).toEqual(place(general))
    const next = await house.another().start()
    expect(await next.thread(alone)).toEqual(house.alone(ada))
    await next.stop()
    for (const error of [50001, 50013, 50024, 160006]) {
      server.fault({ kind: 'answer', code: 403, error, on: 'startThread', count: 1 })
      expect(await house.thread(await house.send({ place: place(general) }, card))).toEqual(place(general))
    }
  })

  it('is not opened by a bot that may not', async () => {
    const { house, server, general } = await open(['createThreads'])
    await using _ = house
    expect(await house.thread(await house.send({ place: place(general) }, card))).toEqual(place(general))
    expect(server.threads(general)).toEqual([])
  })

  it('of a message that is no more is refused', async () => {
    const { house, general } = await open()
    await using _ = house
    const root = await house.send({ place: place(general) }, card)
    expect(await house.removes(root)).toBeUndefined()
    await expect(house.thread(root)).rejects.toMatchObject({ trouble: { kind: 'refused' } })
  })

  it('that fell asleep wakes up when something is said, and one that was locked is gone beside', async () => {
    const { house, server, general } = await open(['manageThreads'])
    await using _ = house
    const there = await house.thread(await house.send({ place: place(general) }, card))
    const thread = server.world.places.channel(there.thread ?? '').thread
    Object.assign(thread ?? {}, { archived: true })
    expect((await house.send({ place: there }, 'News')).place).toEqual(there)
    expect(server.threads(general)).toMatchObject([{ archived: false }])
    Object.assign(thread ?? {}, { archived: true, locked: true })
    expect((await house.send({ place: there }, 'More')).place).toEqual(place(general))
  })

  it('that was deleted is gone beside also by another process, and one for few never', async () => {
    const { house, server, ada, general } = await open(['manageThreads'])
    await using _ = house
    const there = await house.thread(await house.send({ place: place(general) }, card))
    const secret = server.opensThread(ada, 'Staff', { channel: general, isPrivate: true })
    server.entersThread(server.bot, secret)
    const inside = { ...place(general), thread: secret.id }
    expect((await house.send({ place: inside }, 'Between us')).place).toEqual(inside)
    const next = await house.another().start()
    Object.assign(server.world.places.channel(secret.id).thread ?? {}, { archived: true, locked: true })
    expect(await next.trouble({ place: inside }, 'A secret')).toEqual({ kind: 'refused' })
    for (const each of [secret.id, there.thread ?? '']) server.deletesChannel(each)
    const last = await house.another().start()
    for (const { trouble, send } of [
      { trouble: next.trouble.bind(next), send: next.send.bind(next) },
      { trouble: last.trouble.bind(last), send: last.send.bind(last) },
    ]) {
      expect((await send({ place: there }, 'News')).place).toEqual(place(general))
      expect(await trouble({ place: inside }, 'A secret')).toEqual({ kind: 'refused' })
    }
    expect(words(house)).toEqual(['C-1042', 'Between us', 'News', 'News'])
    for (const each of [next, last]) await each.stop()
  })

  it('of ours is where people answer, command and press', async () => {
    const house = await (await openHouse()).listen()
    const { server, ada, general } = await open([], house)
    await using _ = house
    const { ear } = house
    await until(() => server.commands().length > 0)
    const there = await house.thread(await house.send({ place: place(general) }, card))
    const { message } = await house.send({ place: there }, { text: 'Yours', parts: [buttons] })
    const channel = there.thread ?? ''
    const said = server.says(ada, `${server.mention(server.bot)} sorry`, { channel })
    server.slash(ada, 'earn', { text: '5' }, { channel })
    server.presses(ada, message, 'Claim')
    server.edits(ada, said, `${server.mention(server.bot)} very sorry`)
    server.deletes(ada, said)
    expect(await ear.first(5)).toMatchObject([
      { kind: 'said', called: true, text: 'sorry', where: there },
      { kind: 'asked', command: 'earn', where: there },
      { kind: 'pressed', press: 'claim:7', message, where: there },
      { kind: 'edited', message: said.id, text: 'very sorry', where: there },
      { kind: 'deleted', message: said.id, where: there },
    ])
    expect(server.calls('getChannel')).toEqual([])
  })
})

describe('a message is taken away', () => {
  it('in a channel, in a thread and alone with somebody; once gone it stays so', async () => {
    const { house, server, ada, general } = await open()
    await using _ = house
    const root = await house.send({ place: place(general) }, card)
    const inside = await house.send({ place: await house.thread(root) }, 'In the thread')
    const alone = await house.send(ada, 'Alone')
    for (const sent of [inside, root, alone]) {
      expect(await house.removes(sent)).toBeUndefined()
      expect(await house.removes(sent)).toBeUndefined()
    }
    expect(server.sent().filter(({ deleted }) => !deleted)).toEqual([])
    for (const message of ['', 'x', '../1']) {
      expect(await house.removes({ place: place(general), message })).toBeUndefined()
    }
    expect(await house.removes({ place: place('77'), message: '5' })).toBeUndefined()
  })

  it('also in a thread that fell asleep', async () => {
    const { house, server, general } = await open()
    await using _ = house
    const inside = await house.send(
      { place: await house.thread(await house.send({ place: place(general) }, card)) },
      'In the thread',
    )
    server.fault({ kind: 'answer', code: 400, error: 50083, on: 'deleteMessage', count: 1 })
    expect(await house.removes(inside)).toBeUndefined()
    expect(server.calls('editChannel')[0]?.params).toMatchObject({ archived: false })
    expect(server.sent(inside.place.thread).filter(({ deleted }) => !deleted)).toEqual([])
  })

  it.each([
    [{ kind: 'answer', code: 403, error: 50013 } as const, { kind: 'refused' }],
    [{ kind: 'answer', code: 403, error: 50001 } as const, { kind: 'refused' }],
    [{ kind: 'answer', code: 429, retryAfter: 2 } as const, { kind: 'later', afterMs: 2_000, scope: 'place' }],
    [{ kind: 'lose' } as const, { kind: 'later' }],
  ])('or not: %j', async (fault, trouble) => {
    const { house, server, general } = await open()
    await using _ = house
    const sent = await house.send({ place: place(general) }, card)
    server.fault({ ...fault, on: 'deleteMessage', count: 1 })
    expect(await house.removes(sent)).toEqual(trouble)
    expect(await house.removes(sent)).toBeUndefined()
  })

  it('when it is for one person alone, as long as Discord lets us', async () => {
    const house = await (await openHouse()).listen()
    const { server, ada, general } = await open([], house)
    await using _ = house
    await until(() => server.commands().length > 0)
    server.slash(ada, 'earn', { text: '5' }, { channel: general })
    await house.ear.next()
    const to = { place: place(general), only: person(ada) }
    const [first, second, third] = [
      await house.send(to, 'One'),
      await house.send(to, 'Two'),
      await house.send(to, 'Three'),
    ]
    for (const sent of [first, second]) expect(await house.removes(sent)).toBeUndefined()
    expect(server.sees(ada, general).map(({ text }) => text)).toEqual(['Three'])
    house.later = 15 * 60_000
    expect(await house.removes(third)).toEqual({ kind: 'refused' })
  })
})

describe('what may have arrived', () => {
  const key = 'delivery-7'
  const again = true

  it('is found by another process when the nonce is long forgotten, if it has buttons', async () => {
    let later = 0
    const { house, general } = await open([], await openHouse({}, { now: () => Date.now() + later }))
    await using _ = house
    for (const message of [card, 'Between', card]) await house.send({ place: place(general) }, message)
    const one = await house.send({ place: place(general) }, card, { key })
    await house.send({ place: place(general) }, card)
    later = 10 * 60_000
    const next = await house.another().start()
    expect(await next.send({ place: place(general) }, card, { key, again })).toEqual(one)
    expect(words(house)).toHaveLength(5)
    const other = await next.send({ place: place(general) }, card, { key: 'delivery-8', again })
    expect(other.message).not.toBe(one.message)
    expect(words(house)).toHaveLength(6)
    await next.stop()
  })

  it('is found after the doubt has lasted too long, and sent when it is not there', async () => {
    const { house, server, ada } = await open()
    await using _ = house
    server.fault({ kind: 'lose', on: 'createMessage', count: 1 })
    expect(await house.trouble(ada, card, { key })).toEqual({ kind: 'later' })
    house.later = 121_000
    const found = await house.send(ada, card, { key, again })
    expect(server.sent(ada)).toMatchObject([{ id: found.message }])
    server.fault({ kind: 'answer', code: 500, on: 'createMessage', count: 1 })
    expect(await house.trouble(ada, card, { key: 'other' })).toEqual({ kind: 'later' })
    house.later = 300_000
    await house.send(ada, card, { key: 'other', again })
    expect(server.sent(ada)).toHaveLength(2)
  })

  it('is unknown as before when it has no buttons', async () => {
    const { house, server, ada } = await open()
    await using _ = house
    server.fault({ kind: 'lose', on: 'createMessage', count: 1 })
    expect(await house.trouble(ada, 'Hello', { key })).toEqual({ kind: 'later' })
    house.later = 121_000
    expect(await house.trouble(ada, 'Hello', { key, again })).toEqual({ kind: 'unknown' })
    expect(server.calls('getMessages')).toEqual([])
  })

  it('is not sent before it could be looked for, but is where that is not for us', async () => {
    const { house, server, general } = await open(['readHistory'])
    await using _ = house
    server.fault({ kind: 'answer', code: 503, on: 'getMessages', count: 1 })
    expect(await house.trouble({ place: place(general) }, card, { key, again })).toEqual({ kind: 'later' })
    expect(words(house)).toEqual([])
    server.fault({ kind: 'answer', code: 403, error: 50001, on: 'getMessages', count: 1 })
    const first = await house.send({ place: place(general) }, card, { key, again })
    // the nonce still knows it
    expect(await house.send({ place: place(general) }, card, { key, again })).toEqual(first)
    expect(words(house)).toEqual(['C-1042'])
  })
})
