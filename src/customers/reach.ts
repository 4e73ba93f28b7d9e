import type { Address, Person, Place } from '../chat.ts'
import { records } from '../database/records.ts'
import type { Saying } from '../engine/making.ts'
import { type Lane, say } from '../engine/outbox.ts'
import type { Ask, Unit } from '../engine/unit.ts'
import type { Locale } from '../language/text.ts'

/** Where and how a customer can be written to: on the platform where he was last seen. */
export type Reach = {
  customerId: string
  platform: string
  person: string
  place: Place
  locale: Locale
  notices: boolean
}

type ReachRow = {
  customerId: string
  platform: string
  person: string
  channel: string | null
  locale: string
  notices: boolean
}

/** Undefined for a customer who never wrote to us or has blocked us everywhere. */
export const reachOf: Ask<string, Reach | undefined> = reaching('reach', 'AND i.seen IS NOT NULL')

/** The same, also for somebody who never wrote to us: most platforms let us write first, and the others refuse. */
export const firstReachOf: Ask<string, Reach | undefined> = reaching('first reach', '')

function reaching(name: string, condition: string): Ask<string, Reach | undefined> {
  return {
    name,
    async answer(unit, ids) {
      const rows = await unit.sql.query<ReachRow>(
        `SELECT i."customerId", i.platform, i.person, i.channel, c.locale, c.notices
         FROM identity i JOIN customer c ON c.id = i."customerId"
         WHERE i."customerId" ${unit.sql.among('text')} AND i.unreachable IS NULL ${condition}
         ORDER BY CASE WHEN i.seen IS NULL THEN 0 ELSE 1 END, i.seen`,
        ids,
      )
      const last = new Map(rows.map((row) => [row.customerId, row]))
      return ids.map((id) => {
        const row = last.get(id)
        if (!row) return undefined
        const { channel, ...rest } = row
        return { ...rest, place: { platform: row.platform, channel: channel ?? row.person } }
      })
    },
  }
}

const persons = records({ platform: 'text', person: 'text' })

/** Where one person is written to alone, on his own platform. */
export const addressOf: Ask<Person, Address> = {
  name: 'address',
  key: ({ platform, id }) => `${platform}:${id}`,
  async answer(unit, wanted) {
    const rows = await unit.sql.query<{ nth: number; channel: string | null }>(
      `SELECT given.nth, i.channel FROM ${persons.in(unit.dialect)} AS given
       JOIN identity i ON i.platform = given.platform AND i.person = given.person`,
      persons.param(
        wanted.map(({ platform, id }) => ({ platform, person: id })),
        unit.dialect,
      ),
    )
    const channels = new Map(rows.map((row) => [row.nth, row.channel]))
    return wanted.map(({ platform, id }, nth) => ({
      place: { platform, channel: channels.get(nth) ?? id },
      only: { platform, id },
    }))
  },
}

/** The conversation of that customer alone with the bot. */
export const addressAt = ({ place, platform, person }: Reach): Address => ({ place, only: { platform, id: person } })

/**
 * Writes to a customer of our own accord, in his language, where he was last seen. Gives the address; undefined when he
 * cannot be written to or there is nothing to say: then nothing is queued.
 */
export async function tell(
  unit: Unit,
  customerId: string,
  compose: (reach: Reach) => Saying | undefined,
  options: { lane: Lane; cause: string; name?: string },
): Promise<Address | undefined> {
  const reach = await unit.ask(reachOf, customerId)
  const message = reach && compose(reach)
  if (!reach || !message) return undefined
  const to = addressAt(reach)
  say(unit, { to, message, customerId, ...options })
  return to
}
