import type { Place } from '../../src/chat.ts'
import type { Outcome } from './acknowledge.ts'
import { channelOf } from './base.ts'
import { Recent } from './recent.ts'

/**
 * Leads to a message through the token of an interaction: `name` is its id, or `@original` for the first answer, which
 * is there once it is `ready`.
 */
export type Way = { app: string; token: string; name: string; ready?: Promise<unknown> }

/**
 * What a person did that can be answered through its token. Without `person` it was in a conversation with the bot
 * alone. `thinking`: the person is shown that we are at it, until that is filled in. `ready`: what became
 * of the first answer.
 */
type Answerable = { app: string; token: string; person?: string; thinking: boolean; ready: Promise<Outcome> }

/** The way to answer; `fills` what is shown as thinking. */
type Found = Pick<Answerable, 'app' | 'token' | 'ready'> & { fills: boolean }

/**
 * The tokens of what people did lately: with them a person in a server is answered in private, and a first answer
 * takes the place of "is thinking". Kept in memory for as long as Discord takes them, and no more than so many.
 */
export interface Replies {
  /** Something was acknowledged. */
  opened(where: Place, answerable: Answerable): void
  /**
   * The way to answer somebody there: by filling in what is shown as thinking, which belongs to the delivery of that
   * `key` from then on, or by one message more. Undefined when there is none.
   */
  find(where: Place, person: string | undefined, key: string): Found | undefined
  /** Discord takes that token no more. */
  expired(where: Place, token: string): void
  /** The delivery of that key did not fill in what is shown as thinking: the next one may. */
  release(key: string): void
  /** Those who are shown there that we are thinking, or the one of that token: they are not any more. */
  settle(where: Place, token?: string): Way[]
  /** A message for one person's eyes alone can be changed that way only. */
  keep(message: string, way: Way): void
  wayTo(message: string): Way | undefined
}

type Open = Answerable & { at: number }

const most = 5_000
/** Most that are kept of one channel. */
const mostThere = 100
/** Discord takes a token for fifteen minutes. */
const life = 14.5 * 60_000

export function makeReplies(now: () => number): Replies {
  const channels = new Recent<string, Open[]>(most)
  const claimed = new Recent<string, Open>(most)
  const ways = new Recent<string, Way & { at: number }>(most)
  const isAlive = ({ at }: { at: number }) => now() - at < life
  const there = (where: Place) => (channels.get(channelOf(where)) ?? []).filter(isAlive)

  return {
    opened(where, answerable) {
      channels.set(channelOf(where), [...there(where), { ...answerable, at: now() }].slice(-mostThere))
    },

    find(where, person, key) {
      const before = claimed.get(key)
      if (before && isAlive(before)) return { ...before, fills: true }
      const theirs = there(where).filter((each) => each.person === person)
      // answers come in the order in which they were asked for
      const found = theirs.find(({ thinking }) => thinking) ?? theirs.at(-1)
      if (!found) return undefined
      const fills = found.thinking
      if (fills) claimed.set(key, found)
      found.thinking = false
      return { ...found, fills }
    },

    expired(where, token) {
      channels.set(
        channelOf(where),
        there(where).filter((each) => each.token !== token),
      )
    },

    release(key) {
      const found = claimed.get(key)
      if (found) found.thinking = true
      claimed.delete(key)
    },

    settle(where, token) {
      const ends = there(where).filter((each) => each.thinking && (token === undefined || each.token === token))
      return ends.map((each) => {
        each.thinking = false
        return { app: each.app, token: each.token, name: '@original', ready: each.ready }
      })
    },

    keep(message, way) {
      ways.set(message, { ...way, at: now() })
    },

    wayTo(message) {
      const way = ways.get(message)
      return way && isAlive(way) ? way : undefined
    },
  }
}
