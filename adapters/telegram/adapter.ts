import type { FastifyInstance } from 'fastify'
import { Telegram } from 'telegraf'
import type { Adapter, Engine, Pace } from '../../src/chat.ts'
import { aborted } from '../shared/aborted.ts'
import { makeFloods } from '../shared/floods.ts'
import { makeHealth } from '../shared/health.ts'
import type { Log } from '../shared/log.ts'
import { type Persistence, persist, type Wait, wait } from '../shared/patience.ts'
import { isStartWord } from '../shared/start-word.ts'
import { type Caller, makeCaller } from './call.ts'
import { type Client, makeClient } from './client.ts'
import { makeDownload } from './download.ts'
import { examine } from './examine.ts'
import { registerMenu } from './menu.ts'
import { makePace } from './pace.ts'
import { judge } from './patience.ts'
import { pieces } from './render.ts'
import { makeSender } from './send.ts'
import { setHook, unlessRefused, whoAmI } from './setup.ts'
import { poll, type Take } from './source.ts'
import { makeTake } from './take.ts'
import { makeOpener, makeRemover } from './threads.ts'
import { mountWebhook, secretPattern } from './webhook.ts'

/**
 * `apiRoot` points to another Bot API server. With `webhook`, Telegram delivers to `publicUrl` + `/telegram/webhook`
 * and `secret` (letters, digits, `_`, `-`) proves that it does; without, we poll. `now` and `wait` are for tests.
 */
export type TelegramSettings = {
  token: string
  apiRoot?: string | undefined
  webhook?: { publicUrl: string; secret: string } | undefined
  pace?: Partial<Pace>
  log: Log
  now?: () => Date
  wait?: Wait
}

const platform = 'telegram'
const answerDeadline = 10_000
/** Connections besides those of sends under way, for answers to presses. */
const spare = 16

/** The Telegram adapter. Throws when the token or the secret cannot be one; the message names neither. */
export function telegram(settings: TelegramSettings): Adapter {
  const { token, apiRoot = 'https://api.telegram.org', webhook, log, now = () => new Date() } = settings
  if (!/^\d+:[\w-]+$/.test(token)) throw new Error('the Telegram bot token must look like 123456:letters-and-digits')
  if (webhook && !secretPattern.test(webhook.secret)) {
    throw new Error('the Telegram webhook secret takes 1 to 256 letters, digits, "_" and "-"')
  }
  const pace = makePace(settings.pace)
  const client: Client = makeClient(new Telegram(token, { apiRoot, webhookReply: false }))
  const health = makeHealth()
  const ending = new AbortController()
  const caller: Caller = makeCaller({ token, apiRoot, connections: pace.inFlight + spare })
  const files = makeDownload({ caller, token, apiRoot })
  const floods = makeFloods()
  const send = makeSender(caller, floods, (id) => engine?.file(id))
  let engine: Engine | undefined
  let take: Take | undefined
  let link: string | undefined
  let known: Promise<Take | undefined> = Promise.resolve(undefined)
  const persistence = (topic: string, signal: AbortSignal): Persistence => ({
    platform,
    topic,
    signal,
    judge,
    wait: settings.wait ?? wait,
    health,
    log,
  })

  /** Best effort: the press is stored, and without an answer the button only keeps its waiting sign for a while. */
  function answer(query: string): void {
    const signal = AbortSignal.timeout(answerDeadline)
    caller.call('answerCallbackQuery', { callback_query_id: query }, { signal }).catch(() => {})
  }

  async function meet(engine: Engine): Promise<Take | undefined> {
    const me = await persist(() => whoAmI(client, ending.signal), persistence('identity', ending.signal))
    link = me && `https://t.me/${me.username}`
    take = me && makeTake({ engine, me, now, answer })
    return take
  }

  return {
    platform,
    can: { form: () => false, threads: true, private: true, edit: true },
    pace,
    drawn: pieces,
    send,
    thread: makeOpener(caller, floods),
    remove: makeRemover(caller, floods),
    fetch: files.download,
    status: () => health.text(),
    link: (start = '') => (link && isStartWord(start) ? `${link}?start=${start}` : link),
    examine: (places, signal) => examine({ token, apiRoot, webhook }, places, signal),

    async start(given) {
      engine = given
      health.set('identity', 'connecting')
      known = meet(given)
    },

    async listen(outer) {
      const given = engine
      if (!given) return
      const signal = AbortSignal.any([outer, ending.signal])
      const register = () => unlessRefused(() => registerMenu(given, client, signal), log)
      // without its menu the bot still does all of its work: that is no trouble of its health
      const menu = persist(register, { ...persistence('menu', signal), health: makeHealth() })
      if (webhook) await persist(() => setHook(client, webhook, signal), persistence('receiving', signal))
      const taking = await Promise.race([known, aborted(signal)])
      if (!webhook && taking) await poll({ client, take: taking, ...persistence('receiving', signal) })
      await menu
      await aborted(signal)
      // from here on it is another process that receives
      for (const topic of ['receiving', 'storing']) health.set(topic, undefined)
    },

    ...(webhook && {
      mount: (http: FastifyInstance) => mountWebhook(http, { secret: webhook.secret, take: () => take, log }),
    }),

    async stop() {
      ending.abort()
      await known
      await Promise.all([caller.close(), files.close()])
    },
  }
}
