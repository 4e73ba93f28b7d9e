import { type Shape, shape, string } from '../../../adapters/shared/shape.ts'
import { SendError } from '../../../src/chat.ts'
import type { Caller } from './call.ts'
import { isId, type Me } from './read.ts'

/** What the bot knows of itself and of the channels that it is in. Each throws `CallError` or `SendError`. */
export interface House {
  me(signal: AbortSignal): Promise<Me>
  /** The name of its first team, which stands in addresses; undefined while it is in none. */
  team(signal: AbortSignal): Promise<string | undefined>
  /** The conversation of that person alone with the bot: it is made where there was none. */
  direct(person: string, signal: AbortSignal): Promise<string>
  isDirect(channel: string, signal: AbortSignal): Promise<boolean>
}

const mostKept = 10_000

export function makeHouse(caller: Caller): House {
  const directs = new Map<string, string>()
  const kinds = new Map<string, boolean>()
  let self: Me | undefined

  async function me(signal: AbortSignal): Promise<Me> {
    if (self) return self
    const user = shape(await caller.call('GET', 'users/me', signal))
    const name = string(user?.username)
    if (!isId(user?.id) || name === undefined) throw odd('answered without a user')
    self = { id: user.id, name }
    return self
  }

  return {
    me,
    async team(signal) {
      const teams = await caller.call('GET', 'users/me/teams', signal)
      return Array.isArray(teams) ? string(shape(teams[0])?.name) : undefined
    },
    async direct(person, signal) {
      const before = directs.get(person)
      if (before !== undefined) return before
      const { id } = await me(signal)
      const channel = shape(await caller.call('POST', 'channels/direct', signal, { json: [id, person] }))
      if (!isId(channel?.id)) throw odd('answered without a channel')
      return keep(directs, person, channel.id)
    },
    async isDirect(channel, signal) {
      const given: Shape | undefined = kinds.has(channel)
        ? undefined
        : shape(await caller.call('GET', `channels/${channel}`, signal))
      return given ? keep(kinds, channel, given.type === 'D') : kinds.get(channel) === true
    },
  }
}

const odd = (detail: string) => new SendError({ kind: 'later' }, detail)

function keep<T>(map: Map<string, T>, key: string, value: T): T {
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > mostKept && oldest !== undefined) map.delete(oldest)
  return value
}
