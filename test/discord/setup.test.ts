import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { until } from '../contract/until.ts'
import { type Permission, permissions } from '../platforms/discord/permissions.ts'
import { stripes } from '../web/picture.ts'
import { openHouse, person, place } from './house.ts'

const page = readFileSync(new URL('../../docs/discord.md', import.meta.url), 'utf8')
const needed: Permission[] = [
  'viewChannel',
  'sendMessages',
  'createThreads',
  'sendInThreads',
  'attachFiles',
  'readHistory',
]

it('the page for setting it up asks for what is needed, and for no more', () => {
  const asked = BigInt(/permissions=(\d+)/.exec(page)?.[1] ?? 0)
  expect(asked).toBe(needed.reduce((sum, name) => sum | permissions[name], 0n))
  expect(page).toContain('scope=bot+applications.commands')
})

it('with those permissions alone the bot does all of its work in a server', async () => {
  await using house = await (await openHouse()).listen()
  const { server, ear } = house
  const ada = server.person()
  const without = (Object.keys(permissions) as Permission[]).filter((name) => !needed.includes(name))
  const { general } = server.guild({ members: [ada], without })
  const thread = server.opensThread(ada, 'Alerts', { channel: general })
  const parts = [{ kind: 'image' as const, media: 'image/png' as const, data: stripes(4, 4), name: 'a.png', alt: 'A' }]
  const { message } = await house.send({ place: place(general) }, { text: 'Hello', parts })
  await house.send({ place: place(general), replaces: message }, 'Hello again')
  await house.send({ place: { ...place(general), thread: thread.id } }, 'There')
  const card = await house.send({ place: place(general) }, 'C-1042')
  const below = await house.thread(card)
  expect(below).toEqual({ ...place(general), thread: card.message })
  const note = await house.send({ place: below }, 'Below it')
  for (const sent of [note, card]) expect(await house.removes(sent)).toBeUndefined()
  await until(() => server.commands().length > 0)
  const asked = server.slash(ada, 'points', {}, { channel: thread })
  expect(await ear.next()).toMatchObject({ where: { ...place(general), thread: thread.id } })
  await server.answer(asked)
  await house.send({ place: { ...place(general), thread: thread.id }, only: person(ada) }, 'For you')
  expect(server.sees(ada, thread).map(({ text }) => text)).toEqual(['There', 'For you'])
  const files = [{ name: 'a.txt', type: 'text/plain', data: 'x' }]
  server.says(ada, `${server.mention(server.bot)} this`, { channel: general, files })
  const said = await ear.next()
  const [file] = (said.kind === 'said' && said.files) || []
  const pieces: Uint8Array[] = []
  for await (const piece of (file && (await house.adapter.fetch?.(file, new AbortController().signal))) ?? [])
    pieces.push(piece)
  expect(Buffer.concat(pieces).toString()).toBe('x')
  expect(server.calls().filter(({ code }) => (code ?? 200) >= 400)).toEqual([])
})
