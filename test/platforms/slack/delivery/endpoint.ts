import { Agent, type IncomingMessage, request } from 'node:http'
import { isObject } from '../../shared/json.ts'
import type { Answer, Envelope, EnvelopeKind } from './envelope.ts'
import { sign } from './sign.ts'

type Settings = { signingSecret: string; token: string; deadline: number; now: () => number }

/** Addresses of the app for each kind of envelope. */
export type Urls = Record<EnvelopeKind, string>

/** What goes over the wire. Absent fields are made as Slack makes them. */
export type Post = {
  url?: string
  body: string
  type?: string
  /** Seconds since 1970. */
  timestamp?: number
  signature?: string
  headers?: Record<string, string>
}

export type Posted = { status: number; body: string; headers: IncomingMessage['headers'] }

/** The app's own server, told over signed HTTP. */
export class Endpoint {
  /** Undefined while the app is told over socket mode. */
  urls: Urls | undefined
  private readonly settings: Settings
  private readonly agent = new Agent({ keepAlive: true })

  constructor(settings: Settings) {
    this.settings = settings
  }

  /** Asks the events address to prove that it is the app's. Throws when it does not. */
  async verify(url: string): Promise<void> {
    const challenge = crypto.randomUUID()
    const body = JSON.stringify({ token: this.settings.token, challenge, type: 'url_verification' })
    const { status, body: answer } = await this.post({ url, body })
    const isProven = status === 200 && (answer === challenge || challengeOf(answer) === challenge)
    if (!isProven) throw new Error(`the address did not answer the challenge, but ${status} ${answer}`)
  }

  /** Brings one envelope to the app. */
  async send(envelope: Envelope, retry: number, reason: string): Promise<Answer> {
    const { body, type } = bodyOf(envelope)
    const again = { 'X-Slack-Retry-Num': String(retry), 'X-Slack-Retry-Reason': reason }
    try {
      const posted = await this.post({
        url: this.urls?.[envelope.kind] ?? '',
        body,
        type,
        ...(retry > 0 && { headers: again }),
      })
      if (posted.status >= 200 && posted.status < 300) return { ok: true, payload: payloadOf(posted.body) }
      const isFinal = posted.headers['x-slack-no-retry'] === '1'
      return { ok: false, why: 'http_error', status: posted.status, isFinal }
    } catch (error) {
      return { ok: false, why: error instanceof TooLate ? 'http_timeout' : 'connection_failed' }
    }
  }

  /** One request, as it is told or else as Slack would make it. Rejects when no answer comes in time. */
  post(post: Post): Promise<Posted> {
    const { signingSecret, deadline, now } = this.settings
    const timestamp = post.timestamp ?? Math.floor(now() / 1000)
    const headers = {
      'User-Agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      'Content-Type': post.type ?? 'application/json',
      'Content-Length': Buffer.byteLength(post.body),
      'X-Slack-Request-Timestamp': String(timestamp),
      'X-Slack-Signature': post.signature ?? sign(signingSecret, timestamp, post.body),
      ...post.headers,
    }
    return new Promise((resolve, reject) => {
      const url = post.url ?? this.urls?.events_api ?? ''
      const outgoing = request(url, { method: 'POST', headers, agent: this.agent }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          clearTimeout(timer)
          const { statusCode: status = 0, headers } = response
          resolve({ status, body: Buffer.concat(chunks).toString(), headers })
        })
      })
      const timer = setTimeout(() => outgoing.destroy(new TooLate()), deadline)
      outgoing.on('error', (error) => {
        clearTimeout(timer)
        reject(error)
      })
      outgoing.end(post.body)
    })
  }

  stop(): void {
    this.urls = undefined
    this.agent.destroy()
  }
}

class TooLate extends Error {}

/** The body as it is posted: events as JSON, the others as forms. */
export function bodyOf({ kind, payload }: Envelope): { body: string; type: string } {
  if (kind === 'events_api') return { body: JSON.stringify(payload), type: 'application/json' }
  const fields: [string, string][] =
    kind === 'interactive'
      ? [['payload', JSON.stringify(payload)]]
      : Object.entries(payload).map(([name, value]) => [name, String(value)])
  return { body: new URLSearchParams(fields).toString(), type: 'application/x-www-form-urlencoded' }
}

/** What the app said with its answer: a JSON value, or text. */
function payloadOf(body: string): unknown {
  if (body === '') return undefined
  try {
    return JSON.parse(body)
  } catch {
    return { text: body }
  }
}

function challengeOf(answer: string): unknown {
  const payload = payloadOf(answer)
  return isObject(payload) ? payload.challenge : undefined
}
