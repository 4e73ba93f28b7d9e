import { Webhook } from 'standardwebhooks'
import { Agent, request } from 'undici'
import { type Answer, readRetryAfter } from './rules.ts'

/** What is sent: `event` and `payload` are the same for each try, the signature is not. */
export type Post = { url: string; secret: string; event: string; payload: string }

/** Connections do not outlive their request: receivers are many and seldom asked. */
const agent = new Agent({ pipelining: 0, connect: { timeout: 10_000 } })

/**
 * Sends an event as the Standard Webhooks specification has it, and gives what the receiver answered; undefined when
 * there was no answer before the signal. Redirects are not followed, and what is answered beyond the head is not read.
 */
export async function post({ url, secret, event, payload }: Post, now: number, signal: AbortSignal): Promise<Answer> {
  const at = new Date(now)
  try {
    const { statusCode, headers, body } = await request(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Regulars',
        'webhook-id': event,
        'webhook-timestamp': String(Math.floor(now / 1000)),
        'webhook-signature': new Webhook(secret).sign(event, at, payload),
      },
      body: payload,
      signal,
      dispatcher: agent,
    })
    body.on('error', () => {})
    body.destroy()
    const wait = headers['retry-after']
    const retryAfter = typeof wait === 'string' ? readRetryAfter(wait, now) : undefined
    return { status: statusCode, ...(retryAfter === undefined ? {} : { retryAfter }) }
  } catch {
    // Why there is no answer says nothing that changes what is done, and its text could hold the address.
    return undefined
  }
}
