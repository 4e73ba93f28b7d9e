import { randomBytes } from 'node:crypto'
import { type Answered, exchange, openPool } from '../shared/exchange.ts'
import { type Shape, shape } from '../shared/shape.ts'
import type { Upload } from './render.ts'

/**
 * How a call went wrong:
 * - `unsent`: it never left, so nothing can have happened;
 * - `lost`: it left, and no answer came that could be understood;
 * - `answered`: somebody said no: Discord with a `code` of its own, or something between here and there without.
 */
export type Failure =
  | { kind: 'unsent' | 'lost'; reason: string }
  | { kind: 'answered'; status: number; code?: number; reason: string; afterMs?: number; everywhere?: boolean }

/** A call that did not succeed. The message is fit for a log: no token, no payload. */
export class CallError extends Error {
  readonly failure: Failure
  constructor(name: string, failure: Failure) {
    super(`${name}: ${failure.reason}`)
    this.name = 'CallError'
    this.failure = failure
  }
}

/**
 * One call. `name` stands in errors instead of the path, which may hold a secret. `open`: the path itself proves
 * who we are, so that a refusal says nothing of the bot's token.
 */
type Request = {
  name: string
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  path: string
  body?: object
  files?: readonly Upload[]
  open?: true
}

/** Calls Discord's REST API. */
export interface Caller {
  /** Resolves with what was answered. Throws {@link CallError}; when the signal ends a call under way it is `lost`. */
  call(request: Request, signal: AbortSignal): Promise<unknown>
  /** Breaks off what is under way. */
  close(): Promise<void>
}

/** `told` is called with whether the token was accepted, after each call that shows it. */
export type CallerSettings = { token: string; api: string; connections: number; told: (accepted: boolean) => void }

const agent = 'DiscordBot (regulars, 0.1)'

/**
 * A client for sending. discord.js has one too: it waits out limits in silence, forgets the token after a single 401,
 * repeats what may have been carried out, and does not tell whether a call that failed had left. All of that is the
 * courier's to know.
 */
export function makeCaller({ token, api, connections, told }: CallerSettings): Caller {
  const base = new URL(`${api.replace(/\/+$/, '')}/v10`)
  const pool = openPool(base.origin, connections)
  return {
    call: (request, signal) => {
      const { name, method, path, open } = request
      const { type, body } = pack(request)
      const headers = ['user-agent', agent]
      if (!open) headers.push('authorization', `Bot ${token}`)
      if (type) headers.push('content-type', type)
      return new Promise((resolve, reject) => {
        exchange(pool, { path: base.pathname + path, method, headers, body }, signal, (answer) => {
          const outcome = 'kind' in answer ? answer : readAnswer(answer, token)
          if (!open && !('kind' in answer)) told(answer.status !== 401)
          if ('kind' in outcome) reject(new CallError(name, outcome))
          else resolve(outcome.result)
        })
      })
    },
    close: () => pool.destroy(),
  }
}

/** The body: JSON, or with files a form of which the JSON is the first field. */
function pack({ body, files = [] }: Request): { type?: string; body: string | Buffer | null } {
  if (body === undefined) return { body: null }
  const json = JSON.stringify(body)
  if (files.length === 0) return { type: 'application/json', body: json }
  const boundary = `regulars-${randomBytes(18).toString('hex')}`
  const head = `--${boundary}\r\ncontent-disposition: form-data; name=`
  const parts: Uint8Array[] = [Buffer.from(`${head}"payload_json"\r\ncontent-type: application/json\r\n\r\n${json}`)]
  for (const [index, { name, media, bytes }] of files.entries()) {
    const about = `"files[${index}]"; filename="${name.replace(/["\p{Cc}]/gu, '_')}"\r\ncontent-type: ${mediaType(media)}`
    parts.push(Buffer.from(`\r\n${head}${about}\r\n\r\n`), bytes)
  }
  parts.push(Buffer.from(`\r\n--${boundary}--\r\n`))
  return { type: `multipart/form-data; boundary=${boundary}`, body: Buffer.concat(parts) }
}

/** What people's files say of themselves must not end a line of the form. */
const mediaType = (media: string): string => (/^[\w.+-]+\/[\w.+-]+$/.test(media) ? media : 'application/octet-stream')

function readAnswer({ status, headers, text }: Answered, token: string): { result: unknown } | Failure {
  if (status === 204) return { result: undefined }
  const value = parse(text)
  if (status < 300)
    return value === undefined ? { kind: 'lost', reason: `${status} without a readable answer` } : { result: value }
  const { code: given, message, retry_after: seconds, global }: Shape = shape(value) ?? {}
  const after = typeof seconds === 'number' ? seconds : Number(headers['retry-after'] ?? Number.NaN)
  const isDiscord = typeof message === 'string'
  // some refusals of Discord's have no code of their own, such as 429
  const code = typeof given === 'number' ? given : 0
  const said = isDiscord ? `${status} ${code} ${message.slice(0, 150)}` : `${status} without a readable answer`
  return {
    kind: 'answered',
    status,
    ...(isDiscord && { code }),
    reason: said.trimEnd().replaceAll(token, '***'),
    ...(after >= 0 && { afterMs: Math.ceil(after * 1000) }),
    ...((global === true || headers['x-ratelimit-scope'] === 'global') && { everywhere: true }),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
