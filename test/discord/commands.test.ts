import { describe, expect, it } from 'vitest'
import { registerCommands } from '../../adapters/discord/commands.ts'
import type { Command } from '../../src/chat.ts'
import { until } from '../contract/until.ts'
import { type House, openHouse } from './house.ts'

const option = { name: 'language', description: 'Which', kind: 'choice' as const }
const english: Command[] = [
  { name: 'points', description: 'Your points' },
  { name: 'earn', description: 'Add points', args: 'whom and how much' },
  {
    name: 'language',
    description: 'Language',
    args: 'which',
    options: [{ ...option, options: [{ value: 'en', label: 'English' }] }],
  },
]
const chinese: Command[] = [
  { name: 'points', localName: '积分', description: '你的积分' },
  { name: 'earn', localName: 'No Name', description: '加积分', args: '谁' },
  {
    name: 'language',
    description: '语言',
    args: '哪',
    options: [{ ...option, description: '哪一个', options: [{ value: 'en', label: '英语' }] }],
  },
]
const menus: Record<string, Command[]> = { en: english, zh: chinese }
const puts = ({ server }: House) => server.calls('putCommands').length

/** A house that listens with that menu; gives it once Discord was asked. */
async function open(menu: (locale: string | undefined) => Command[] = (locale) => menus[locale ?? 'en'] ?? []) {
  const house = await openHouse()
  house.ear.menu = menu
  await house.listen()
  await house.server.nextCall('getCommands')
  return house
}

describe('the commands', () => {
  it('are shown to people in their language, with what may follow', async () => {
    await using house = await open()
    const { server, ear } = house
    await until(() => server.commands().length > 0)
    const [ada, ben] = [server.person({ locale: 'zh-TW' }), server.person({ locale: 'fr' })]
    expect(server.offered(ada).map(({ name, description }) => [name, description])).toEqual([
      ['积分', '你的积分'],
      ['earn', '加积分'],
      ['language', '语言'],
    ])
    expect(server.offered(ben)[0]).toEqual({ name: 'points', description: 'Your points' })
    server.slash(ada, '积分')
    server.slash(ben, 'earn', { text: 'card 5' })
    server.slash(ada, 'language', { language: '英语' })
    expect(await ear.first(3)).toMatchObject([
      { command: 'points', args: '' },
      { command: 'earn', args: 'card 5' },
      { command: 'language', args: 'en' },
    ])
  })

  it('are registered with one call, and not again after a restart without a change', async () => {
    await using house = await open()
    const { server } = house
    await until(() => puts(house) === 1)
    for (let restarts = 0; restarts < 2; restarts += 1) {
      await house.deafen()
      house.begin()
      await server.nextCall('getCommands')
    }
    await until(() => house.adapter.status() === 'ok')
    expect(puts(house)).toBe(1)
    const ids = server.commands().map(({ id }) => id)
    house.ear.menu = (locale) => (menus[locale ?? 'en'] ?? []).slice(0, 2)
    await house.deafen()
    house.begin()
    await until(() => puts(house) === 2)
    expect(server.commands().map(({ id }) => id)).toEqual(ids.slice(0, 2))
    expect(server.world.registry.createdToday()).toBe(3)
  })

  it.each<[string, (commands: Command[]) => Command[]]>([
    ['a description', ([first, ...rest]) => [{ name: 'points', ...first, description: 'Others' }, ...rest]],
    [
      'a name in another language',
      ([first, ...rest]) => [{ name: 'points', description: 'x', ...first, localName: '分' }, ...rest],
    ],
    ['an option', (commands) => commands.map((each) => (each.name === 'points' ? { ...each, args: 'x' } : each))],
    [
      'a choice',
      (commands) =>
        commands.map((each) => ({
          ...each,
          ...(each.options && { options: [{ ...option, options: [{ value: 'x', label: 'X' }] }] }),
        })),
    ],
  ])('are registered again when %s has changed', async (_, change) => {
    await using house = await open()
    await until(() => puts(house) === 1)
    house.ear.menu = (locale) => change(menus[locale ?? 'en'] ?? [])
    await house.deafen()
    house.begin()
    await until(() => puts(house) === 2)
  })

  it('that Discord could not show are left out, and cut to what it takes', async () => {
    const odd = ['Upper', 'with space', 'x'.repeat(33), ''].map((name) => ({ name, description: 'd' }))
    const wide = { value: 'x'.repeat(101), label: 'x' }
    const many: Command[] = [
      ...odd,
      { name: 'long', description: 'd'.repeat(200), args: 'a'.repeat(200) },
      { name: 'blank', description: ' ', options: [{ name: 'No', description: 'x', kind: 'line' }] },
      { name: 'wide', description: 'd', options: [{ ...option, options: [wide] }] },
      ...Array.from({ length: 120 }, (_, n) => ({ name: `c${n}`, description: 'd' })),
    ]
    await using house = await open(() => many)
    await until(() => puts(house) === 1)
    const commands = house.server.commands()
    expect(commands).toHaveLength(100)
    expect(commands.slice(0, 3)).toMatchObject([
      { name: 'long', description: `${'d'.repeat(99)}…`, options: [{ name: 'text' }] },
      { name: 'blank', description: '…' },
      { name: 'wide', options: [{ type: 3 }] },
    ])
    expect(commands[2]?.options?.[0]).not.toHaveProperty('choices')
  })

  it('are tried again when Discord fails, and given up when it refuses them; all else goes on', async () => {
    await using house = await openHouse()
    const { server } = house
    server.fault({ kind: 'answer', code: 500, on: 'getCommands', count: 1 })
    server.fault({ kind: 'answer', code: 400, error: 50035, on: 'putCommands' })
    await house.listen()
    await server.nextCall('putCommands')
    await until(() => house.log.some((line) => line.includes('the commands were refused')))
    expect(server.calls('getCommands')).toHaveLength(2)
    await until(() => house.adapter.status() === 'ok')
    server.says(server.person(), 'hello')
    expect(await house.ear.next()).toMatchObject({ text: 'hello' })
  })

  it('of a real engine are taken as they are', async () => {
    await using house = await openHouse()
    const { allFeatures } = await import('../../src/features.ts')
    const { Registry } = await import('../../src/engine/registry.ts')
    const { defaultProgram } = await import('../../src/program/program.ts')
    const registry = new Registry(allFeatures(defaultProgram))
    const engine = {
      locales: ['en', 'zh'] as const,
      commands: (locale?: string) => registry.menu(locale === 'zh' ? 'zh' : 'en', () => true),
    }
    const { makeCaller } = await import('../../adapters/discord/call.ts')
    const { token, apiRoot: api, world } = house.server
    const caller = makeCaller({ token, api, connections: 1, told: () => {} })
    const register = () => registerCommands(engine, caller, world.app, new AbortController().signal)
    await register()
    await register()
    await caller.close()
    expect(puts(house)).toBe(1)
    expect(house.server.commands().length).toBe(engine.commands().length)
  })
})
