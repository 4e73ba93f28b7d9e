import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Pages } from '../../http/pages.ts'
import { closestLocale, type Locale, locales } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import { codeLike, codeShown, knownCode } from '../codes.ts'
import type { Door, Entrance } from './entrance.ts'
import { Guesses } from './guesses.ts'
import { offerOf } from './offer.ts'
import { awayPage, busyPage, invitationPage, policy, unknownPage } from './page/page.ts'

/** Of every answer: as those of the web chat, and never kept, found by a search or told to where it leads. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex, nofollow',
  vary: 'accept-language',
}

type OfCode = { Params: { code: string }; Querystring: { lang?: unknown } }

/**
 * The page of an invitation, `/r/CODE`: what a friend gets, and the ways in. Wrong codes are counted by address and over
 * all: `@fastify/rate-limit` counts every request, a right one too, and by the clock of the machine alone.
 */
export function referralPages(program: Program, entrance: Entrance): Pages {
  return (http: FastifyInstance, { run, now, log }) => {
    const guesses = new Guesses()
    http.addHook('onRequest', (_, reply, done) => {
      reply.headers(pageHeaders)
      done()
    })
    http.get<OfCode>('/r/:code', async (request, reply) => {
      const locale = localeOf(request.query.lang, request.headers['accept-language'])
      const base = { locale, shop: program.shop, doors: doorsFor(request, entrance.doors()) }
      const code = program.referrals === null ? undefined : codeLike(request.params.code)
      if (code === undefined) return page(reply, 404, unknownPage(base))
      const guess = guesses.begin(request.ip, now().getTime())
      if ('waitMs' in guess) {
        reply.header('retry-after', String(Math.ceil(guess.waitMs / 1_000)))
        return page(reply, 429, busyPage({ ...base, ...guess }))
      }
      const known = await run((unit) => knownCode(unit, code)).catch((error) => {
        log.warn({ err: error }, 'an invitation could not be looked up')
        return 'away' as const
      })
      if (known === 'away') {
        guess.right()
        reply.header('retry-after', '60')
        return page(reply, 503, awayPage(base))
      }
      if (!known) return page(reply, 404, unknownPage(base))
      guess.right()
      const doors = doorsFor(request, entrance.doors(code))
      return page(
        reply,
        200,
        invitationPage({ ...base, doors, offer: offerOf(program, locale), code: codeShown(code) }),
      )
    })
  }
}

const page = (reply: FastifyReply, status: number, html: string) =>
  reply.code(status).type('text/html; charset=utf-8').send(html)

/** Most languages of a browser that are looked at. */
const mostTags = 20

/** The language that was chosen, else the one of ours that the browser likes best. */
export function localeOf(chosen: unknown, accepted = ''): Locale {
  const named = locales.find((locale) => locale === chosen)
  if (named !== undefined) return named
  const tags = accepted
    .slice(0, 500)
    .split(',')
    .slice(0, mostTags)
    .map((part) => {
      const [tag = '', ...more] = part.split(';').map((it) => it.trim().toLowerCase())
      const weight = Number(more.find((it) => it.startsWith('q='))?.slice(2) ?? 1)
      return { tag, weight: Number.isFinite(weight) ? weight : 0 }
    })
    .filter(({ tag, weight }) => weight > 0 && isOurs(tag))
    .sort((a, b) => b.weight - a.weight)
  return closestLocale(tags[0]?.tag)
}

/** Whether we speak that language, and do not merely have English instead. */
const isOurs = (tag: string) => language(closestLocale(tag)) === language(tag)
const language = (tag: string) => tag.toLowerCase().split('-', 1)[0]

/** What leads to the machine itself is for whoever sits at it. */
function doorsFor({ headers }: FastifyRequest, doors: readonly Door[]): Door[] {
  const isHere = isLoopback(`http://${headers.host ?? ''}`)
  return doors.filter(({ url }) => isHere || !isLoopback(url))
}

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]'])

function isLoopback(address: string): boolean {
  return loopback.has(URL.parse(address)?.hostname ?? '')
}
