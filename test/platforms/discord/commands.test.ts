import { REST, Routes } from 'discord.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { refusal } from './client.ts'
import { type DiscordServer, startDiscord } from './server.ts'

let server: DiscordServer
let rest: REST
let now: number

beforeEach(async () => {
  now = 1_700_000_000_000
  server = await startDiscord({ now: () => now })
  rest = new REST({ api: server.apiRoot }).setToken(server.token)
})
afterEach(async () => {
  rest.clearHandlerSweeper()
  rest.clearHashSweeper()
  await server.stop()
})

const put = (commands: unknown, guild?: string) => {
  const app = server.bot.id
  const at = guild === undefined ? Routes.applicationCommands(app) : Routes.applicationGuildCommands(app, guild)
  return rest.put(at, { body: commands })
}
const command = (more: object = {}) => ({ name: 'points', description: 'Your points', ...more })
const option = (more: object = {}) => ({ type: 3, name: 'shop', description: 'Which shop', ...more })

describe('registering', () => {
  test('replaces all, and keeps the ids of those that stay', async () => {
    await put([command(), command({ name: 'card' })])
    const before = server.commands().map(({ id }) => id)
    await put([command({ name: 'card', description: 'Your card' }), command({ name: 'new' })])
    expect(server.commands().map(({ name, description }) => [name, description])).toEqual([
      ['card', 'Your card'],
      ['new', 'Your points'],
    ])
    expect(server.commands()[0]?.id).toBe(before[1])
    expect(await rest.get(Routes.applicationCommands(server.bot.id))).toHaveLength(2)
  })

  test('counts 200 new ones a day for each server and for everywhere', async () => {
    const guild = server.guild()
    const many = (prefix: string, count: number) =>
      Array.from({ length: count }, (_, i) => command({ name: `${prefix}${i}` }))
    await put(many('a', 100))
    await put(many('a', 100))
    await put(many('b', 100))
    expect(await refusal(put([command()]))).toMatch(/^400 30034 /)
    await put([command()], guild.id)
    now += 24 * 3600 * 1000
    await put([command()])
    expect(server.commands().map(({ name }) => name)).toEqual(['points'])
  })

  test.each<[string, unknown, string]>([
    ['no list', {}, 'Only iterables'],
    [
      '101 commands',
      Array.from({ length: 101 }, (_, i) => command({ name: `c${i}` })),
      'MAX_APPLICATION_COMMANDS_REACHED',
    ],
    ['the same name twice', [command(), command()], '1.name[APPLICATION_COMMANDS_DUPLICATE_NAME]'],
    ['capital letters', [command({ name: 'Points' })], '0.name[APPLICATION_COMMAND_INVALID_NAME]'],
    ['a space', [command({ name: 'my points' })], '0.name[APPLICATION_COMMAND_INVALID_NAME]'],
    [
      'a long name',
      [command({ name: 'x'.repeat(33) })],
      '0.name[BASE_TYPE_BAD_LENGTH]: Must be between 1 and 32 in length.',
    ],
    ['no description', [command({ description: '' })], '0.description[BASE_TYPE_REQUIRED]'],
    ['a long description', [command({ description: 'x'.repeat(101) })], '0.description[BASE_TYPE_BAD_LENGTH]'],
    [
      'a language unknown to Discord',
      [command({ name_localizations: { zh: '积分' } })],
      '0.name_localizations.zh[ENUM_TYPE_COERCE]',
    ],
    [
      'a wrong name in a language',
      [command({ name_localizations: { de: 'Punkte' } })],
      '0.name_localizations.de[APPLICATION_COMMAND_INVALID_NAME]',
    ],
    [
      '26 options',
      [command({ options: Array.from({ length: 26 }, (_, i) => option({ name: `o${i}` })) })],
      '0.options[BASE_TYPE_MAX_LENGTH]',
    ],
    [
      'the same option twice',
      [command({ options: [option(), option()] })],
      '0.options[1].name[APPLICATION_COMMANDS_DUPLICATE_NAME]',
    ],
    [
      'required after optional',
      [command({ options: [option(), option({ name: 'b', required: true })] })],
      '0.options[1][APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID]',
    ],
    ['an unknown type', [command({ options: [option({ type: 12 })] })], '0.options[0].type[BASE_TYPE_CHOICES]'],
    [
      '26 choices',
      [
        command({
          options: [option({ choices: Array.from({ length: 26 }, (_, i) => ({ name: `${i}`, value: `${i}` })) })],
        }),
      ],
      '0.options[0].choices[BASE_TYPE_MAX_LENGTH]',
    ],
    [
      'a subcommand beside a value',
      [command({ options: [option({ type: 1 }), option({ name: 'b' })] })],
      '0.options[APPLICATION_COMMAND_OPTIONS_TYPE_INVALID]',
    ],
    [
      'too much in all',
      [
        command({
          options: Array.from({ length: 25 }, (_, i) =>
            option({
              name: `o${i}`,
              choices: Array.from({ length: 4 }, (_, j) => ({ name: 'x'.repeat(90), value: `${j}` })),
            }),
          ),
        }),
      ],
      '0[APPLICATION_COMMAND_TOO_LARGE]',
    ],
  ])('%s is refused', async (_, commands, why) => {
    const said = await refusal(put(commands))
    expect(said.replaceAll(/\b(\d+)\[(?=\w)/g, '$1[')).toContain(why)
    expect(server.commands()).toEqual([])
  })

  test('names may be of any script', async () => {
    await put([command({ name: '积分', name_localizations: { 'zh-CN': '我的积分', hi: 'अंक' } })])
    expect(server.commands()[0]?.name).toBe('积分')
  })

  test('of other applications is refused', async () => {
    expect(await refusal(rest.put(Routes.applicationCommands('5'), { body: [] }))).toBe('403 50001 Missing Access')
  })
})
