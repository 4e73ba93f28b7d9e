import type { Place, SendOptions, Sent } from '../../src/chat.ts'
import { integer, shape } from '../shared/shape.ts'
import { idOf, placeOf } from './base.ts'
import type { Caller } from './call.ts'
import type { Channels } from './channels.ts'
import { caption } from './text.ts'
import { codeOf, codes, troubleOf } from './trouble.ts'

const longestName = 100
/** Minutes after which a silent thread leaves the list of its channel: the most there can be. A message brings it back. */
const autoArchive = 10_080
/** Discord's number for a thread that all of its channel can read. */
const publicThread = 11

/** There are no threads, none that we may open, or no more than there are. */
const without: readonly number[] = [
  codes.missingAccess,
  codes.missingPermissions,
  codes.notInDm,
  codes.wrongChannelType,
  codes.tooManyThreads,
]

/**
 * Opens the thread of a message. A message has one at most, which has the id of the message: so this can be repeated.
 * Gives the place of the message itself where there can be no thread. Throws `SendError`.
 */
export function makeThread(caller: Caller, channels: Channels) {
  return async (root: Sent, title: string, { signal }: SendOptions): Promise<Place> => {
    const { place, message } = root
    const { channel } = place
    const isPossible = place.thread === undefined && idOf(message) !== undefined && idOf(channel) !== undefined
    if (!isPossible || channels.known(channel)?.with !== undefined) return place
    try {
      const path = `/channels/${channel}/messages/${message}/threads`
      const body = { name: nameOf(title), auto_archive_duration: autoArchive }
      const given = shape(await caller.call({ name: 'startThread', method: 'POST', path, body }, signal))
      return opened(idOf(given?.id) ?? message, integer(given?.type))
    } catch (error) {
      const code = codeOf(error) ?? 0
      if (code === codes.threadExists) return opened(message)
      if (without.includes(code)) return place
      throw troubleOf(error, true)
    }

    function opened(thread: string, type = publicThread): Place {
      channels.learn('THREAD_CREATE', { id: thread, type, parent_id: channel })
      return placeOf(thread, channel)
    }
  }
}

/** Never empty, and in one line. */
const nameOf = (title: string): string => caption(title.replace(/\s+/g, ' '), longestName)
