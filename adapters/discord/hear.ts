import { type Shape, shape } from '../shared/shape.ts'
import { idOf, type Me, platform } from './base.ts'
import type { Channels } from './channels.ts'
import { type Author, readAuthor } from './message.ts'
import { read } from './read.ts'
import { Recent } from './recent.ts'
import type { Store } from './store.ts'

export type HearOptions = { me: Me; channels: Channels; store: Store; now: () => Date }

/** Messages of which it is remembered who said them: that one was deleted is told without. */
const mostRemembered = 20_000

/** Takes what people say, change and delete. */
export interface Hear {
  /** Takes what the gateway tells. */
  event(type: string, data: Shape, signal: AbortSignal): Promise<void>
  /** Takes a message that was found to be there: unless the gateway told of it, and then not when it does. */
  found(message: Shape, signal: AbortSignal): Promise<void>
}

export function makeHear({ me, channels, store, now }: HearOptions): Hear {
  const fetched = new Recent<string, Promise<void>>(mostRemembered)
  const remembered = new Recent<string, Author>(mostRemembered)
  const parentOf = (channel: string) => channels.known(channel)?.parent

  /** Who said a message; in a conversation with the bot alone that can only be the other one. */
  function authorOf(id: string, channel: string): Author | undefined {
    const known = remembered.get(id)
    const other = channels.known(channel)?.with
    if (known || other === undefined) return known
    return { who: { platform, id: other }, where: { platform, channel }, direct: true }
  }

  async function take(type: string, data: Shape, signal: AbortSignal): Promise<void> {
    const [id, channel] = [idOf(data.id), idOf(data.channel_id)]
    if (id === undefined || channel === undefined || shape(data.author)?.id === me.id) return
    const isDeletion = type === 'MESSAGE_DELETE'
    // of a channel in a server it has to be known whether it is a thread, of a deletion in whose conversation it was
    const isUnclear = isDeletion ? remembered.get(id) === undefined : data.guild_id !== undefined
    if (isUnclear && !(isDeletion && data.guild_id !== undefined) && !channels.known(channel)) {
      await channels.find(channel, signal).catch(() => {})
    }
    const happening = read(type, data, { me, parentOf, remembered: (it) => authorOf(it, channel), now: now() })
    if (!happening) return
    const author = isDeletion ? undefined : readAuthor(data, parentOf)
    if (author) remembered.set(id, author)
    await store(happening, signal)
  }

  return {
    event(type, data, signal) {
      const id = idOf(data.id) ?? ''
      const taken = type === 'MESSAGE_CREATE' ? fetched.get(id) : undefined
      fetched.delete(id)
      return taken ?? take(type, data, signal)
    },

    async found(message, signal) {
      const id = idOf(message.id)
      if (id === undefined || remembered.get(id)) return
      const taking = take('MESSAGE_CREATE', message, signal)
      fetched.set(id, taking)
      await taking
    },
  }
}
