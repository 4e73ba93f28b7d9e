import { type Channel, channelTypes } from './places.ts'
import type { World } from './world.ts'

/** The conversation of a person with the bot alone; made when it is first needed. */
export function openDm({ places, ids }: World, person: string): Channel {
  const known = places.dm(person)
  if (known) return known
  const channel: Channel = {
    id: ids.next(),
    type: channelTypes.dm,
    name: '',
    recipient: places.human(person).user.id,
    messages: new Map(),
    last: null,
    hidden: false,
    readOnly: false,
  }
  places.channels.set(channel.id, channel)
  places.dms.set(person, channel.id)
  return channel
}
