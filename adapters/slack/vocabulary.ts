import type { Engine, Happening } from '../../src/chat.ts'
import type { People } from './people.ts'
import type { Asked } from './read.ts'

const mention = /@([UW][A-Z0-9]{1,20})\b/g
/** Most people who are looked up for one text. */
const mostNamed = 5

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

/** People who are mentioned behind a command in plain words are named as behind any other: by platform and id. */
export function nameMentioned(happening: Happening, engine: Pick<Engine, 'commands' | 'locales'>): Happening {
  if (happening.kind !== 'said' || !happening.direct) return happening
  const { text } = happening
  const [, first] = /^\s*(\S+)\s.*@[UW]/s.exec(text) ?? []
  if (first === undefined) return happening
  const called = engine.locales
    .flatMap((locale) => engine.commands(locale, 'all'))
    .some(({ name, localName, options = [] }) => options.length > 0 && [name, localName].includes(first.toLowerCase()))
  return called ? { ...happening, text: text.replace(mention, 'slack:$1') } : happening
}

/** People who are mentioned in what is said are written by their names, as far as those are known in time. */
export async function withNames(happening: Happening, people: Pick<People, 'named'>): Promise<Happening> {
  if (happening.kind !== 'said' && happening.kind !== 'edited') return happening
  const ids = [...new Set([...happening.text.matchAll(mention)].map(([, id = '']) => id))].slice(0, mostNamed)
  if (ids.length === 0) return happening
  const known = await Promise.all(ids.map((id) => people.named({ platform: 'slack', id })))
  const names = new Map(known.map(({ id, name }) => [id, name]))
  return { ...happening, text: happening.text.replace(mention, (_, id: string) => `@${names.get(id) ?? id}`) }
}
