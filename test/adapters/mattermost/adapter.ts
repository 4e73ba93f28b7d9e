import { aborted } from '../../../adapters/shared/aborted.ts'
import { download } from '../../../adapters/shared/download.ts'
import { openAgent } from '../../../adapters/shared/exchange.ts'
import { makeHealth } from '../../../adapters/shared/health.ts'
import type { Log } from '../../../adapters/shared/log.ts'
import {
  type Judge,
  type Persistence,
  pauseAfter,
  persist,
  type Wait,
  wait,
} from '../../../adapters/shared/patience.ts'
import { type Adapter, type Engine, type Pace, SendError } from '../../../src/chat.ts'
import { CallError, makeCaller } from './call.ts'
import { mountCalls, pressPath } from './calls.ts'
import { makeHouse } from './house.ts'
import { makeLine } from './line.ts'
import { makeListener } from './listen.ts'
import { isId, type Me } from './read.ts'
import { pieces } from './render.ts'
import { makeRemover, makeSender } from './send.ts'

/**
 * `root` is the address of the Mattermost server, `publicUrl` the one under which it reaches us. `key` is a secret of our own
 * that stands in our buttons, `commandToken` the one that Mattermost shows when the command `/regulars` is set up.
 */
export type MattermostSettings = {
  root: string
  token: string
  publicUrl: string
  key: string
  commandToken: string
  pace?: Partial<Pace>
  log: Log
  now?: () => Date
  wait?: Wait
}

const platform = 'mattermost'

/** What Mattermost allows a token when nobody has changed it, and how many sends are under way at once. */
const usualPace: Pace = { all: [{ count: 10, ms: 1_000 }], place: () => [], inFlight: 8 }

const judge: Judge = (error, failures) => ({
  pause: pauseAfter(failures),
  trouble: error instanceof CallError || error instanceof SendError ? error.message : 'Mattermost cannot be reached',
})

/** The Mattermost adapter. */
export function mattermost(settings: MattermostSettings): Adapter {
  const { root, token, publicUrl, key, commandToken, log, now = () => new Date() } = settings
  const caller = makeCaller(root, token)
  const files = openAgent(2, { whole: true })
  const house = makeHouse(caller)
  const health = makeHealth()
  const ending = new AbortController()
  const pause = settings.wait ?? wait
  const pressUrl = publicUrl.replace(/\/+$/, '') + pressPath
  let engine: Engine | undefined
  let me: Me | undefined
  let link: string | undefined
  let known: Promise<void> = Promise.resolve()

  const line = makeLine({
    receive: async (happening) => engine?.receive(happening),
    onTrouble: (trouble) => health.set('storing', trouble),
    wait: pause,
    log,
  })
  const listener = makeListener({
    root,
    token,
    caller,
    house,
    line,
    now,
    onOpen: () => health.set('receiving', undefined),
  })
  const send = makeSender({ caller, house, file: (id) => engine?.file(id), pressUrl, key })
  const remove = makeRemover(caller)

  const persistence = (topic: string, signal: AbortSignal): Persistence => ({
    platform,
    topic,
    signal,
    judge,
    wait: pause,
    health,
    log,
  })

  async function meet(): Promise<void> {
    const signal = ending.signal
    await persist(
      async () => {
        const self = await house.me(signal)
        const team = await house.team(signal)
        link = team && new URL(`${team}/messages/@${self.name}`, root.endsWith('/') ? root : `${root}/`).href
        me = self
      },
      persistence('identity', signal),
    )
  }

  function notEnded(signal: AbortSignal): AbortSignal {
    if (ending.signal.aborted || signal.aborted) throw new SendError({ kind: 'later' }, 'stopped')
    return AbortSignal.any([signal, ending.signal])
  }

  return {
    platform,
    can: { form: () => false, threads: true, private: true, edit: true },
    pace: { ...usualPace, ...settings.pace },
    drawn: pieces,
    status: () => health.text(),
    link: () => link,

    async start(given) {
      engine = given
      health.set('identity', 'connecting')
      known = meet()
    },

    async listen(outer) {
      const signal = AbortSignal.any([outer, ending.signal])
      health.set('receiving', 'connecting')
      await Promise.race([known, aborted(signal)])
      const self = me
      while (self && !signal.aborted) {
        await persist(() => listener.listen(self, signal), persistence('receiving', signal))
        await pause(pauseAfter(1), signal)
      }
      // from here on it is another process that receives
      for (const topic of ['receiving', 'storing']) health.set(topic, undefined)
    },

    mount: (http) =>
      mountCalls(http, {
        key,
        commandToken,
        me: () => house.me(ending.signal),
        // what was said before a button was pressed comes over another way, and goes first
        take: async (happening) => {
          await listener.settled()
          await line.take(happening, ending.signal)
        },
        now,
      }),

    send: async (to, message, options) => send(to, message, { ...options, signal: notEnded(options.signal) }),

    /** A thread is there as soon as something is said in it. */
    thread: async ({ place, message }) => ({ ...place, thread: place.thread ?? message }),

    remove: async (sent, options) => remove(sent, { ...options, signal: notEnded(options.signal) }),

    async fetch(file, signal) {
      if (!isId(file.id)) throw new SendError({ kind: 'refused' }, 'no such file')
      const url = new URL(`api/v4/files/${file.id}`, root.endsWith('/') ? root : `${root}/`)
      const headers = { authorization: `Bearer ${token}` }
      return (await download(url, { dispatcher: files, signal: notEnded(signal), headers })).pieces
    },

    async stop() {
      ending.abort()
      await known
      await Promise.all([caller.close(), files.destroy()])
    },
  }
}
