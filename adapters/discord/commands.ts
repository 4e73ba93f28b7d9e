import { type Shape, shape } from '../shared/shape.ts'
import type { Caller } from './call.ts'
import { drawCommands, type Speaker } from './slash.ts'

const deadline = 15_000

/**
 * Registers the commands with one call, if they are not registered as they are. Discord itself says which are, so that
 * nothing has to be kept. Throws `CallError`.
 */
export async function registerCommands(
  engine: Speaker,
  caller: Caller,
  app: string,
  outer: AbortSignal,
): Promise<void> {
  const signal = AbortSignal.any([outer, AbortSignal.timeout(deadline)])
  const path = `/applications/${app}/commands`
  const wanted = drawCommands(engine)
  const given: unknown = await caller.call(
    { name: 'getCommands', method: 'GET', path: `${path}?with_localizations=true` },
    signal,
  )
  const registered = Array.isArray(given) ? given.map(comparable) : []
  if (asText(registered) === asText(wanted.map(comparable))) return
  await caller.call({ name: 'putCommands', method: 'PUT', path, body: wanted }, signal)
}

const compared = [
  'type',
  'name',
  'name_localizations',
  'description',
  'description_localizations',
  'options',
  'contexts',
  'choices',
  'value',
  'required',
]

/** What of a command is compared: Discord adds to it, and says `null` for what is not there. */
function comparable(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(comparable)
  const object = shape(given)
  if (!object) return given
  const entries = compared.flatMap((key): [string, unknown][] => {
    const value = object[key]
    if (value === undefined || value === null || value === false) return []
    if (Array.isArray(value) && value.length === 0) return []
    return [[key, /_localizations$/.test(key) ? sorted(shape(value) ?? {}) : comparable(value)]]
  })
  return Object.fromEntries(entries)
}

const sorted = (object: Shape): Shape => Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)))

/** Discord lists commands in an order of its own. */
const asText = (commands: unknown[]): string =>
  commands
    .map((each) => JSON.stringify(each))
    .sort()
    .join('\n')
