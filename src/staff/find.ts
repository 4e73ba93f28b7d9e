import { complaintRows, showNumbered } from '../complaints/exports.ts'
import { consentRow } from '../consent/exports.ts'
import { detailRows, detailsButton } from '../customers/details/feature.ts'
import { membersOf } from '../customers/joining.ts'
import { nobodyBy } from '../customers/nobody.ts'
import { customerById, type Found, mostFound, search } from '../customers/search.ts'
import { troubledDeliveries } from '../deliveries/exports.ts'
import type { Feature } from '../engine/feature.ts'
import { buttons, type Turn } from '../engine/turn.ts'
import { formatDay, formatNumber, formatSigned } from '../language/format.ts'
import { linksAmong } from '../links/exports.ts'
import { accountOf, entriesOf, entryTitle } from '../points/exports.ts'
import { historyLines, standing } from '../points/rules.ts'
import { eraseButtons } from '../privacy/exports.ts'
import type { Program } from '../program/program.ts'
import { referralRows } from '../referrals/exports.ts'

/** What staff find out about a customer: who he is, how he stands, and what could not be delivered to him. */
export function findFeature(program: Program): Feature {
  return {
    name: 'find',
    commands: [
      { name: 'find', role: 'staff', opens: 'find', args: 'form', run: (turn, words) => find(turn, program, words) },
    ],
    presses: {
      find: {
        role: 'staff',
        run: async (turn, id) => {
          const customer = await customerById(turn.unit, id)
          if (!customer) return turn.say(turn.t('find.nobody'))
          await profile(turn, program, customer)
        },
      },
    },
    forms: [
      {
        id: 'find',
        role: 'staff',
        fields: [{ name: 'who', kind: 'line', required: true }],
        filled: (turn, values) => find(turn, program, values.who ?? ''),
      },
    ],
  }
}

async function find(turn: Turn, program: Program, words: string): Promise<void> {
  if (await showNumbered(turn, program, words)) return
  const found = await search(turn.unit, words)
  const [only] = found
  if (!only) return turn.say(await nobodyBy(turn, words, program.timeZone))
  if (found.length === 1) return profile(turn, program, only)
  turn.say({
    text: turn.t(found.length > mostFound ? 'find.too-many' : 'find.which'),
    parts: [
      buttons(
        ...found
          .slice(0, mostFound)
          .map((it) => ({ label: `${it.name ?? it.card} · ${it.card}`, press: `find:${it.id}` })),
      ),
    ],
  })
}

type IdentityRow = { platform: string; person: string; unreachable: Date | null; seen: Date | null }

async function profile(turn: Turn, program: Program, customer: Found): Promise<void> {
  const { unit, locale } = turn
  const links = await linksAmong(unit, await membersOf(unit, customer.id))
  const [account, entries, identities, troubled, complaints, referrals, details, consent] = await Promise.all([
    unit.ask(accountOf, customer.id),
    unit.ask(entriesOf, { customerId: customer.id, skip: 0, most: 3 }),
    unit.sql.query<IdentityRow>(
      'SELECT platform, person, unreachable, seen FROM identity WHERE "customerId" = ? ORDER BY platform',
      customer.id,
    ),
    troubledDeliveries(unit, customer.id, 3),
    complaintRows(turn, customer.id, 3),
    referralRows(turn, program, customer.id, 3),
    detailRows(turn, customer.id),
    consentRow(turn, program, customer.id),
  ])
  const day = (at: Date) => formatDay(at, locale, program.timeZone, turn.now)
  const now = standing(account, turn.now, program)
  const rows: [string, string][] = [
    [turn.t('find.card'), customer.card],
    [turn.t('find.points'), formatNumber(now.balance, locale)],
    ...(now.debt > 0 ? ([[turn.t('points.debt'), formatNumber(now.debt, locale)]] as [string, string][]) : []),
    ...details,
    consent,
    ...identities.map((it): [string, string] => [
      `${it.platform}:${it.person}`,
      it.unreachable
        ? turn.t('find.unreachable', { day: day(it.unreachable) })
        : it.seen
          ? turn.t('find.seen', { day: day(it.seen) })
          : turn.t('find.never'),
    ]),
    ...historyLines(entries).map((entry): [string, string] => [
      `${day(entry.effective)} · ${entryTitle(entry, locale)}`,
      formatSigned(entry.points, locale),
    ]),
    ...complaints.rows,
    ...referrals,
    ...troubled.map((it): [string, string] => [
      turn.t('find.delivery', { delivery: it.id, day: day(it.created) }),
      turn.t(`delivery.${it.state}`, { trouble: it.trouble ?? '' }),
    ]),
  ]
  const parting = links.map((it) => ({
    label: turn.t('unlink', { identity: `${it.otherPlatform}:${it.otherPerson}` }),
    press: `unlink:${it.id}`,
  }))
  const choices = [
    ...complaints.choices,
    detailsButton(turn, customer.id),
    ...eraseButtons(turn, customer.id),
    ...parting,
  ]
  turn.say({
    text: customer.name ?? customer.card,
    parts: [{ kind: 'facts', rows }, buttons(...choices)],
  })
}
