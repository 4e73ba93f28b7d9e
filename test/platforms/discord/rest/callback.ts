import { readChoices } from '../check/commands.ts'
import { Field } from '../check/field.ts'
import { type Draft, readDraft } from '../check/message.ts'
import { readModal } from '../check/modal.ts'
import { type AnswerKind, type Interaction, interactionTypes } from '../interactions.ts'
import { messageTypes } from '../messages.ts'
import { refusal } from '../refusal.ts'
import { flags, type Json, type Message } from '../wire.ts'
import type { World } from '../world.ts'
import { editRules, needContent, needSomething } from './messages.ts'
import { nothing, objectOf, ok, param, type Request, type Route } from './request.ts'

const settable = flags.suppressEmbeds | flags.ephemeral | flags.silent | flags.componentsV2
const callbackTypes: Readonly<Record<number, AnswerKind>> = {
  4: 'message',
  5: 'deferred',
  6: 'deferred update',
  7: 'update',
  8: 'choices',
  9: 'modal',
}

/** POST /interactions/:interaction/:token/callback */
export const answerInteraction: Route = (request) => {
  const { world, body, query, call } = request
  const interaction = world.interactions.open(param(request, 'interaction'), param(request, 'token'))
  const json = objectOf(body)
  const field = new Field(json)
  const type = field.at('type').oneOf(allowedFor(world, interaction), true)
  field.issues.settle()
  const kind = callbackTypes[type ?? 0] ?? 'message'
  const data = (json.data ?? {}) as Json
  const message = perform(request, interaction, kind, data)
  if (message) call.message = message.id
  if (query.get('with_response') !== 'true') return nothing
  const made = message && (kind === 'message' || kind === 'deferred') ? message : undefined
  return ok({
    interaction: {
      id: interaction.id,
      type: interaction.type,
      ...(made && {
        response_message_id: made.id,
        response_message_loading: kind === 'deferred',
        response_message_ephemeral: (made.flags & flags.ephemeral) !== 0,
      }),
    },
    ...(message && { resource: { type, message } }),
  })
}

/** Kinds of answers that an interaction takes. */
function allowedFor(world: World, { type, source }: Interaction): number[] {
  if (type === interactionTypes.autocomplete) return [8]
  const onMessage = source !== undefined && (type === interactionTypes.component || type === interactionTypes.modal)
  const isThere = onMessage && world.messages.find(source) !== undefined
  return [4, 5, ...(isThere ? [6, 7] : []), ...(type === interactionTypes.modal ? [] : [9])]
}

function perform(
  { world, body }: Request,
  interaction: Interaction,
  kind: AnswerKind,
  data: Json,
): Message | undefined {
  const { interactions, messages } = world
  const isPrivate = (Number(data.flags ?? 0) & flags.ephemeral) !== 0
  const field = new Field(data, ['data'])
  switch (kind) {
    case 'choices':
      interaction.choices = (readChoices(field.at('choices'), 0) ?? []).map(({ name, value }) => ({ name, value }))
      field.issues.settle()
      interactions.answer(interaction, kind, true)
      return undefined
    case 'modal':
      interaction.modal = readModal(field)
      field.issues.settle()
      interactions.answer(interaction, kind, true)
      return undefined
    case 'message': {
      const draft = readDraft(data, body.files, { settable })
      needContent(draft)
      interactions.answer(interaction, kind, isPrivate)
      return respond(world, interaction, draft, isPrivate)
    }
    case 'deferred': {
      interactions.answer(interaction, kind, isPrivate)
      const draft = { flags: flags.loading, enforceNonce: false }
      return respond(world, interaction, draft, isPrivate)
    }
    default: {
      const before = messages.find(interaction.source ?? '')
      if (!before) throw refusal('unknownMessage')
      interaction.original = before.id
      const draft = kind === 'update' ? readDraft(data, body.files, editRules(before)) : undefined
      if (draft) needSomething(before, draft)
      interactions.answer(interaction, kind, (before.flags & flags.ephemeral) !== 0)
      return draft ? messages.change(before, draft) : before
    }
  }
}

/** Puts the message that answers an interaction into its channel. */
function respond(world: World, interaction: Interaction, draft: Draft, isPrivate: boolean): Message {
  const message = postFor(world, interaction, draft, isPrivate, true)
  interaction.original = message.id
  return message
}

/** Puts a message that belongs to an interaction into its channel. */
export function postFor(
  world: World,
  interaction: Interaction,
  draft: Draft,
  isPrivate: boolean,
  isFirst: boolean,
): Message {
  const { places, messages, app, me, interactions } = world
  const channel = places.channel(interaction.channel)
  const type = interaction.type === interactionTypes.command && isFirst ? messageTypes.slash : messageTypes.plain
  const reference = !isFirst || (interaction.source && interaction.type === interactionTypes.component)
  const about = isFirst ? interaction.source : interaction.original
  const settled = { ...draft, flags: draft.flags & ~flags.ephemeral }
  return messages.post({
    channel,
    author: me,
    draft: settled,
    ...(isPrivate && { only: interaction.user }),
    more: {
      type,
      webhook_id: app,
      application_id: app,
      interaction_metadata: interactions.metadata(interaction),
      ...(reference &&
        about !== undefined && { message_reference: { type: 0, message_id: about, channel_id: channel.id } }),
    },
  })
}
