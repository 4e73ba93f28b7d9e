import type { FastifyReply } from 'fastify'
import type { Unit } from '../../../engine/unit.ts'
import type { Pages } from '../../../http/pages.ts'
import { text } from '../../../language/text.ts'
import type { Program } from '../../../program/program.ts'
import { Guesses } from '../../../referrals/door/guesses.ts'
import { notePage } from '../../../referrals/door/page/page.ts'
import { localeOf, pageHeaders } from '../../../referrals/door/pages.ts'
import { keepPress } from '../press.ts'
import { linkKey } from './address.ts'
import { type Pressed, readToken } from './token.ts'
import { isPerson } from './visitor.ts'

type OfToken = { Params: { token: string }; Querystring: { lang?: unknown } }
type Note = 'unknown' | 'busy' | 'away'

/**
 * What the links of campaigns lead over, `/l/TOKEN`: to the address that stands in the campaign, and to no other. Whoever presses is
 * counted, a program that only looks is not; wrong words are held back as those of invitations are.
 */
export function linkPages(program: Program): Pages {
  return (http, { run, now, log }) => {
    const guesses = new Guesses()
    let known: Buffer | undefined
    /** It never changes: after the first time a word is known to be wrong without asking anybody. */
    const key = async () => {
      known ??= await run(linkKey)
      return known
    }
    http.addHook('onRequest', (_, reply, done) => {
      reply.headers(pageHeaders)
      done()
    })
    http.get<OfToken>('/l/:token', async (request, reply) => {
      const note = (status: number, kind: Note, minutes = 0) => {
        const locale = localeOf(request.query.lang, request.headers['accept-language'])
        const title = text(locale, `campaign.link.${kind}.title`)
        const words = text(locale, `campaign.link.${kind}.text`, { minutes })
        return page(reply, status, notePage({ locale, shop: program.shop, doors: [] }, { title, words }))
      }
      try {
        const pressed = readToken(await key(), request.params.token)
        if (!pressed) {
          const guess = guesses.begin(request.ip, now().getTime())
          if (!('waitMs' in guess)) return note(404, 'unknown')
          reply.header('retry-after', String(Math.ceil(guess.waitMs / 1_000)))
          return note(429, 'busy', Math.ceil(guess.waitMs / 60_000))
        }
        const counts = isPerson(request.method, request.headers)
        const address = await run((unit) => follow(unit, pressed, counts))
        return address === undefined ? note(404, 'unknown') : reply.redirect(address, 302)
      } catch (error) {
        log.warn({ err: error }, 'a link could not be looked up')
        reply.header('retry-after', '60')
        return note(503, 'away')
      }
    })
  }
}

const page = (reply: FastifyReply, status: number, html: string) =>
  reply.code(status).type('text/html; charset=utf-8').send(html)

/** Where a link leads; undefined when nobody has that message any more, or he was forgotten. */
async function follow(unit: Unit, pressed: Pressed, counts: boolean): Promise<string | undefined> {
  const [row] = await unit.sql.query<{ message: string }>(
    `SELECT k.message FROM campaign_recipient r JOIN campaign k ON k.id = r."campaignId" WHERE r.id = ? AND r.forgotten IS NULL`,
    pressed.recipient,
  )
  const address = row && addressIn(row.message, pressed.button)
  if (address !== undefined && counts) await keepPress(unit, pressed)
  return address
}

/** The address of a button, if it is one that may be opened; as a browser writes it, so that nothing in it ends a header. */
function addressIn(message: string, button: number): string | undefined {
  const { buttons = [] } = JSON.parse(message) as { buttons?: { url?: string }[] }
  const address = URL.parse(buttons[button - 1]?.url ?? '')
  return address && /^https?:$/.test(address.protocol) ? address.href : undefined
}
