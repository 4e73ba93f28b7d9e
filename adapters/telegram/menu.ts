import type { BotCommand } from 'telegraf/types'
import type { Command, Engine } from '../../src/chat.ts'
import { clip, literal } from '../shared/text.ts'
import type { Client } from './client.ts'

const deadline = 15_000
const longestDescription = 256
const mostCommands = 100

/**
 * Registers the commands for everybody and for each language, where they differ from what is registered. Throws
 * `ClientError`; what was done by then stays done.
 */
export async function registerMenu(
  engine: Pick<Engine, 'commands' | 'locales'>,
  client: Client,
  signal: AbortSignal,
): Promise<void> {
  const menus = new Map<string | undefined, BotCommand[]>([[undefined, toMenu(engine.commands())]])
  for (const locale of engine.locales) {
    const language = locale.slice(0, 2).toLowerCase()
    if (!menus.has(language)) menus.set(language, toMenu(engine.commands(locale)))
  }
  for (const [language, commands] of menus) {
    const scope = language === undefined ? {} : { language_code: language }
    const registered: unknown = await client('getMyCommands', scope, { signal, deadline })
    if (same(registered, commands)) continue
    await client('setMyCommands', { ...scope, commands }, { signal, deadline })
  }
}

/** As Telegram takes them; commands it could not show are left out. */
function toMenu(commands: readonly Command[]): BotCommand[] {
  return commands
    .filter(({ name, description }) => /^[a-z0-9_]{1,32}$/.test(name) && description.trim() !== '')
    .slice(0, mostCommands)
    .map(({ name, description }) => ({
      command: name,
      description: clip(literal(description).trim(), longestDescription, '…'),
    }))
}

function same(registered: unknown, commands: BotCommand[]): boolean {
  if (!Array.isArray(registered)) return false
  const plain = registered.map((each: Partial<BotCommand> | null) => [each?.command, each?.description])
  return JSON.stringify(plain) === JSON.stringify(commands.map((each) => [each.command, each.description]))
}
