import { randomBytes } from 'node:crypto'
import type { Exchange } from '../../shared/http/connection.ts'
import { Stream } from '../../shared/stream.ts'
import { memberJson, wholeGuild } from '../shapes.ts'
import type { Json } from '../wire.ts'
import type { World } from '../world.ts'
import { GatewayConnection, type Office } from './connection.ts'
import { type Privileged, refuseIntents } from './intents.ts'
import { Session } from './session.ts'
import { upgrade } from './upgrade.ts'

/**
 * `heartbeat`: milliseconds between heartbeats. `lapse`: how long a connection lives without one. `resumable`: how long a session outlives its connection. `intents`:
 * privileged ones that are switched on. `many`: the bot may have several sessions at once, which all hear everything;
 * otherwise a new one ends the one before.
 */
export type GatewaySettings = {
  heartbeat: number
  lapse: number
  resumable: number
  intents: readonly Privileged[]
  many: boolean
}

/** Something that befell a session; `at` is milliseconds since 1970. */
export type Episode = {
  at: number
  kind: 'identified' | 'resumed' | 'refused' | 'replaced' | 'closed'
  session?: string
  code?: number
}

/** The gateway: connections and sessions of the bot. */
export class Gateway implements Office {
  readonly connections = new Set<GatewayConnection>()
  readonly episodes: Episode[] = []
  private readonly sessions = new Map<string, Session>()
  private readonly stream = new Stream<Episode>()
  private readonly settings: GatewaySettings
  private readonly world: () => World

  constructor(settings: GatewaySettings, world: () => World) {
    this.settings = settings
    this.world = world
  }

  /** Whether the app may have the words of messages. */
  get reads(): boolean {
    return this.settings.intents.includes('content')
  }

  get heartbeat(): number {
    return this.settings.heartbeat
  }

  get lapse(): number {
    return this.settings.lapse
  }

  now(): number {
    return this.world().now()
  }

  /** Takes in a WebSocket. */
  open(exchange: Exchange): void {
    const query = new URL(exchange.url, 'http://localhost').searchParams
    upgrade(exchange, (socket) => {
      const connection = new GatewayConnection(socket, this)
      this.connections.add(connection)
      if (query.get('v') !== '10') this.refuse(connection, 4012)
      else if (query.get('encoding') === 'etf' || query.has('compress')) this.refuse(connection, 4002)
    })
  }

  /** Sessions that are connected now. */
  get live(): Session[] {
    return [...this.connections].flatMap(({ session }) => session ?? [])
  }

  /** How many sessions there ever were. */
  get identified(): number {
    return this.episodes.filter(({ kind }) => kind === 'identified').length
  }

  /** All sessions, also those without a connection that can be resumed. */
  each(): IterableIterator<Session> {
    return this.sessions.values()
  }

  identify(connection: GatewayConnection, data: Json): void {
    const { intents } = data
    const code = this.wrong(data) ?? refuseIntents(intents, this.settings.intents)
    if (code !== undefined) {
      this.refuse(connection, code)
      return
    }
    if (!this.settings.many) this.replace()
    const { me } = this.world()
    const session = new Session(randomBytes(16).toString('hex'), intents as number, me.id, connection)
    this.sessions.set(session.id, session)
    connection.session = session
    this.start(session)
    this.note({ kind: 'identified', session: session.id })
  }

  /** The close code for a wrong token or shard; undefined when they are right. */
  private wrong({ token, shard }: Json): number | undefined {
    if (token !== this.world().token) return 4004
    return Array.isArray(shard) && (shard[0] !== 0 || shard[1] !== 1) ? 4010 : undefined
  }

  resume(connection: GatewayConnection, data: Json): void {
    this.expire()
    const code = this.wrong(data)
    const session = this.sessions.get(String(data.session_id))
    const before = session?.line
    if (code !== undefined) {
      this.refuse(connection, code)
    } else if (!session) {
      this.note({ kind: 'refused', session: String(data.session_id) })
      connection.op(9, false)
    } else if (session.resume(connection, Number(data.seq))) {
      connection.session = session
      if (before && before !== connection) before.close(4000)
      this.note({ kind: 'resumed', session: session.id })
    } else {
      this.refuse(connection, 4007)
    }
  }

