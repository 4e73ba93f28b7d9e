/**
 * Who may talk to the web chat. It gives all powers to whoever opens it, so a page of somebody else that runs in the
 * same browser must not reach it: not by a name that points to this machine (DNS rebinding), not by a form or script
 * that posts here (cross-site request forgery), not inside a frame.
 */

const loopback = ['127.0.0.1', 'localhost', '[::1]']

/**
 * Whether requests to this `Host` are served. Loopback names count with any port, because a port may be mapped and a
 * foreign page cannot make a browser send them; other names count as they are listed, `name` or `name:port`.
 */
export function isOurHost(host: string | undefined, allowed: readonly string[]): boolean {
  const parts = /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/.exec(host?.toLowerCase() ?? '')
  if (!parts?.[1]) return false
  return loopback.includes(parts[1]) || allowed.includes(parts[0]) || allowed.includes(parts[1])
}

/** What a browser says about where a request comes from. */
export type Origin = { host?: string | undefined; origin?: string | undefined; site?: string | undefined }

/** Whether the request was made by our own page, by typing the address, or by no browser at all. */
export function isOurPage({ host, origin, site }: Origin): boolean {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  return origin === undefined || origin === `http://${host}` || origin === `https://${host}`
}

/** Headers of every answer: only our own files run or show, nothing frames them, nothing is sniffed or kept. */
export const headers: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cache-control': 'no-cache',
}
