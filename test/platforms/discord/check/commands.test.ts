import { expect, test } from 'vitest'
import { Refusal } from '../refusal.ts'
import { readCommands } from './commands.ts'
import { Field } from './field.ts'

const command = (more: object = {}) => ({ name: 'points', description: 'Your points', ...more })
const option = (more: object = {}) => ({ type: 3, name: 'shop', description: 'Which shop', ...more })

/** What is wrong with these commands: each code, after the place where it was found. */
function wrong(commands: unknown): string[] {
  const field = new Field(commands)
  readCommands(field)
  try {
    field.issues.settle()
    return []
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { errors } = JSON.parse(String(error.reply().body))
    return found(errors, '')
  }
}

function found(tree: Record<string, unknown>, place: string): string[] {
  return Object.entries(tree).flatMap(([name, inner]) => {
    if (name === '_errors') return (inner as { code: string }[]).map(({ code }) => `${place} ${code}`)
    return found(inner as Record<string, unknown>, place === '' ? name : `${place}.${name}`)
  })
}

test.each<[string, unknown, string]>([
  ['no list', {}, ' LIST_TYPE_CONVERT'],
  [
    '101 commands',
    Array.from({ length: 101 }, (_, i) => command({ name: `c${i}` })),
    ' MAX_APPLICATION_COMMANDS_REACHED',
  ],
  ['the same name twice', [command(), command()], '1.name APPLICATION_COMMANDS_DUPLICATE_NAME'],
  ['capital letters', [command({ name: 'Points' })], '0.name APPLICATION_COMMAND_INVALID_NAME'],
  ['a space', [command({ name: 'my points' })], '0.name APPLICATION_COMMAND_INVALID_NAME'],
  ['a long name', [command({ name: 'x'.repeat(33) })], '0.name BASE_TYPE_BAD_LENGTH'],
  ['no description', [command({ description: '' })], '0.description BASE_TYPE_REQUIRED'],
  ['a long description', [command({ description: 'x'.repeat(101) })], '0.description BASE_TYPE_BAD_LENGTH'],
  [
    'a language unknown to Discord',
    [command({ name_localizations: { zh: '积分' } })],
    '0.name_localizations.zh ENUM_TYPE_COERCE',
  ],
  [
    'a wrong name in a language',
    [command({ name_localizations: { de: 'Punkte' } })],
    '0.name_localizations.de APPLICATION_COMMAND_INVALID_NAME',
  ],
  [
    '26 options',
    [command({ options: Array.from({ length: 26 }, (_, i) => option({ name: `o${i}` })) })],
    '0.options BASE_TYPE_MAX_LENGTH',
  ],
  [
    'the same option twice',
    [command({ options: [option(), option()] })],
    '0.options.1.name APPLICATION_COMMANDS_DUPLICATE_NAME',
  ],
  [
    'required after optional',
    [command({ options: [option(), option({ name: 'b', required: true })] })],
    '0.options.1 APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
  ],
  ['an unknown type', [command({ options: [option({ type: 12 })] })], '0.options.0.type BASE_TYPE_CHOICES'],
  [
    '26 choices',
    [
      command({
        options: [option({ choices: Array.from({ length: 26 }, (_, i) => ({ name: `${i}`, value: `${i}` })) })],
      }),
    ],
    '0.options.0.choices BASE_TYPE_MAX_LENGTH',
  ],
  [
    'a subcommand beside a value',
    [command({ options: [option({ type: 1 }), option({ name: 'b' })] })],
    '0.options APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
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
    '0 APPLICATION_COMMAND_TOO_LARGE',
  ],
])('%s is refused', (_, commands, why) => {
  expect(wrong(commands)).toEqual([why])
})

test('names may be of any script', () => {
  expect(wrong([command({ name: '积分', name_localizations: { 'zh-CN': '我的积分', hi: 'अंक' } })])).toEqual([])
})