  ended(connection: GatewayConnection, code: number): void {
    this.connections.delete(connection)
    const { session } = connection
    if (session?.line === connection) {
      session.line = undefined
      session.lostAt = this.now()
      if (code === 1000 || code === 1001) this.sessions.delete(session.id)
    }
    this.note({ kind: 'closed', code, ...(session && { session: session.id }) })
  }

  /** Answers a request for members. */
  chunk(session: Session, data: Json): void {
    const { guild_id, nonce, query, limit, user_ids } = data
    const guild = this.world().places.guilds.get(String(guild_id))
    if (!guild) return
    const wanted = user_ids === undefined ? undefined : new Set([user_ids].flat())
    const found = [...guild.members.values()]
      .filter(({ user }) => (wanted ? wanted.has(user.id) : user.username.startsWith(String(query ?? ''))))
      .slice(0, Number(limit) || undefined)
    session.tell('GUILD_MEMBERS_CHUNK', {
      guild_id,
      members: found.map(memberJson),
      chunk_index: 0,
      chunk_count: 1,
      ...(nonce !== undefined && { nonce }),
      ...(wanted && { not_found: [...wanted].filter((id) => !guild.members.has(String(id))) }),
    })
  }

  /** Ends all connections with that code; without one they break. */
  drop(code?: number): void {
    for (const connection of this.connections) {
      if (code === undefined) connection.terminate()
      else connection.close(code)
    }
  }

  /** Tells every connection to connect anew. */
  reconnect(): void {
    for (const connection of this.connections) connection.op(7)
  }

  /** Says of every session that it is no longer valid; it is forgotten unless it can be resumed. */
  invalidate(resumable: boolean): void {
    if (!resumable) this.sessions.clear()
    for (const connection of this.connections) {
      connection.session = undefined
      connection.op(9, resumable)
    }
  }

  /** Forgets all sessions: they cannot be resumed. Connections stay as they are until they end. */
  forget(): void {
    this.sessions.clear()
  }

  /** All connections stay open, but nothing goes through them any more. */
  silence(): void {
    for (const connection of this.connections) connection.isSilent = true
  }

  /** The next thing to befall a session that is of that kind. */
  next(kind: Episode['kind'], patience: number): Promise<Episode> {
    return this.stream.next(
      (episode) => episode.kind === kind,
      patience,
      (came) => {
        const said = came.map((each) => `${each.kind} ${each.code ?? ''}`)
        return `no session was ${kind} within ${patience} ms; there were: ${said.join(', ') || 'none'}`
      },
    )
  }

  stop(): void {
    this.stream.stop()
    this.drop()
  }

  private start(session: Session): void {
    const world = this.world()
    const guilds = [...world.places.guilds.values()].filter(({ hasBot }) => hasBot)
    session.tell('READY', {
      v: 10,
      user: { ...world.me, verified: true, mfa_enabled: true, email: null, flags: 0 },
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: world.gatewayUrl,
      session_type: 'normal',
      private_channels: [],
      shard: [0, 1],
      application: { id: world.app, flags: 0 },
    })
    for (const guild of guilds) {
      const data = wholeGuild(guild, world.places, world.me.id)
      const { times } = world.faults.event({ type: 'GUILD_CREATE', data, guild: guild.id })
      for (let i = 0; i < times; i++) session.tell('GUILD_CREATE', data)
    }
  }

  /** Ends the sessions that are there: whoever held them is told that they are no longer valid. */
  private replace(): void {
    for (const connection of this.connections) {
      const { session } = connection
      if (!session) continue
      this.note({ kind: 'replaced', session: session.id })
      this.sessions.delete(session.id)
      connection.session = undefined
      connection.op(9, false)
    }
  }

  private expire(): void {
    for (const [id, { line, lostAt }] of this.sessions) {
      if (!line && this.now() - lostAt > this.settings.resumable) this.sessions.delete(id)
    }
  }

  private refuse(connection: GatewayConnection, code: number): void {
    this.note({ kind: 'refused', code })
    connection.close(code)
  }

  private note(episode: Omit<Episode, 'at'>): void {
    const whole = { at: this.now(), ...episode }
    this.episodes.push(whole)
    this.stream.tell(whole)
  }
}
