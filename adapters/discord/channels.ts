import { integer, type Shape, shape } from '../shared/shape.ts'
import { idOf } from './base.ts'
import type { Caller } from './call.ts'
import { Recent } from './recent.ts'

/**
 * What is known of a channel: the one that a thread belongs to, `closed` to those of it who are not in the thread, and
 * whom a conversation is with.
 */
type Channel = { parent?: string; closed?: true; with?: string }

/** The channels of Discord: of some we are told, the others are looked up. */
export interface Channels {
  /** Notes what an event tells of channels. */
  learn(type: string, data: Shape): void
  known(channel: string): Channel | undefined
  /** Looks it up unless it is known. Throws `CallError`. */
  find(channel: string, signal: AbortSignal): Promise<Channel>
  /** The conversation with that person alone; it is made when there is none. Throws `CallError`. */
  directWith(person: string, signal: AbortSignal): Promise<string>
}

const most = 20_000
const direct = 1
const privateThread = 12
const threads = [10, 11, privateThread]

export function makeChannels(caller: Caller): Channels {
  const channels = new Recent<string, Channel>(most)
  const conversations = new Recent<string, string>(most)
  const asked = new Map<string, Promise<Channel>>()

  function note(given: unknown): Channel | undefined {
    const channel = shape(given)
    const id = idOf(channel?.id)
    if (!channel || id === undefined) return undefined
    const found = readChannel(channel)
    channels.set(id, found)
    if (found.with !== undefined) conversations.set(found.with, id)
    return found
  }

  async function lookUp(channel: string, signal: AbortSignal): Promise<Channel> {
    const given = await caller.call({ name: 'getChannel', method: 'GET', path: `/channels/${channel}` }, signal)
    return note(given) ?? {}
  }

  return {
    learn(type, data) {
      if (type === 'GUILD_CREATE' || type === 'THREAD_LIST_SYNC') {
        for (const list of [data.channels, data.threads]) if (Array.isArray(list)) list.forEach(note)
      } else if (/^(CHANNEL|THREAD)_(CREATE|UPDATE)$/.test(type)) note(data)
    },

    known: (channel) => channels.get(channel),

    async find(channel, signal) {
      const known = channels.get(channel)
      if (known) return known
      // those who ask at once get one answer, and go on in the order in which they asked
      const looking = asked.get(channel) ?? lookUp(channel, signal).finally(() => asked.delete(channel))
      asked.set(channel, looking)
      return looking
    },

    async directWith(person, signal) {
      const known = conversations.get(person)
      if (known !== undefined) return known
      const request = { name: 'createDm', method: 'POST', path: '/users/@me/channels' } as const
      const given = shape(await caller.call({ ...request, body: { recipient_id: person } }, signal))
      const id = idOf(given?.id) ?? ''
      channels.set(id, { with: person })
      conversations.set(person, id)
      return id
    },
  }
}

function readChannel(channel: Shape): Channel {
  const type = integer(channel.type) ?? -1
  const parent = threads.includes(type) ? idOf(channel.parent_id) : undefined
  const recipients: unknown[] = Array.isArray(channel.recipients) ? channel.recipients : []
  const person = type === direct ? idOf(shape(recipients[0])?.id) : undefined
  return {
    ...(parent !== undefined && { parent }),
    ...(type === privateThread && { closed: true }),
    ...(person !== undefined && { with: person }),
  }
}
