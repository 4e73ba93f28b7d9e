import type { Address, Place } from '../chat.ts'
import { records } from '../database/records.ts'
import { table } from '../database/table.ts'
import type { Saying } from './making.ts'
import type { Append, Unit } from './unit.ts'

/** Answers go before alerts, alerts before campaigns. */
export type Lane = 'answer' | 'alert' | 'campaign'
export const lanes: readonly Lane[] = ['answer', 'alert', 'campaign']

/**
 * A message to be sent. `cause` names what it is for; `customerId` whom it concerns, if anyone. `name` makes a post of
 * it: what is said later under the same name, in the same channel and lane, takes its place. `under` is the post into
 * whose thread it goes; it has to be said before, in the same channel and lane. `recipient` is the one of a campaign
 * whom it is for: nobody can have two.
 */
export type Outgoing = {
  to: Address
  message: Saying
  lane: Lane
  cause: string
  customerId?: string
  name?: string
  under?: string
  recipient?: number
}

/** What a delivery does: says something, opens a thread under a post, or takes a post away. */
export type Doing = 'say' | 'open' | 'remove'

/** Telegram's limit of what a button can carry. */
const maxButtonBytes = 64

const delivery = table('delivery', {
  id: 'id',
  platform: 'text',
  channel: 'text',
  thread: 'text?',
  place: 'text',
  only: 'text?',
  replaces: 'text?',
  home: 'boolean',
  name: 'text?',
  under: 'text?',
  act: 'text',
  lane: 'integer',
  message: 'text',
  state: 'text',
  due: 'timestamp',
  customerId: 'text?',
  cause: 'text',
  created: 'timestamp',
  recipient: 'integer?',
})

/** Topic on which processes tell each other that the outbox of a platform has something new. */
export const outboxTopic = (platform: string) => `outbox_${platform}`

/** Key of a place within its platform. */
export function placeKey(place: Place): string {
  return place.thread === undefined ? place.channel : `${place.channel} ${place.thread}`
}

const outgoing: Append<Outgoing & { act: Doing }> = {
  name: 'delivery',
  async write(unit, rows) {
    const fresh = await supersede(unit, rows)
    await unit.sql.insert(
      delivery,
      fresh.map(({ to, message, lane, cause, customerId, name, under, act, recipient }) => ({
        platform: to.place.platform,
        channel: to.place.channel,
        thread: to.place.thread ?? null,
        place: placeKey(to.place),
        only: to.only ? JSON.stringify(to.only) : null,
        replaces: to.replaces ?? null,
        home: to.home ?? false,
        name: name ?? null,
        under: under ?? null,
        act,
        lane: lanes.indexOf(lane),
        message: JSON.stringify(message),
        state: 'queued',
        due: unit.now,
        customerId: customerId ?? null,
        cause,
        created: unit.now,
        recipient: recipient ?? null,
      })),
    )
  },
}

const renewed = records({ name: 'text', message: 'text' })

/**
 * What still waits under a name says the new thing in its own turn; but what may have arrived already is repeated as it
 * was, or it would not be known again where it stands. Gives those that have to be said anew.
 */
async function supersede(
  unit: Unit,
  rows: readonly (Outgoing & { act: Doing })[],
): Promise<(Outgoing & { act: Doing })[]> {
  const isNamed = (row: Outgoing & { act: Doing }) => row.name !== undefined && row.act === 'say'
  if (!rows.some(isNamed)) return [...rows]
  const last = new Map(rows.filter(isNamed).map((row) => [row.name ?? '', row]))
  const changed = await unit.sql.query<{ name: string }>(
    `UPDATE delivery SET message = given.message FROM ${renewed.in(unit.dialect)} AS given
     WHERE delivery.name = given.name AND delivery.state = 'queued' AND delivery.act = 'say' AND delivery.unknowns = 0
     RETURNING delivery.name`,
    renewed.param(
      [...last].map(([name, { message }]) => ({ name, message: JSON.stringify(message) })),
      unit.dialect,
    ),
  )
  const waiting = new Set(changed.map((row) => row.name))
  const placed = new Set<string>()
  return rows.flatMap((row) => {
    if (!isNamed(row) || row.name === undefined) return [row]
    if (waiting.has(row.name) || placed.has(row.name)) return []
    placed.add(row.name)
    return [{ ...row, message: last.get(row.name)?.message ?? row.message }]
  })
}

/** Puts a message into the outbox; it leaves once the unit is committed. */
export function say(unit: Unit, message: Outgoing): void {
  assertButtonsFit(message.message)
  put(unit, { ...message, act: 'say' })
}

/** Where a post is, in what lane, and what for. */
type OfPost = { name: string; place: Place; lane: Lane; cause: string }

/** Opens a thread under a post that was said before in the same channel and lane. `title` is plain text. */
export function openThread(unit: Unit, { name, place, lane, cause }: OfPost, title: string): void {
  put(unit, { to: { place }, message: { text: title }, lane, cause, name, act: 'open' })
}

/** Takes a post away, once everything that was said there before has left. */
export function takeAway(unit: Unit, { name, place, lane, cause }: OfPost): void {
  put(unit, { to: { place }, message: { text: '' }, lane, cause, name, act: 'remove' })
}

function put(unit: Unit, row: Outgoing & { act: Doing }): void {
  unit.append(outgoing, row)
  unit.notify(outboxTopic(row.to.place.platform))
}

function assertButtonsFit(message: Saying): void {
  for (const part of message.parts ?? []) {
    if (part.kind !== 'buttons') continue
    for (const button of part.buttons) {
      const data =
        'press' in button ? button.press : 'form' in button ? `form:${button.form}:${button.about ?? ''}` : ''
      if (Buffer.byteLength(data) > maxButtonBytes) throw new Error(`button "${data}" is over ${maxButtonBytes} bytes`)
    }
  }
}
