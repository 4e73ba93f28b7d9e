import type { Adapter, Engine, Form, Pace } from '../../src/chat.ts'
import { aborted } from '../shared/aborted.ts'
import { makeHealth } from '../shared/health.ts'
import type { Log } from '../shared/log.ts'
import { type Persistence, persist, type Wait, wait } from '../shared/patience.ts'
import { integer, shape } from '../shared/shape.ts'
import { makeAcknowledge } from './acknowledge.ts'
import { type Me, platform } from './base.ts'
import { CallError, type Caller, makeCaller } from './call.ts'
import { makeChannels } from './channels.ts'
import { registerCommands } from './commands.ts'
import type { GatewayEvent } from './connection.ts'
import { examine } from './examine.ts'
import { makeFetcher } from './fetch.ts'
import { makeForms } from './forms.ts'
import { holdGateway } from './gateway.ts'
import { makeHear } from './hear.ts'
import { fetchMissed } from './missed.ts'
import { fits } from './modal.ts'
import { makePace } from './pace.ts'
import { badToken, judge } from './patience.ts'
import { pieces } from './pieces.ts'
import { makeRemove } from './remove.ts'
import { flags } from './render.ts'
import { makeReplies, type Way } from './replies.ts'
import { makeSender } from './send.ts'
import { makeServe } from './serve.ts'
import { makeSessions, type Sessions } from './session.ts'
import { whoAmI } from './setup.ts'
import { orderOf } from './slash.ts'
import { makeStore } from './store.ts'
import { makeTake } from './take.ts'
import { makeThread } from './thread.ts'

/**
 * `api` points to another server than Discord's. `now` is in milliseconds since 1970; it and `wait` are for tests.
 * `patience`, `thinking` and `silence` are in milliseconds: how long storing may take before an interaction is
 * acknowledged all the same, how long somebody is shown that we are at it, and how long a connection may say nothing.
 */
export type DiscordSettings = {
  token: string
  api?: string | undefined
  pace?: Partial<Pace>
  log: Log
  now?: () => number
  wait?: Wait
  patience?: number
  thinking?: number
  silence?: number
}

const defaults = { api: 'https://discord.com/api', patience: 1_000, thinking: 30_000, silence: 65_000 }
/** Connections besides those of sends under way, for what cannot wait: first answers to interactions. */
const spare = 32
/** How long calls may take on which nothing depends, in milliseconds. */
const asides = 10_000

/** The Discord adapter. Throws when the token cannot be one; the message does not name it. */
export function discord(settings: DiscordSettings): Adapter {
  const { token, log } = settings
  const { api, patience, thinking, silence } = { ...defaults, ...definedOf(settings) }
  const now = settings.now ?? Date.now
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) throw new Error('the Discord bot token must be of three parts with dots')
  const pace = makePace(settings.pace)
  const health = makeHealth()
  const ending = new AbortController()
  const told = (accepted: boolean) => health.set('token', accepted ? undefined : badToken(401))
  const caller: Caller = makeCaller({ token, api, connections: pace.inFlight + spare, told })
  const channels = makeChannels(caller)
  const replies = makeReplies(now)
  const files = makeFetcher(caller, api)
  let engine: Engine | undefined
  let link: string | undefined
  let sessions: Sessions | undefined
  let known: Promise<Me | undefined> = Promise.resolve(undefined)
  const pausing = settings.wait ?? wait
  const persistence = (topic: string, signal: AbortSignal): Persistence => {
    return { platform, topic, signal, wait: pausing, judge, health, log }
  }

  async function meet(): Promise<Me | undefined> {
    const me = await persist(() => whoAmI(caller, ending.signal), persistence('identity', ending.signal))
    link = me && `https://discord.com/users/${me.id}`
    return me
  }

  /** Does something with a message that is reached through the token of an interaction. */
  async function onWay(method: 'GET' | 'DELETE', { app, token: secret, name, ready }: Way): Promise<unknown> {
    await ready
    const path = `/webhooks/${app}/${secret}/messages/${name}`
    const request = { name: `${method} original`, method, path, open: true } as const
    return caller.call(request, AbortSignal.timeout(asides)).catch(() => undefined)
  }

  const remove = (way: Way): void => void onWay('DELETE', way)

  async function thinks(way: Way): Promise<boolean> {
    const message = shape(await onWay('GET', way))
    return ((integer(message?.flags) ?? 0) & flags.thinking) !== 0
  }

  function listenAs(me: Me, given: Engine, signal: AbortSignal): Promise<void> {
    const acknowledge = makeAcknowledge(caller, log)
    const store = makeStore({ engine: given, wait: pausing, health, log })
    const forms = makeForms(given, acknowledge)
    const hear = makeHear({ me, channels, store, now: () => new Date(now()) })
    const take = makeTake({
      orderOf: orderOf(given),
      channels,
      hear,
      log,
      serve: makeServe({ replies, forms, acknowledge, store, remove, thinks, patience, thinking }),
    })
    const catchUp = () =>
      fetchMissed({
        engine: given,
        caller,
        take: (message) => take.found(message, signal),
        wait: pausing,
        signal,
        now: now(),
      })
    sessions ??= makeSessions(given, me)
    return holdGateway({
      ...persistence('gateway', signal),
      token,
      caller,
      now,
      silence,
      session: sessions,
      take: (event: GatewayEvent) => take.event(event, signal),
      began: () => void persist(catchUp, { ...persistence('missed', signal), health: makeHealth() }),
    })
  }

  return {
    platform,
    can: { form: (form: Form) => fits(form), threads: true, private: true, edit: true },
    pace,
    drawn: pieces,
    send: makeSender({ caller, channels, replies, engine: () => engine, now, remove }),
    thread: makeThread(caller, channels),
    remove: makeRemove(caller, replies),
    fetch: files.fetch,
    status: () => health.text(),
    link: () => link,
    examine: (places, signal) => examine({ token, api }, places, signal),

    async start(given) {
      engine = given
      health.set('identity', 'connecting')
      known = meet()
    },

    async listen(outer) {
      const given = engine
      if (!given) return
      const signal = AbortSignal.any([outer, ending.signal])
      const me = await Promise.race([known, aborted(signal)])
      if (!me) return aborted(signal)
      // without its menu the bot still does all of its work: that is no trouble of its health
      const register = () => registerCommands(given, caller, me.app, signal).catch(unlessRefused)
      const menu = persist(register, { ...persistence('commands', signal), health: makeHealth() })
      await listenAs(me, given, signal)
      await menu
      // from here on it is another process that listens
      health.set('storing', undefined)
    },

    async stop() {
      ending.abort()
      await known
      await Promise.all([caller.close(), files.close()])
    },
  }

  /** Trying again would not help. */
  function unlessRefused(error: unknown): void {
    if (!(error instanceof CallError) || error.failure.kind !== 'answered' || error.failure.status !== 400) throw error
    log.error({ platform, trouble: error.message }, 'discord: the commands were refused')
  }
}

/** What is set, without what is not. */
function definedOf({ api, patience, thinking, silence }: DiscordSettings): Partial<typeof defaults> {
  const given = Object.entries({ api, patience, thinking, silence }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given)
}
