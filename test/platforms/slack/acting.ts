import { isObject } from '../shared/json.ts'
import type { Control } from './blocks/read.ts'
import type { Answer } from './delivery/envelope.ts'
import { interaction, triggerFor, viewJson } from './interactions.ts'
import { idOf, People, type Who } from './people.ts'
import { Refusal } from './refusal.ts'
import { respond } from './responses.ts'
import type { Seen } from './screen.ts'
import { escaped, typed } from './typing.ts'
import type { Json } from './wire.ts'

/** How something a person did was taken: `ms` until it was acknowledged, or why it was not in time. */
export type Taken = { ok: true; ms: number } | { ok: false; why: string; ms: number }

/** Something a person did: the leave to open a modal that the app was given, and how it was taken. Never rejects. */
export type Act = { trigger: string; taken: Promise<Taken> }

/** A button or menu, by its label, action or place in the list; or one that is not there, as a forged client could. */
export type What = string | { action: string; block?: string; value?: string }

/** A thing with buttons: a message, a modal or a home. */
export type Pressable = Seen | { id: string; person: string; buttons: Control[] }

/** Commands, and what is pressed and chosen. */
export class Acting extends People {
  /** Types a slash command, such as `/regulars points`, in a channel or in the conversation with the app. */
  asks(who: Who, line: string, { chat }: { chat?: Who } = {}): Act {
    const { member, channel } = this.at(who, chat)
    const [command = '', ...rest] = line.split(' ')
    const { commands } = this.world.features
    if (commands && !commands.has(command))
      throw new Error(`there is no command ${command}; there are: ${[...commands]}`)
    const { team, app } = this.world.workspace
    const words = rest.join(' ')
    const trigger = triggerFor(this.world, 'slash_commands', channel.id, member.id)
    const origin = { channel, user: member.id }
    const payload = {
      token: 'local-verification-token',
      team_id: team.id,
      team_domain: team.domain,
      channel_id: channel.id,
      channel_name: channel.kind === 'group' ? 'privategroup' : channel.name,
      user_id: member.id,
      user_name: member.handle,
      command,
      text: this.world.features.tags ? typed(words, this.world.workspace, true).text : escaped(words),
      api_app_id: app.id,
      is_enterprise_install: 'false',
      response_url: this.world.responses.make(this.world, origin),
      trigger_id: trigger,
    }
    const said = (answer: unknown) => {
      if (isObject(answer) && (answer.text !== undefined || answer.blocks !== undefined)) {
        respond(this.world, origin, answer)
      }
    }
    return this.act('slash_commands', 'slash_commands', channel.id, payload, trigger, said)
  }

  /** Presses a button. */
  presses(who: Who, on: Pressable, what: What): Act {
    const control = controlOf(on.buttons, what)
    const action: Json = { type: 'button', text: { type: 'plain_text', text: control.text, emoji: true } }
    const pressed = { ...action, ...(control.value !== undefined && { value: control.value }) }
    return this.interact(who, on, control, pressed, typeof what !== 'string')
  }

  /** Chooses an option of a menu, by its label or value. */
  chooses(who: Who, on: Pressable, what: What, option: string): Act {
    const control = controlOf(on.buttons, what)
    const chosen = control.options?.find(({ text, value }) => text === option || value === option)
    if (!chosen) throw new Error(`no option "${option}"; there are: ${control.options?.map(({ text }) => text)}`)
    const { text, value } = chosen
    const selected_option = { text: { type: 'plain_text', text, emoji: true }, value }
    return this.interact(who, on, control, { type: control.type, selected_option }, typeof what !== 'string')
  }

  /** Gives the app an interaction or command; what it says with its acknowledgement goes to `said`. */
  protected act(
    kind: 'slash_commands' | 'interactive',
    type: string,
    lane: string,
    payload: Json,
    trigger: string,
    said: (answer: unknown) => void = () => {},
  ): Act {
    const { envelope, answer } = this.world.envelopes.send(kind, type, lane, payload)
    const taken = answer.then((how) => {
      const ms = envelope.tries.at(-1)?.ms ?? 0
      return judged(how, ms, said)
    })
    return { trigger, taken }
  }

  private interact(who: Who, on: Pressable, control: Control, action: Json, isForged: boolean): Act {
    const person = idOf(who)
    const isHidden = 'chat' in on && on.only !== undefined && on.only !== person
    if (isHidden && !isForged) throw new Error(`${person} does not see this message`)
    if (!this.world.features.interactivity) throw new Error('the app has no interactivity switched on')
    const lane = 'chat' in on ? on.chat : on.person
    const viewId = 'chat' in on ? undefined : on.id
    const trigger = triggerFor(this.world, 'block_actions', lane, person, viewId)
    const payload = {
      ...interaction(this.world, 'block_actions', person, trigger),
      ...('chat' in on ? this.onMessage(person, on) : this.onView(on)),
      actions: [
        {
          action_id: control.action,
          block_id: control.block,
          ...action,
          ...(control.style !== undefined && { style: control.style }),
          action_ts: this.world.stamps.next(),
        },
      ],
    }
    return this.act('interactive', 'block_actions', lane, payload, trigger)
  }

  private onMessage(person: string, on: Seen): Json {
    const channel = this.world.workspace.channel(on.chat)
    if (!channel.members.has(person)) throw new Error(`${person} is not in ${on.chat}`)
    const isPrivate = on.only !== undefined
    const { app, team } = this.world.workspace
    const base = { type: 'message' as const, user: app.botUser, bot_id: app.botId, app_id: app.id, team: team.id }
    const message = channel.messages.get(on.id) ?? { ...base, text: on.notification, ts: on.id, blocks: on.blocks }
    const origin = { channel, user: person, message, isPrivate }
    const thread = on.thread === undefined ? {} : { thread_ts: on.thread }
    return {
      container: { type: 'message', message_ts: on.id, channel_id: on.chat, is_ephemeral: isPrivate, ...thread },
      channel: { id: on.chat, name: channel.kind === 'im' ? 'directmessage' : channel.name },
      ...(!isPrivate && { message }),
      state: { values: {} },
      response_url: this.world.responses.make(this.world, origin),
    }
  }

  private onView({ id, person }: { id: string; person: string }): Json {
    const open = this.world.views.stack(person).find(({ view }) => view.id === id)
    const view = open?.view ?? this.world.views.home(person)?.view
    if (!view) throw new Error('this modal is not open any more')
    return { container: { type: 'view', view_id: id }, view: viewJson(this.world, view, open?.answers) }
  }
}

/** Reads the acknowledgement; what was said with it and is refused counts as not taken. */
function judged(how: Answer, ms: number, said: (answer: unknown) => void): Taken {
  if (!how.ok) return { ok: false, why: how.why, ms }
  try {
    said(how.payload)
    return { ok: true, ms }
  } catch (error) {
    return { ok: false, why: error instanceof Refusal ? error.error : String(error), ms }
  }
}

function controlOf(buttons: Control[], what: What): Control {
  if (typeof what !== 'string') return { text: '', type: 'button', block: '', ...what }
  const found =
    buttons.find(({ text }) => text === what) ?? buttons.find(({ action, value }) => action === what || value === what)
  if (found) return found
  throw new Error(`nothing "${what}" to press; there are: ${buttons.map(({ text }) => text).join(', ') || 'none'}`)
}
