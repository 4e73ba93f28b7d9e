import { type Place, SendError } from '../../src/chat.ts'
import { hidden } from './base.ts'
import type { Parcel, Perform } from './perform.ts'
import { messageOf } from './post.ts'
import { flags } from './render.ts'
import type { Replies } from './replies.ts'
import { codeOf, codes, troubleOf } from './trouble.ts'

/**
 * Answers what was done there lately, through its token; gives the id of the message, or undefined when there is nothing
 * to be answered that way. In a conversation with the bot alone, where `person` is left out, that only fills in what is
 * shown as thinking: other messages are better sent with a nonce. Throws `SendError`.
 */
export type AnswerThere = (place: Place, person: string | undefined, parcel: Parcel) => Promise<string | undefined>

const lapsed: readonly number[] = [codes.unknownWebhook, codes.expiredToken, codes.unknownMessage]

export function makeAnswer(perform: Perform, replies: Replies): AnswerThere {
  return async (place, person, parcel) => {
    const found = replies.find(place, person, parcel.key)
    if (!found || (person === undefined && !found.fills)) return undefined
    const { app, token } = found
    const lapses = () => {
      replies.expired(place, token)
      replies.release(parcel.key)
      return undefined
    }
    const outcome = await found.ready
    if (outcome === 'refused') return lapses()
    // what another process showed as thinking may be an answer by now, which is not to be written over
    const fills = found.fills && outcome === 'taken'
    if (person === undefined && !fills) return undefined
    const path = `/webhooks/${app}/${token}`
    const extra = { flags: flags.noPreviews | flags.ephemeral }
    try {
      const given = fills
        ? await perform({ name: 'editOriginal', method: 'PATCH', path: `${path}/messages/@original` }, parcel)
        : await perform({ name: 'followUp', method: 'POST', path, extra }, parcel)
      const id = messageOf(given)
      if (person === undefined) return id
      replies.keep(id, { app, token, name: fills ? '@original' : id })
      return hidden.of(id, person)
    } catch (error) {
      if (lapsed.includes(codeOf(error) ?? 0)) return lapses()
      const trouble = error instanceof SendError ? error : troubleOf(error, fills)
      if (trouble.trouble.kind === 'refused') replies.release(parcel.key)
      throw trouble
    }
  }
}
