import { cardName, forgetSeats, seatsOf } from '../desks/exports.ts'
import { say } from '../engine/outbox.ts'
import { postsCalled } from '../engine/posts.ts'
import { dropInterviewsAbout } from '../engine/unfinished.ts'
import type { Unit } from '../engine/unit.ts'
import { text } from '../language/text.ts'
import { blankSaid } from '../transcripts/exports.ts'
import { alone } from './alone.ts'
import { aboutCall, toldName } from './names.ts'
import { callNumber } from './rules/callback.ts'

/** Forms of staff about a call. */
const forms = ['call-done', 'call-note', 'call-write']

/** Begins the origin of a call whose customer is forgotten. */
const gone = 'erased'

/**
 * A customer is forgotten: nobody calls him any more, and the time is free for others; what it was about, his number and what
 * staff noted are gone, here and where staff have it before them. That there was one, and how it went, stays for the reports.
 */
export const eraseCallbacks = (unit: Unit, customerId: string): Promise<void> =>
  alone(unit, async () => {
    const rows = await unit.sql.query<{ id: number; how: string }>(
      `SELECT id, how FROM callback WHERE "customerId" = ? AND origin NOT LIKE '${gone} %' ORDER BY id`,
      customerId,
    )
    await unit.sql.execute(
      `UPDATE callback SET state = 'cancelled', ended = ?, alarm = NULL, stale = NULL WHERE "customerId" = ? AND ended IS NULL`,
      unit.now,
      customerId,
    )
    for (const { id, how } of rows) await eraseCallback(unit, id, how === 'chat')
    await dropInterviewsAbout(
      unit,
      forms,
      rows.map(({ id }) => String(id)),
    )
  })

/** `talked`: what he said meanwhile may stand under its card. */
async function eraseCallback(unit: Unit, id: number, talked: boolean): Promise<void> {
  const about = aboutCall(id)
  const seats = await unit.ask(seatsOf, about)
  const cards = seats.map(({ seat }) => cardName(about, seat))
  const cause = 'callback.card'
  for (const [nth, { address, locale }] of seats.entries())
    say(unit, {
      ...{ to: address, message: { text: text(locale, 'call.erased', { number: callNumber(id) }) } },
      ...{ name: cards[nth] ?? about, lane: 'alert', cause },
    })
  for (const [nth, { seat, address, locale }] of talked ? seats.entries() : [])
    for (const name of await toldAt(unit, toldName(id, seat, '')))
      say(unit, {
        ...{ to: address, message: { text: text(locale, 'call.told.erased', { number: callNumber(id) }) } },
        ...{ name, under: cards[nth] ?? about, lane: 'alert', cause },
      })
  const posts = await postsCalled(unit.sql, cards)
  await blankSaid(
    unit,
    [...posts.values()].flatMap(({ sent: { place }, opened }) =>
      opened === undefined ? [] : [{ platform: place.platform, channel: place.channel, thread: opened }],
    ),
  )
  await unit.sql.execute('DELETE FROM callback_cell WHERE "callbackId" = ?', id)
  await unit.sql.execute(
    `UPDATE callback SET reason = '', phone = NULL, note = NULL, origin = ?, alarm = NULL, stale = NULL,
       blanked = coalesce(blanked, ?) WHERE id = ?`,
    `${gone} ${id}`,
    unit.now,
    id,
  )
  await forgetSeats(unit, about)
}

/** Names of what he said during the call, as it stands under the card, or waits to. */
async function toldAt(unit: Unit, beginning: string): Promise<string[]> {
  const fits = `${beginning.replace(/[!%_]/g, '!$&')}%`
  const rows = await unit.sql.query<{ name: string }>(
    `SELECT name FROM post WHERE name LIKE ? ESCAPE '!'
     UNION SELECT name FROM delivery WHERE state = 'queued' AND name LIKE ? ESCAPE '!'`,
    fits,
    fits,
  )
  return rows.map(({ name }) => name)
}
