import type { Stamps } from '../stamps.ts'
import type { Json } from '../wire.ts'
import type { Channel, Workspace } from '../workspace.ts'
import type { Envelope } from './envelope.ts'
import type { Envelopes } from './envelopes.ts'

const kinds = { channel: 'channels', group: 'groups', im: 'im' } as const

/** Tells the app of what happened, if it subscribed to it. */
export class Events {
  /** Names as in a manifest, such as `message.im`; undefined subscribes to everything. */
  subscriptions: ReadonlySet<string> | undefined
  private made = 0
  private readonly workspace: Workspace
  private readonly stamps: Stamps
  private readonly envelopes: Envelopes

  constructor(workspace: Workspace, stamps: Stamps, envelopes: Envelopes) {
    this.workspace = workspace
    this.stamps = stamps
    this.envelopes = envelopes
  }

  /** Something about a message in a channel; untold when the app is not in there. */
  message(channel: Channel, event: Json): Envelope | undefined {
    const { app } = this.workspace
    if (!channel.members.has(app.botUser) || !this.wants(`message.${kinds[channel.kind]}`)) return undefined
    const body = { type: 'message', ...event, channel: channel.id, channel_type: channel.kind }
    return this.send(channel.id, { event_ts: event.ts, ...body })
  }

  /** Any other event; `name` is what one subscribes to. */
  tell(name: string, lane: string, event: Json): Envelope | undefined {
    return this.wants(name) ? this.send(lane, { event_ts: this.stamps.next(), ...event, type: name }) : undefined
  }

  /** Sends an event however strange, subscribed to or not. */
  send(lane: string, event: Json): Envelope {
    const { team, app } = this.workspace
    const id = String(++this.made).padStart(9, '0')
    const payload = {
      token: 'local-verification-token',
      team_id: team.id,
      context_team_id: team.id,
      context_enterprise_id: null,
      api_app_id: app.id,
      event,
      type: 'event_callback',
      event_id: `Ev${id}`,
      event_time: this.stamps.seconds(),
      authorizations: [
        { enterprise_id: null, team_id: team.id, user_id: app.botUser, is_bot: true, is_enterprise_install: false },
      ],
      is_ext_shared_channel: false,
      event_context: `4-${id}`,
    }
    return this.envelopes.send('events_api', String(event.type), lane, payload).envelope
  }

  private wants(name: string): boolean {
    return this.subscriptions?.has(name) ?? true
  }
}
