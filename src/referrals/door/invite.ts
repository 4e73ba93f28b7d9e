import { draw } from '../../charts/draw.ts'
import type { Maker, Saying } from '../../engine/making.ts'
import { buttons, type Turn } from '../../engine/turn.ts'
import { type Locale, text } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import { codeLike, codeShown } from '../codes.ts'
import { type Entrance, pageOf } from './entrance.ts'
import { offerOf } from './offer.ts'

/** What a customer hands on: a link, where the code comes along with one, and the card. */
export type Invite = { link?: string; parts: NonNullable<Saying['parts']> }

/** Name of the maker of cards. */
const maker = 'invitation'

/** What the customer of this turn hands on, in his language: for the platform that he is on, unless we have a page. */
export function inviteOf(turn: Turn, program: Program, entrance: Entrance, written: string): Invite {
  const { locale } = turn
  const code = codeLike(written) ?? written
  const { platform } = turn.happening.where
  const page = pageFor(entrance, platform, code)
  const link = page ?? carriedBy(entrance, platform, code)
  return {
    ...(link === undefined ? {} : { link }),
    parts: [
      {
        kind: 'image',
        media: 'image/png',
        name: 'invitation.png',
        made: [maker, code, locale, platform].join(':'),
        alt: text(locale, 'invitation.card.alt', {
          shop: program.shop ?? 'none',
          offer: offerOf(program, locale).headline,
          code: codeShown(code),
        }),
      },
      ...(page === undefined ? [] : [buttons({ label: text(locale, 'invitation.see'), url: page })]),
    ],
  }
}

/** Draws the cards, as the program and the ways in are when they are sent. */
export function invitationMakers(program: Program, entrance: Entrance): Record<string, Maker> {
  return {
    [maker]: (_, about) => {
      const [code = '', locale = '', platform = ''] = about.split(':')
      return draw(cardOf(program, locale, code, scanOf(entrance, platform, code)))
    },
  }
}

function cardOf(program: Program, locale: Locale, code: string, scan: string) {
  const t = (key: string) => text(locale, key)
  const offer = offerOf(program, locale)
  return {
    kind: 'card' as const,
    eyebrow: t(program.shop === null ? 'invitation.eyebrow.nameless' : 'invitation.eyebrow'),
    title: program.shop ?? t('invitation.title'),
    headline: offer.headline,
    text: offer.when,
    scan,
    code: codeShown(code),
    hint: t('invitation.card.hint'),
  }
}

/** What the square says: where it leads, or else what is to be sent; without a slash, which Slack would take for itself. */
const scanOf = (entrance: Entrance, platform: string, code: string): string =>
  pageFor(entrance, platform, code) ?? carriedBy(entrance, platform, code) ?? `start ${code}`

/** The page, where a friend on that platform can open it: on the web chat he sits at the same machine. */
function pageFor(entrance: Entrance, platform: string, code: string): string | undefined {
  return entrance.public !== undefined || platform === 'web' ? pageOf(entrance, code) : undefined
}

function carriedBy(entrance: Entrance, platform: string, code: string): string | undefined {
  return entrance.doors(code).find((door) => door.platform === platform && door.carries)?.url
}
