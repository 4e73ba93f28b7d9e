import { randomBytes } from 'node:crypto'
import { Stream } from '../shared/stream.ts'
import { whereOf } from './gateway/events.ts'
import type { Channel } from './places.ts'
import { refusal } from './refusal.ts'
import { channelJson, memberJson } from './shapes.ts'
import type { Json, Message, Modal, User } from './wire.ts'
import type { World } from './world.ts'

/** Numbers of the kinds of interactions. */
export const interactionTypes = { command: 2, component: 3, autocomplete: 4, modal: 5 } as const

/** How the bot answered first. */
export type AnswerKind = 'message' | 'deferred' | 'deferred update' | 'update' | 'choices' | 'modal'

/**
 * Something a person did that the bot must answer. `at` is milliseconds since 1970. `original`: the message that
 * answers it. `followUps`: further messages that belong to it.
 */
export type Interaction = {
  readonly id: string
  readonly token: string
  readonly type: number
  readonly name: string
  readonly user: string
  readonly channel: string
  readonly at: number
  readonly source?: string
  answer?: { kind: AnswerKind; at: number; private: boolean }
  original?: string
  modal?: Modal
  choices?: { name: string; value: string | number }[]
  readonly followUps: Set<string>
}

/** How an interaction stands: `failed` is what the person is told when no answer came in time. */
export type Standing = { state: 'waiting' | 'answered' | 'failed'; kind?: AnswerKind; private?: boolean; ms?: number }

/** What a person did: the kind of interaction, its data, where, and on which message. */
export type Deed = { type: number; name: string; data: Json; person: string; channel: Channel; message?: Message }

/** Permissions of people and the bot where nothing else is said. */
const usual = String((1n << 50n) - 1n)

/** All interactions. */
export class Interactions {
  private readonly byId = new Map<string, Interaction>()
  private readonly byToken = new Map<string, Interaction>()
  private readonly answered = new Stream<Interaction>()
  private readonly world: () => World
  /** How long the first answer, and any answer, may take, in milliseconds. */
  private readonly life: { first: number; all: number }

  constructor(life: { first: number; all: number }, world: () => World) {
    this.life = life
    this.world = world
  }

  list(): Interaction[] {
    return [...this.byId.values()]
  }

  /** The interaction with that id; for mistakes of a test, not of the bot. */
  get(id: string): Interaction {
    const interaction = this.byId.get(id)
    if (!interaction) throw new Error(`there is no interaction ${id}`)
    return interaction
  }

  /** Tells the bot of what a person did. */
  begin({ type, name, data, person, channel, message }: Deed): Interaction {
    const world = this.world()
    const { ids, now, faults, events } = world
    const expired = faults.expires(channel.id)
    const interaction: Interaction = {
      id: ids.next(),
      token: randomBytes(24).toString('base64url'),
      type,
      name,
      user: person,
      channel: channel.id,
      at: now() - (expired ? this.life.first + 1 : 0),
      ...(message && { source: message.id }),
      followUps: new Set(),
    }
    this.byId.set(interaction.id, interaction)
    this.byToken.set(interaction.token, interaction)
    events.push('INTERACTION_CREATE', this.payload(interaction, data, channel, message), whereOf(channel))
    return interaction
  }

  /** The channel of the interaction that a path names by its token. */
  channelOf({ token }: Readonly<Record<string, string>>): string | undefined {
    return token === undefined ? undefined : this.byToken.get(token)?.channel
  }

  /** How it stands now. */
  standing({ answer, at }: Interaction): Standing {
    if (answer) return { state: 'answered', kind: answer.kind, private: answer.private, ms: answer.at - at }
    return { state: this.world().now() - at > this.life.first ? 'failed' : 'waiting' }
  }

  /** The interaction to be answered first. Throws what the bot is told when that cannot be. */
  open(id: string, token: string): Interaction {
    const interaction = this.byId.get(id)
    if (interaction?.token !== token) throw refusal('unknownInteraction')
    if (interaction.answer) throw refusal('alreadyAcknowledged')
    if (this.standing(interaction).state === 'failed') throw refusal('unknownInteraction')
    return interaction
  }

  /** Notes the first answer. */
  answer(interaction: Interaction, kind: AnswerKind, isPrivate: boolean): void {
    interaction.answer = { kind, at: this.world().now(), private: isPrivate }
    this.answered.tell(interaction)
  }

  /** The interaction that further answers belong to. Throws what the bot is told when they cannot be given. */
  continued(app: string, token: string): Interaction & { answer: NonNullable<Interaction['answer']> } {
    const { app: own, now } = this.world()
    const interaction = this.byToken.get(token)
    const answer = interaction?.answer
    if (app !== own || !interaction || !answer) throw refusal('unknownWebhook')
    if (now() - interaction.at > this.life.all) throw refusal('invalidToken')
    return Object.assign(interaction, { answer })
  }

  /** The next interaction to be answered of which this is true. */
  next(suits: (interaction: Interaction) => boolean, patience: number): Promise<Interaction> {
    return this.answered.next(suits, patience, (came) => {
      const said = came.map(({ name, answer }) => `- ${name}: ${answer?.kind}`)
      return `no such answer within ${patience} ms; what was answered:\n${said.join('\n') || '(nothing)'}`
    })
  }

  stop(): void {
    this.answered.stop()
  }

  /** What a message that answers an interaction says of it. */
  metadata({ id, type, name, user, channel }: Interaction): Json {
    const { places } = this.world()
    return {
      id,
      type,
      user: places.human(user).user,
      authorizing_integration_owners: { 0: places.channel(channel).guild ?? '0' },
      ...(type === interactionTypes.command && { name }),
    }
  }

  private payload({ id, token, type, user }: Interaction, data: Json, channel: Channel, message?: Message): Json {
    const { places, app } = this.world()
    const human = places.human(user)
    const guild = places.guildOf(channel)
    const member = guild?.members.get(user)
    const who: { user: User } | { member: Json } = member
      ? { member: { ...memberJson(member), permissions: usual } }
      : { user: human.user }
    return {
      id,
      application_id: app,
      type,
      data,
      ...(guild && { guild_id: guild.id, guild_locale: guild.locale }),
      ...(guild && { guild: { id: guild.id, locale: guild.locale, features: [] } }),
      channel: channelJson(channel, places),
      channel_id: channel.id,
      ...who,
      token,
      version: 1,
      ...(message && { message }),
      app_permissions: String(guild?.permissions ?? (1n << 15n) | (1n << 14n) | (1n << 17n) | (1n << 18n)),
      locale: human.locale,
      entitlements: [],
      authorizing_integration_owners: { 0: guild?.id ?? '0' },
      context: guild ? 0 : 1,
      attachment_size_limit: 10 * 1024 * 1024,
    }
  }
}
