import { type Draft, readDraft } from '../check/message.ts'
import type { Interaction } from '../interactions.ts'
import { refusal } from '../refusal.ts'
import { flags, type Message } from '../wire.ts'
import { postFor } from './callback.ts'
import { editRules, needContent, needSomething } from './messages.ts'
import { nothing, objectOf, ok, param, type Request, type Route } from './request.ts'

const settable = flags.suppressEmbeds | flags.ephemeral | flags.silent | flags.componentsV2

type Answered = ReturnType<Request['world']['interactions']['continued']>

const interactionOf = (request: Request): Answered =>
  request.world.interactions.continued(param(request, 'app'), param(request, 'token'))

/** POST /webhooks/:app/:token: another message, or the first one while the person still sees "thinking". */
export const followUp: Route = (request) => {
  const { world, body, call } = request
  const interaction = interactionOf(request)
  const draft = readDraft(objectOf(body), body.files, { settable })
  needContent(draft)
  const waiting = loading(request, interaction)
  if (waiting) {
    call.message = waiting.id
    return ok(filled(request, waiting, draft))
  }
  const isPrivate = (draft.flags & flags.ephemeral) !== 0
  const message = postFor(world, interaction, draft, isPrivate, false)
  interaction.followUps.add(message.id)
  call.message = message.id
  return ok(message)
}

/** The message that still says "thinking", if it does. */
function loading({ world }: Request, { original }: Interaction): Message | undefined {
  const message = original === undefined ? undefined : world.messages.find(original)
  return message && (message.flags & flags.loading) !== 0 ? message : undefined
}

/** Fills the message that said "thinking". */
const filled = ({ world }: Request, message: Message, draft: Draft): Message =>
  world.messages.change(
    { ...message, flags: message.flags & ~flags.loading },
    { ...draft, flags: draft.flags & ~flags.ephemeral },
    {
      edited_timestamp: message.edited_timestamp,
    },
  )

/** PATCH /webhooks/:app/:token/messages/:message */
export const editOriginal: Route = (request) => {
  const { world, body, call } = request
  const before = own(request)
  call.message = before.id
  const draft = readDraft(objectOf(body), body.files, editRules(before))
  needSomething(before, draft)
  if ((before.flags & flags.loading) !== 0) return ok(filled(request, before, draft))
  return ok(world.messages.change(before, draft))
}

/** GET /webhooks/:app/:token/messages/:message */
export const getOriginal: Route = (request) => ok(own(request))

/** DELETE /webhooks/:app/:token/messages/:message */
export const deleteOriginal: Route = (request) => {
  const message = own(request)
  request.call.message = message.id
  request.world.messages.remove(message)
  return nothing
}

/** The message that the call is about: `@original`, or one that belongs to the interaction. */
function own(request: Request): Message {
  const interaction = interactionOf(request)
  const name = param(request, 'message')
  const id = name === '@original' ? interaction.original : name
  const belongs = id !== undefined && (id === interaction.original || interaction.followUps.has(id))
  const message = belongs ? request.world.messages.find(id) : undefined
  if (!message) throw refusal('unknownMessage')
  return message
}
