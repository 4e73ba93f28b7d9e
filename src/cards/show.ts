import { hash } from 'node:crypto'
import type { Card } from '../charts/card.ts'
import { draw } from '../charts/draw.ts'
import { scanOf } from '../customers/card.ts'
import { detailsOf } from '../customers/details/exports.ts'
import { resolve } from '../customers/reference.ts'
import { customerById } from '../customers/search.ts'
import type { MadeImage, Maker, Saying } from '../engine/making.ts'
import { buttons, type Turn } from '../engine/turn.ts'
import type { Unit } from '../engine/unit.ts'
import { formatNumber } from '../language/format.ts'
import { closestLocale, type Locale, text } from '../language/text.ts'
import { accountOf } from '../points/exports.ts'
import { standing } from '../points/rules.ts'
import type { Program } from '../program/program.ts'

/** What stands on a card. `class` is a word of the shop's own; `usable` are points. */
type CardFacts = { name: string | null; card: string; class: string | null; usable: number }

/** Name of the maker of cards. */
const maker = 'card'

/** Names a code in a button, where a code of the shop's own may be too long. */
export const markOf = (card: string): string => hash('sha256', card).slice(0, 16)

/** The customer's card as he is shown it: the picture, the same in words, and the way to a new code. */
export async function cardMessage(turn: Turn, program: Program): Promise<Saying> {
  const { locale, contact } = turn
  const facts = await factsOf(turn.unit, program, contact.customerId)
  if (!facts) throw new Error('nobody has a card here')
  const name = contact.name ?? facts.name
  return {
    text: name === null ? turn.t('card.text.nameless') : turn.t('card.text', { name }),
    parts: [
      pictureOf({ ...facts, name }, program, contact.customerId, locale),
      {
        kind: 'facts',
        rows: [
          [turn.t('card.code'), facts.card],
          [turn.t('points.usable'), formatNumber(facts.usable, locale)],
          ...(facts.class === null ? [] : ([[turn.t('details.class'), facts.class]] satisfies [string, string][])),
        ],
      },
      buttons(
        { label: turn.t('points.title'), press: 'command:points' },
        { label: turn.t('card.new'), press: `card.new:${markOf(facts.card)}` },
      ),
    ],
  }
}

/** Draws cards as they are when they are sent. */
export function cardMakers(program: Program): Record<string, Maker> {
  return {
    [maker]: async (run, about) => {
      const [id = '', locale = ''] = about.split(':')
      const facts = await run(async (unit) => {
        const present = await resolve(unit, { kind: 'customer', id })
        return present === undefined ? undefined : factsOf(unit, program, present)
      })
      if (!facts) throw new Error('nobody has a card here')
      return draw(drawingOf(facts, program, closestLocale(locale)))
    },
  }
}

async function factsOf(unit: Unit, program: Program, customerId: string): Promise<CardFacts | undefined> {
  const [customer, account, details] = await Promise.all([
    customerById(unit, customerId),
    unit.ask(accountOf, customerId),
    unit.ask(detailsOf, customerId),
  ])
  if (!customer) return undefined
  const { name, card } = customer
  return { name, card, class: details.class, usable: standing(account, unit.now, program).usable }
}

function pictureOf(facts: CardFacts, program: Program, customerId: string, locale: Locale): MadeImage {
  const { eyebrow, title, headline, text: below, code, hint } = drawingOf(facts, program, locale)
  return {
    kind: 'image',
    media: 'image/png',
    name: 'card.png',
    made: [maker, customerId, locale].join(':'),
    alt: [eyebrow, title, headline, below, code, hint].filter((words) => words !== '').join(' · '),
  }
}

function drawingOf(facts: CardFacts, program: Program, locale: Locale): Card {
  const title = text(locale, 'card.title')
  const [eyebrow, below] = facts.name === null ? [program.shop ?? '', title] : [program.shop ?? title, facts.name]
  return {
    kind: 'card',
    eyebrow,
    title: below,
    otherwise: title,
    headline: text(locale, 'card.points', { points: facts.usable }),
    text: facts.class === null ? '' : text(locale, 'card.class', { class: facts.class }),
    scan: scanOf(facts.card),
    code: facts.card,
    hint: text(locale, 'card.hint'),
  }
}
