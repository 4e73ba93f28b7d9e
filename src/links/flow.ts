import type { Message, Person } from '../chat.ts'
import { countTry, mayTry } from '../customers/attempts.ts'
import { contactOf } from '../customers/contact.ts'
import { platformName } from '../customers/platforms.ts'
import { addressOf } from '../customers/reach.ts'
import type { Feature } from '../engine/feature.ts'
import { say } from '../engine/outbox.ts'
import { buttons, type Turn } from '../engine/turn.ts'
import type { Act } from '../engine/unit.ts'
import { text } from '../language/text.ts'
import { accountOf } from '../points/exports.ts'
import { audit } from '../staff/audit.ts'
import { may } from '../staff/rules.ts'
import { codeMs, looksLikeCode } from './codes.ts'
import { eraseLinks } from './erase.ts'
import { joinCustomers, partCustomers } from './joining.ts'
import { linksKnown } from './known.ts'
import { askLink, endLink, type Link, linkByCode, linkById, openLink } from './store.ts'

/** One customer on several platforms: a code made on one, sent on the other, confirmed on the first. */
export function linksFeature(features: () => readonly Feature[]): Feature {
  /** One decision after the other: what the first does decides what the second finds. */
  const decisions: Act<{ turn: Turn; about: string }, void> = {
    name: 'link',
    async carry(_unit, orders) {
      for (const { turn, about } of orders) await decide(turn, features(), about)
      return orders.map(() => undefined)
    },
  }
  const partings: Act<{ turn: Turn; id: string }, void> = {
    name: 'unlink',
    async carry(_unit, orders) {
      for (const { turn, id } of orders) await undo(turn, features(), id)
      return orders.map(() => undefined)
    },
  }
  return {
    name: 'links',
    commands: [{ name: 'link', args: { name: 'code', kind: 'line', fits: looksLikeCode }, run: link }],
    known: linksKnown,
    erased: eraseLinks,
    presses: {
      link: { run: (turn, about) => turn.unit.act(decisions, { turn, about }) },
      unlink: { role: 'staff', run: (turn, id) => turn.unit.act(partings, { turn, id }) },
    },
  }
}

const minutes = codeMs / 60_000

function partyOf({ contact, happening: { who } }: Turn) {
  return { customerId: contact.customerId, platform: who.platform, person: who.id }
}

/** Codes are sent one after the other, so that a code is used once and tries are counted. */
const codes: Act<{ turn: Turn; code: string }, void> = {
  name: 'link code',
  async carry(_unit, orders) {
    for (const { turn, code } of orders) await send(turn, code)
    return orders.map(() => undefined)
  },
}

async function link(turn: Turn, code: string): Promise<void> {
  if (!turn.happening.direct) return turn.say(turn.t('link.private'))
  if (code !== '') return turn.unit.act(codes, { turn, code })
  turn.say(turn.t('link.code', { code: await openLink(turn.unit, partyOf(turn)), minutes }))
}

async function send(turn: Turn, code: string): Promise<void> {
  const { unit, happening } = turn
  if (!(await mayTry(unit, 'link', happening.who))) return turn.say(turn.t('link.too-many', { minutes }))
  const found = await linkByCode(unit, code)
  if (!found) {
    await countTry(unit, 'link', happening.who)
    return turn.say(turn.t('link.wrong'))
  }
  const party = partyOf(turn)
  if (found.platform === party.platform && found.person === party.person) return turn.say(turn.t('link.same', { code }))
  await askLink(unit, found.id, party)
  const other = turn.contact.name ?? party.person
  await write(turn, { platform: found.platform, id: found.person }, (locale) => ({
    text: text(locale, 'link.ask', { platform: platformName(party.platform), name: other }),
    parts: [
      buttons(
        { label: text(locale, 'link.yes'), press: `link:${found.id}:yes`, tone: 'primary' },
        { label: text(locale, 'link.no'), press: `link:${found.id}:no` },
      ),
    ],
  }))
  turn.say(turn.t('link.asked', { platform: platformName(found.platform) }))
}

async function decide(turn: Turn, features: readonly Feature[], about: string): Promise<void> {
  const [id = '', answer] = about.split(':')
  const { unit, happening } = turn
  const found = await linkById(unit, id)
  const own = found?.platform === happening.who.platform && found.person === happening.who.id
  if (!found || !own || found.state !== 'asked' || found.expires <= unit.now) return turn.say(turn.t('button-gone'))
  const other = otherOf(found)
  if (answer !== 'yes') {
    await endLink(unit, id, 'refused')
    turn.update({ text: turn.t('link.refused') })
    return write(turn, other, (locale) => ({ text: text(locale, 'link.refused.told') }))
  }
  const joined = await joinCustomers(unit, features, found.customerId, found.otherId ?? '')
  if (!joined) {
    await endLink(unit, id, 'refused')
    return turn.update({ text: turn.t('link.already') })
  }
  await endLink(unit, id, 'linked', joined)
  audit(unit, turn, { act: 'link', subject: `customer:${joined.into}`, detail: { link: id, joined: joined.from } })
  unit.forget(accountOf, joined.into)
  const { lots } = await unit.ask(accountOf, joined.into)
  const points = lots.reduce((sum, lot) => sum + lot.remaining, 0)
  turn.update({ text: turn.t('link.done', { platform: platformName(other.platform), points }) })
  await write(turn, other, (locale) => ({
    text: text(locale, 'link.done', { platform: platformName(found.platform), points }),
  }))
}

async function undo(turn: Turn, features: readonly Feature[], id: string): Promise<void> {
  const { unit } = turn
  const found = await linkById(unit, id)
  if (!found?.otherId || found.state !== 'linked') return turn.say(turn.t('button-gone'))
  const other = otherOf(found)
  if (!may(turn.role, 'owner') && (await holdsRole(turn, found))) return turn.say(turn.t('not-allowed.owner'))
  if (!(await partCustomers(unit, features, found.otherId))) return turn.say(turn.t('button-gone'))
  await endLink(unit, id, 'undone')
  audit(unit, turn, {
    act: 'unlink',
    subject: `customer:${found.customerId}`,
    detail: { link: id, parted: found.otherId },
  })
  turn.say(turn.t('unlink.done'))
  for (const person of [{ platform: found.platform, id: found.person }, other])
    await write(turn, person, (locale) => ({ text: text(locale, 'unlink.told') }))
}

/** Parting may give somebody a role back that he had: that is for an owner to do. */
async function holdsRole({ unit }: Turn, { customerId, otherId }: Link): Promise<boolean> {
  const rows = await unit.sql.query(`SELECT role FROM role WHERE "customerId" ${unit.sql.among('text')}`, [
    customerId,
    otherId ?? '',
  ])
  return rows.length > 0
}

function otherOf({ otherPlatform, otherPerson }: Link): Person {
  return { platform: otherPlatform ?? '', id: otherPerson ?? '' }
}

/** Writes to a person where he is, whichever customer he belongs to. */
async function write(turn: Turn, person: Person, compose: (locale: string) => Message): Promise<void> {
  const { unit } = turn
  const { customerId, locale } = await contactOf(unit, person)
  say(unit, {
    to: await unit.ask(addressOf, person),
    message: compose(locale),
    lane: 'answer',
    cause: turn.cause,
    customerId,
  })
}
