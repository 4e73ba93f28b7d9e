import type { Exchange, Handler } from './http/connection.ts'
import { isObject } from './json.ts'

type Args = Record<string, unknown>

/** One thing that can be asked over HTTP: arguments in, what becomes JSON out. */
export type Verb<Server> = (server: Server, args: Args) => unknown

/**
 * Answers `/control/…` for this server: `POST /control/<verb>` with a JSON object, or `GET` with a query for those
 * that only look. `lists` are given out as JSON lines under their names. A mistake is answered with 400 and
 * `{ "error": … }`.
 */
export function controls<Server>(
  server: Server,
  verbs: Readonly<Record<string, Verb<Server>>>,
  lists: Readonly<Record<string, (server: Server, args: Args) => readonly unknown[]>>,
): Handler {
  return (exchange: Exchange): void => {
    const url = new URL(exchange.url, 'http://localhost')
    const name = url.pathname.slice('/control/'.length)
    const query = Object.fromEntries(url.searchParams)
    const list = lists[name]
    const verb = verbs[name]
    if (list) exchange.reply({ status: 200, body: lines(slice(list(server, query), query)), type: 'application/jsonl' })
    else if (!verb) exchange.reply({ status: 404, body: JSON.stringify({ error: `there is no ${name}` }) })
    else void run(verb, server, query, exchange.body).then(([status, body]) => exchange.reply({ status, body }))
  }
}

async function run<Server>(
  verb: Verb<Server>,
  server: Server,
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

/** Refuses connections for so many milliseconds; begins once the answer to this request has left. */
export function refuseFor(server: { refuse(): Promise<() => Promise<void>> }, ms: number): void {
  const begin = async () => {
    const resume = await server.refuse()
    setTimeout(() => void resume(), ms)
  }
  setTimeout(() => void begin(), 1)
}

/** Reads a number. Throws when it is none. */
export function number(value: unknown): number {
  const read = Number(value)
  if (!Number.isFinite(read)) throw new Error('a number is wanted')
  return read
}

/** The part of a list that `from` and `limit` name; all of it without them. */
function slice<T>(list: readonly T[], { from, limit }: Args): readonly T[] {
  const start = from === undefined ? 0 : number(from)
  return list.slice(start, limit === undefined ? undefined : start + number(limit))
}

/** The part of a list that `from` and `limit` (1000 when absent) name, and how long all of it is. */
export const page = <T>(list: readonly T[], args: Args) => ({
  total: list.length,
  list: slice(list, { limit: 1000, ...args }),
})

/** One JSON text a line. */
const lines = (list: readonly unknown[]): Buffer =>
  Buffer.concat(list.map((each) => Buffer.from(`${JSON.stringify(each)}\n`)))
