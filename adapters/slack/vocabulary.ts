import type { Engine, Happening } from '../../src/chat.ts'
import type { Asked } from './read.ts'

/**
 * A command by its name in any of our languages is that command. Words in other letters that are none are said, for
 * then the engine answers that it does not understand.
 */
export function resolveWords(asked: Asked, engine: Pick<Engine, 'commands' | 'locales'>): Happening {
  const { command, args } = asked
  if (/^[a-z0-9_-]+$/.test(command)) return asked
  for (const locale of engine.locales) {
    const found = engine.commands(locale, 'all').find(({ localName }) => localName?.toLowerCase() === command)
    if (found) return { ...asked, command: found.name }
  }
  const { command: _, args: __, ...base } = asked
  return { ...base, kind: 'said', text: `${command} ${args}`.trim() }
}
