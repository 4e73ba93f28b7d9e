import { DateTime } from 'luxon'
import { type Maker, madeFile, type Run, type Saying } from '../../../engine/making.ts'
import { type Locale, locales, text } from '../../../language/text.ts'
import { moneyText } from '../../../points/money.ts'
import type { Program } from '../../../program/program.ts'
import { toCsv } from '../../../reports/csv.ts'
import type { Campaign } from '../../rules/campaign.ts'
import { campaignById } from '../../store.ts'
import { boughtBy, recipientsOf } from '../count.ts'

const maker = 'campaign-recipients'
/** How many rows are looked up in one transaction. */
const usualPage = 2_000
const columns = [
  ...['round', 'customer', 'arm', 'state', 'why', 'platform', 'sent', 'answer', 'pressed', 'orders', 'money', 'points'],
] as const

/** Why somebody did not get it. */
const whys: ReadonlySet<string> = new Set([
  'stopped',
  'consent',
  'complaint',
  'unreachable',
  'cap',
  'duplicate',
  'gone',
  'cancelled',
  'unknown',
  'refused',
])

type Row = {
  id: number
  ownerId: string
  name: string | null
  arm: string
  state: string
  why: string | null
  platform: string
  sent: Date | null
  answer: number | null
  orders: number | null
  money: number | null
  points: number
}

/** Everybody in the audience of a campaign as a file, a row for each round. */
export const tableOf = ({ id, name }: Campaign, locale: Locale): Saying => ({
  text: text(locale, 'effect.title', { name }),
  parts: [
    {
      kind: 'file',
      file: madeFile(maker, `${id}:${locale}`),
      name: `campaign-${id}.csv`,
      media: 'text/csv',
      size: 0,
    },
  ],
})

/** `page`: how many rows are looked up in one transaction. The file as a whole is in memory: platforms take it in one piece. */
export const tableMakers = (program: Program, page = usualPage): Record<string, Maker> => ({
  [maker]: async (run, about) => {
    const [, id = '', locale = ''] = /^(\d{1,9}):(.+)$/.exec(about) ?? []
    const campaign = await run((unit) => campaignById(unit, Number(id)))
    if (!campaign || !locales.includes(locale)) throw new Error('there is no such campaign')
    const t = (key: string) => text(locale, `effect.${key}`)
    const pieces = [Buffer.from(toCsv([columns.map((column) => t(`column.${column}`))]))]
    for (let round = 1; round <= campaign.round; round += 1) {
      // Page by page, so that nobody waits long for the database, and written at once: there may be a million.
      for (let after: string | undefined = ''; after !== undefined; ) {
        const from: string = after
        const { rows, pressed } = await pageOf(run, program, campaign, round, from, page)
        const lines = rows.map((row) => lineOf(row, round, pressed.get(row.id) ?? [], campaign, program, locale))
        // Only the first begins with the mark of the file.
        pieces.push(Buffer.from(toCsv(lines).slice(1)))
        after = rows.length < page ? undefined : rows.at(-1)?.ownerId
      }
    }
    return Buffer.concat(pieces)
  },
})

function pageOf(run: Run, program: Program, campaign: Campaign, round: number, after: string, page: number) {
  return run(async (unit) => {
    const [end] = await unit.sql.query<{ ownerId: string }>(
      `SELECT "ownerId" FROM campaign_recipient WHERE "campaignId" = ? AND round = ? AND "ownerId" > ? ORDER BY "ownerId" LIMIT 1 OFFSET ?`,
      campaign.id,
      round,
      after,
      page - 1,
    )
    const mine = recipientsOf(campaign, [round], { after, upTo: end?.ownerId ?? null })
    const rows = await unit.sql.query<Row>(
      `WITH ${mine.sql}, ${boughtBy(unit, program, false)}
       SELECT mine.id, mine."ownerId", CASE WHEN mine.forgotten IS NULL THEN coalesce(c.name, c.card) END AS name, mine.arm, mine.state,
         mine.why, mine.platform, mine.sent AS "sent::time", mine.answer, buyer.orders, buyer.money, mine.points
       FROM mine LEFT JOIN buyer ON buyer."ownerId" = mine."ownerId" LEFT JOIN customer c ON c.id = mine."customerId"
       ORDER BY mine."ownerId"`,
      ...mine.params,
    )
    const presses = await unit.sql.query<{ recipient: number; button: number }>(
      `SELECT recipient, button FROM campaign_press WHERE recipient ${unit.sql.among('bigint')} ORDER BY recipient, button`,
      rows.map(({ id }) => id),
    )
    const pressed = new Map<number, number[]>()
    for (const { recipient, button } of presses) pressed.set(recipient, [...(pressed.get(recipient) ?? []), button])
    return { rows, pressed }
  })
}

function lineOf(
  row: Row,
  round: number,
  pressed: readonly number[],
  { content }: Campaign,
  { timeZone, currency }: Program,
  locale: Locale,
): (string | number | null)[] {
  const t = (key: string) => text(locale, `effect.${key}`)
  const label = (nth: number) => content.buttons?.[nth - 1]?.label ?? String(nth)
  return [
    round,
    row.name,
    t(`arm.${row.arm}`),
    t(`state.${row.state}`),
    row.why && (whys.has(row.why) ? t(`why.${row.why}`) : row.why),
    row.platform,
    row.sent && DateTime.fromJSDate(row.sent, { zone: timeZone }).toFormat('yyyy-MM-dd HH:mm'),
    row.answer === null ? null : label(row.answer),
    pressed.map(label).join(', ') || null,
    row.orders ?? 0,
    moneyText(Math.round(row.money ?? 0), currency),
    row.points,
  ]
}
