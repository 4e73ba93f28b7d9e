import { idOf } from './base.ts'
import type { Parcel, Perform } from './perform.ts'
import type { Way } from './replies.ts'
import { codeOf, codes, troubleOf } from './trouble.ts'

/** Puts a parcel in the place of a message. Resolves with false when that can no longer be changed. Throws `SendError`. */
export interface Replace {
  /** One in a channel. */
  edit(channel: string, message: string, parcel: Parcel): Promise<boolean>
  /** One that only one person sees. */
  change(way: Way, parcel: Parcel): Promise<boolean>
}

/** What a message that was sent before can no longer be changed with. */
const over: readonly number[] = [
  codes.unknownMessage,
  codes.unknownWebhook,
  codes.unknownChannel,
  codes.expiredToken,
  codes.notOurs,
  codes.archived,
  codes.tooManyEdits,
]

export function makeReplace(perform: Perform): Replace {
  async function replace(name: string, path: string, parcel: Parcel): Promise<boolean> {
    try {
      await perform({ name, method: 'PATCH', path }, parcel)
      return true
    } catch (error) {
      if (over.includes(codeOf(error) ?? 0)) return false
      throw troubleOf(error, true)
    }
  }

  return {
    async edit(channel, message, parcel) {
      if (idOf(message) === undefined) return false
      return replace('editMessage', `/channels/${channel}/messages/${message}`, parcel)
    },
    change: ({ app, token, name }, parcel) =>
      replace('editOriginal', `/webhooks/${app}/${token}/messages/${name}`, parcel),
  }
}
