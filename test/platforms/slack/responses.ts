import type { Reply } from '../shared/http/connection.ts'
import { isObject } from '../shared/json.ts'
import { type Params, text } from './params.ts'
import { content, post, remove, replace, whisper } from './posting.ts'
import { Refusal } from './refusal.ts'
import type { Message } from './wire.ts'
import type { Channel } from './workspace.ts'
import type { World } from './world.ts'

/** Where an answer to an interaction goes. `message` is the one acted on; `isPrivate` when only that person sees it. */
type Origin = { channel: Channel; user: string; message?: Message; isPrivate?: boolean }

/** How often and how long (milliseconds) one address may be used. */
const uses = 5
const life = 30 * 60_000

/** Addresses under which the app may answer an interaction for a while, without a token. */
export class Responses {
  private readonly all = new Map<string, Origin & { left: number; until: number }>()

  make(world: World, origin: Origin): string {
    const id = `${this.all.size + 1}/${crypto.randomUUID().slice(0, 8)}`
    this.all.set(id, { ...origin, left: uses, until: world.now() + life })
    return `${world.root}/respond/${id}`
  }

  /** Answers a post to the address with that id. */
  reply(world: World, id: string, body: Buffer | undefined): Reply {
    const origin = this.all.get(id)
    if (!origin || world.now() > origin.until) return { status: 404, body: '{"ok":false,"error":"expired_url"}' }
    if (origin.left <= 0) return { status: 404, body: '{"ok":false,"error":"used_url"}' }
    try {
      const said: unknown = JSON.parse(body?.toString() ?? '')
      if (!isObject(said)) throw new Refusal('invalid_payload')
      origin.left--
      respond(world, origin, said)
      return { status: 200, body: '{"ok":true}' }
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal('invalid_payload')
      return { ...refusal.reply(), status: 400 }
    }
  }
}

/** Does what an answer asks for: changes or deletes the message acted on, or says something new. Throws a refusal. */
export function respond(world: World, origin: Origin, said: Params): void {
  const { channel, user, message, isPrivate } = origin
  if (said.delete_original === true && message) {
    if (isPrivate) world.screen.remove(channel.id, message.ts)
    else remove(world, channel, message)
    return
  }
  const body = content(world, said)
  if (said.replace_original === true && message) {
    if (!isPrivate) origin.message = replace(world, channel, message, body)
    else {
      const { blocks: _, ...rest } = message
      origin.message = { ...rest, ...body }
      world.screen.change(channel, origin.message)
    }
    return
  }
  const thread = text(said, 'thread_ts')
  const position = thread === undefined ? {} : { thread }
  if (said.response_type === 'in_channel') post(world, channel, body, position)
  else whisper(world, channel, user, body, position)
}
