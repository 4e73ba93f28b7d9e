import type { FastifyInstance } from 'fastify'
import type { Adapter, Engine, Pace } from '../../src/chat.ts'
import { aborted } from '../shared/aborted.ts'
import { openAgent } from '../shared/exchange.ts'
import { makeFloods } from '../shared/floods.ts'
import { makeHealth } from '../shared/health.ts'
import type { Log } from '../shared/log.ts'
import { persist, type Wait, wait } from '../shared/patience.ts'
import { makeAnswers } from './answers.ts'
import type { Me } from './base.ts'
import { makeClient } from './client.ts'
import { makeDownload } from './download.ts'
import { examine } from './examine.ts'
import { canDraw } from './form.ts'
import { inOrder, type Take } from './order.ts'
import { makePace } from './pace.ts'
import { judge } from './patience.ts'
import { makePeople } from './people.ts'
import { pieces } from './pieces.ts'
import { makeSeal } from './press.ts'
import { makeSender } from './send.ts'
import { findLink, whoAmI } from './setup.ts'
import { holdSockets } from './sockets.ts'
import { makeStore } from './stored.ts'
import { makeTake } from './take.ts'
import { makeRemover, threadOf } from './threads.ts'
import { makeUploads } from './upload.ts'
import { mountWebhook } from './webhook.ts'

/**
 * With `appToken` Slack is heard over socket mode, with `signingSecret` over HTTP below `/slack/events`; the app says
 * which. `apiUrl` points to another Web API server. `now`, `wait` and `silence` are for tests.
 */
export type SlackSettings = {
  botToken: string
  appToken?: string | undefined
  signingSecret?: string | undefined
  apiUrl?: string | undefined
  pace?: Partial<Pace>
  log: Log
  now?: () => Date
  wait?: Wait
  /** How long Slack may be silent on a connection, in milliseconds. */
  silence?: number
}

const platform = 'slack'
/** Connections besides those of sends under way, for forms and people. */
const spare = 16

/** The Slack adapter. Throws when there is no way to hear anything. */
export function slack(settings: SlackSettings): Adapter {
  const { botToken, appToken, signingSecret, log, now = () => new Date() } = settings
  if (!appToken && !signingSecret) throw new Error('Slack needs a token of the app or its signing secret')
  const apiUrl = `${(settings.apiUrl ?? 'https://slack.com/api/').replace(/\/+$/, '')}/`
  const pause = settings.wait ?? wait
  const pace = makePace(settings.pace)
  const health = makeHealth()
  const ending = new AbortController()
  const connections = openAgent(pace.inFlight + spare)
  const downloads = openAgent(spare, { whole: true })
  const client = makeClient(botToken, apiUrl, connections)
  const uploads = makeUploads(client, connections)
  const people = makePeople({ client, signal: ending.signal, now })
  const answers = makeAnswers(connections, trusted)
  const seal = makeSeal(botToken)
  const bytes = async (file: string) => {
    if (!engine) throw new Error('not started')
    return engine.file(file)
  }
  const floods = makeFloods()
  const send = makeSender({
    client,
    people,
    answers,
    store: makeStore(uploads, bytes),
    seal,
    floods,
    wait: pause,
    onClosed: (trouble) => health.set('sending', trouble),
  })
  let engine: Engine | undefined
  let take: Take | undefined
  let link: string | undefined
  let known: Promise<Take | undefined> = Promise.resolve(undefined)

  /** Files and answers go to Slack alone: the token goes with them. */
  function trusted(url: URL): boolean {
    const api = new URL(apiUrl)
    if (url.protocol === api.protocol && url.hostname === api.hostname) return true
    return url.protocol === 'https:' && /(^|\.)slack\.com$/.test(url.hostname)
  }

  async function meet(given: Engine): Promise<Take | undefined> {
    const { signal } = ending
    const topic = 'identity'
    const me = await persist(() => whoAmI(client, signal), { platform, topic, signal, wait: pause, judge, health, log })
    if (!me) return undefined
    link = await findLink(client, me, signal)
    take = inOrder(makeTake({ ...parts(given, me), signal }), now)
    return take
  }

  function parts(given: Engine, me: Me) {
    const onStored = (stored: boolean) => health.set('storing', stored ? undefined : 'nothing can be stored')
    return { engine: given, client, me, seal, people, answers, now, wait: pause, onStored }
  }

  return {
    platform,
    can: { form: canDraw, threads: true, private: true, edit: true },
    pace,
    drawn: pieces,
    send,
    thread: threadOf,
    remove: makeRemover({ client, answers, floods }),
    fetch: makeDownload({ client, dispatcher: downloads, token: botToken, trusted }),
    status: () => health.text(),
    link: () => link,
    examine: (places, signal) => examine({ botToken, appToken, signingSecret, apiUrl }, places, signal),

    async start(given) {
      engine = given
      health.set('identity', 'connecting')
      known = meet(given)
    },

    ...(appToken && {
      async listen(outer: AbortSignal) {
        const signal = AbortSignal.any([outer, ending.signal])
        const taking = await Promise.race([known, aborted(signal)])
        if (!taking) return aborted(signal)
        const onRefused = () => log.error({ platform }, 'slack: something could not be stored and has to come again')
        await holdSockets({
          appToken,
          apiUrl,
          dispatcher: connections,
          take: taking,
          silence: settings.silence,
          onRefused,
          signal,
          wait: pause,
          health,
          log,
        })
        // from here on it is another process that receives
        for (const topic of ['receiving', 'storing']) health.set(topic, undefined)
      },
    }),

    ...(signingSecret && {
      mount: (http: FastifyInstance) => mountWebhook(http, { secret: signingSecret, take: () => take, now, log }),
    }),

    async stop() {
      ending.abort()
      await known
      await Promise.all([connections.destroy(), downloads.destroy()])
    },
  }
}
