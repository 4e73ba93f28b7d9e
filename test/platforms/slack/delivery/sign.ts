import { createHmac } from 'node:crypto'

/** Slack's signature of a request body; `seconds` since 1970 go into the timestamp header. */
export function sign(secret: string, seconds: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${seconds}:${body}`).digest('hex')}`
}
