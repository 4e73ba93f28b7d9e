/** Pauses before the tries after the first, in milliseconds, as the Standard Webhooks specification recommends. */
const pauses = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400].map((seconds) => seconds * 1000)

/** How much earlier or later than that, as a share of it. */
const jitter = 0.1

/** Longest that a receiver may ask us to wait, in milliseconds. */
const longestWait = 86_400_000

/** What a receiver said: a status, and after how many milliseconds it wants to be asked again; or nothing. */
export type Answer = { status: number; retryAfter?: number } | undefined

/** What comes of a try. `disable`: the receiver says it is gone. */
export type Verdict = { state: 'sent' } | { state: 'queued'; due: Date } | { state: 'failed'; disable: boolean }

/** What the n-th try came to, with `random` between 0 and 1. */
export function verdict(answer: Answer, tries: number, now: number, random: number): Verdict {
  if (answer && answer.status >= 200 && answer.status < 300) return { state: 'sent' }
  if (answer?.status === 410) return { state: 'failed', disable: true }
  const pause = pauses[tries - 1]
  if (pause === undefined) return { state: 'failed', disable: false }
  const usual = pause * (1 + jitter * (2 * random - 1))
  const wanted = answer?.status === 429 || answer?.status === 503 ? (answer.retryAfter ?? 0) : 0
  return { state: 'queued', due: new Date(Math.round(now + Math.max(usual, Math.min(wanted, longestWait)))) }
}

/** The header `Retry-After`, in milliseconds from now: it holds seconds or a date. Undefined when it holds neither. */
export function readRetryAfter(value: string, now: number): number | undefined {
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}

/** Why that cannot be the address of a webhook, in words for a developer; undefined when it can. */
export function wrongUrl(text: string): string | undefined {
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return 'must be an address that begins with https://'
  if (url.username || url.password) return 'must not hold a name or a password'
  if (url.hash) return 'must not have a part after #'
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    return 'must begin with https://, but for this machine itself'
  return undefined
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}
