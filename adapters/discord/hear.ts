import { type Shape, shape } from '../shared/shape.ts'
import { idOf, type Me, platform } from './base.ts'
import type { Channels } from './channels.ts'
import type { Author } from './message.ts'
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
  const own = new Recent<string, true>(mostRemembered)
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
    if (id === undefined || channel === undefined) return
    if (shape(data.author)?.id === me.id) own.set(id, true)
    if (own.get(id)) return
    const heard = () => read(type, data, { me, parentOf, remembered: (it) => authorOf(it, channel), now: now() })
    const isServer = data.guild_id !== undefined
    // whether a channel in a server is a thread is asked only of what is for us, of which there is little; who deleted
    // something is asked only where it can be but one
    const isUnclear = isServer ? heard() !== undefined : type === 'MESSAGE_DELETE' && !remembered.get(id)
    if (isUnclear && !channels.known(channel)) await channels.find(channel, signal).catch(() => {})
    const happening = heard()
    if (!happening) return
    const { who, where, direct, kind } = happening
    if (kind !== 'deleted') remembered.set(id, { who, where, direct })
    await store(happening, signal)
  }

  return {
    async event(type, data, signal) {
      if (type === 'MESSAGE_DELETE_BULK') {
        const { ids, ...where } = data
        const deletions = (Array.isArray(ids) ? ids : []).map((id: unknown) =>
          take('MESSAGE_DELETE', { ...where, id }, signal),
        )
        await Promise.all(deletions)
        return
      }
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
