import type { Fault } from './faults.ts'
import type { GroupSettings } from './groups.ts'
import type { Exchange } from './http/connection.ts'
import type { LimitSettings } from './limits.ts'
import type { LoadSettings } from './load.ts'
import { isObject } from './params.ts'
import type { Person, Saying } from './people.ts'
import type { TelegramServer } from './server.ts'
import { state } from './state.ts'
import type { UpdateBody } from './wire.ts'

/** One thing that can be asked over HTTP: arguments in, what becomes JSON out. */
type Verb = (server: TelegramServer, args: Record<string, unknown>) => unknown

/** Asked as `POST /control/<verb>` with a JSON object, or as `GET` with a query for those that only look. */
const verbs: Readonly<Record<string, Verb>> = {
  person: (server, args) => server.person(args as Partial<Person> & { started?: boolean }),
  group: (server, args) => server.group(args as GroupSettings),
  says: (server, { who, text, ...saying }) => server.says(number(who), String(text), saying as Saying),
  presses: (server, { who, chat, message, what }) => ({
    query: server.presses(number(who), { chat: number(chat ?? who), id: number(message) }, what as string),
  }),
  blocks: (server, { who }) => server.blocks(number(who)),
  unblocks: (server, { who }) => server.unblocks(number(who)),
  push: (server, { update }) => server.push(update as UpdateBody),
  repeat: (server, { times }) => server.repeat(server.lastUpdate(), number(times ?? 1)),
  fault: (server, args) => server.fault(args as Fault),
  lift: (server, { id }) => server.lift(id === undefined ? undefined : number(id)),
  limits: (server, args) => server.limits(args as LimitSettings),
  violations: (server, args) => page(server.violations, args),
  load: (server, args) => {
    server.load(args as LoadSettings)
  },
  loaded: (server) => server.loaded() ?? null,
  unload: (server) => server.unload(),
  state,
  sent: (server, args) => page(server.sent(chatOf(args)), args),
  counts: (server) => Object.fromEntries(server.counts()),
  next: (server, { chat, text }) => server.next(number(chat), text === undefined ? undefined : String(text)),
  refuse: (server, { ms }) => {
    setTimeout(() => void refuseFor(server, number(ms)), 1)
  },
}

/** Answers `/control/…` for this server. A mistake is answered with 400 and `{ "error": … }`. */
export function control(server: TelegramServer) {
  return (exchange: Exchange): void => {
    const url = new URL(exchange.url, 'http://localhost')
    const name = url.pathname.slice('/control/'.length)
    const query = Object.fromEntries(url.searchParams)
    const verb = verbs[name]
    if (name === 'calls.jsonl') exchange.reply(200, lines(slice(server.calls(), query)), 'application/jsonl')
    else if (name === 'messages.jsonl') {
      exchange.reply(200, lines(slice(server.sent(chatOf(query)), query)), 'application/jsonl')
    } else if (!verb) exchange.reply(404, JSON.stringify({ error: `there is no ${name}` }))
    else void run(verb, server, query, exchange.body).then(([status, json]) => exchange.reply(status, json))
  }
}

async function run(
  verb: Verb,
  server: TelegramServer,
  query: Record<string, string>,
  body: Buffer | undefined,
): Promise<[status: number, json: string]> {
  try {
    const given: unknown = body && body.length > 0 ? JSON.parse(body.toString()) : {}
    if (!isObject(given)) throw new Error('an object is wanted')
    return [200, JSON.stringify((await verb(server, { ...query, ...given })) ?? null)]
  } catch (error) {
    return [400, JSON.stringify({ error: error instanceof Error ? error.message : String(error) })]
  }
}

async function refuseFor(server: TelegramServer, ms: number): Promise<void> {
  const resume = await server.refuse()
  setTimeout(() => void resume(), ms)
}

function number(value: unknown): number {
  const read = Number(value)
  if (!Number.isFinite(read)) throw new Error('a number is wanted')
  return read
}

const chatOf = (args: Record<string, unknown>): number | undefined =>
  args.chat === undefined ? undefined : number(args.chat)

/** The part of a list that `from` and `limit` name; all of it without them. */
function slice<T>(list: readonly T[], { from, limit }: Record<string, unknown>): readonly T[] {
  const start = from === undefined ? 0 : number(from)
  return list.slice(start, limit === undefined ? undefined : start + number(limit))
}

const page = <T>(list: readonly T[], args: Record<string, unknown>) => ({
  total: list.length,
  list: slice(list, { limit: 1000, ...args }),
})

/** One JSON text a line. */
const lines = (list: readonly unknown[]): Buffer =>
  Buffer.concat(list.map((each) => Buffer.from(`${JSON.stringify(each)}\n`)))
