type Headers = Readonly<Record<string, string | string[] | undefined>>

/** Programs that look at what is behind a link before anybody has pressed it, by how they call themselves. */
const machines =
  /(?<!cu)bot\b|crawl|spider|slurp|preview|prefetch|unfurl|scanner|monitor|facebookexternalhit|whatsapp\/|slack-imgproxy|embedly|skypeuripreview|safelinks|curl\/|wget\/|python-|go-http-client|headless/i

/**
 * Whether a person pressed, as far as can be told: not who asks for the head alone, not a program that calls itself one or nothing at
 * all, and not a browser that loads ahead of time or for a picture in another page.
 */
export function isPerson(method: string, headers: Headers): boolean {
  const of = (name: string) => String(headers[name] ?? '')
  if (method !== 'GET' || of('user-agent') === '' || machines.test(of('user-agent'))) return false
  if (/prefetch|prerender|preview/i.test(`${of('purpose')} ${of('sec-purpose')} ${of('x-purpose')} ${of('x-moz')}`))
    return false
  const mode = of('sec-fetch-mode')
  return mode === '' || mode === 'navigate'
}
