import { longestPause, type Persistence, pauseAfter } from '../shared/patience.ts'
import { shape, string } from '../shared/shape.ts'
import { CallError, type Caller } from './call.ts'
import { type ConnectionSettings, connect } from './connection.ts'
import { badToken, judge } from './patience.ts'

export type GatewaySettings = Omit<Persistence, 'topic' | 'judge' | 'platform'> &
  Omit<ConnectionSettings, 'ready'> & {
    caller: Caller
    now: () => number
    /** A new session has begun: what happened before it is not told. */
    began(): void
  }

const topic = 'gateway'
/** Discord takes one new session in five seconds. */
const betweenSessions = 5_000
const longestWait = 600_000
const ownAddressTries = 3
const deadline = 15_000

/** Close codes that only people can mend. */
const hopeless: Readonly<Record<number, string>> = {
  4004: badToken(4004),
  4010: 'Discord wants the bot to be split into shards (4010)',
  4011: 'Discord wants the bot to be split into shards (4011)',
  4013: 'Discord does not know what the bot wants to hear (4013)',
  4014: 'Discord does not allow the bot to hear what it wants (4014)',
}
const refusedIntents = 4014

/** Holds the connection to the gateway until the signal, and makes a new one whenever it ends. */
export async function holdGateway(settings: GatewaySettings): Promise<void> {
  const { caller, signal, health, log, wait, now, session, began } = settings
  const stands = (isNew: boolean) => {
    health.set(topic, undefined)
    if (isNew) began()
  }
  health.set(topic, 'connecting')
  let content = true
  let failures = 0
  let begun = Number.NEGATIVE_INFINITY
  await session.load()
  while (!signal.aborted) {
    try {
      const rest = session.get() ? 0 : begun + betweenSessions - now()
      if (rest > 0) await wait(rest, signal)
      // a session has an address of its own, which may be gone though the session is not
      const own = failures < ownAddressTries ? session.get()?.address : undefined
      const address = own ?? (await findAddress(caller, signal))
      if (signal.aborted) break
      const resumes = session.get() !== undefined
      if (!resumes) begun = now()
      const { code, ready, greeted, heard } = await connect({ ...settings, ready: stands }, address, content)
      if (signal.aborted) break
      failures = ready ? 1 : failures + 1
      // Discord does not go on with a session that it has forgotten
      if (resumes && greeted && !ready && !heard) session.set(undefined)
      // what is said to us and about us is told without it, too
      const without = code === refusedIntents && content
      if (without) content = false
      const trouble = hopeless[code] ?? `the connection to Discord broke (${code})`
      const pause = code in hopeless && !without ? longestPause : pauseAfter(failures)
      health.set(topic, trouble)
      log.warn({ platform: 'discord', topic, trouble, pause }, 'discord: will connect again')
      await wait(pause, signal)
    } catch (error) {
      if (signal.aborted) break
      failures += 1
      const { pause, trouble } = error instanceof TooManySessions ? error : judge(error, failures)
      health.set(topic, trouble)
      log.warn({ platform: 'discord', topic, trouble, pause }, 'discord: will connect again')
      await wait(pause, signal)
    }
  }
  await session.save()
  health.set(topic, undefined)
}

class TooManySessions extends Error {
  readonly trouble = 'Discord allows no more connections today'
  readonly pause: number
  constructor(pause: number) {
    super('too many sessions')
    this.pause = pause
  }
}

async function findAddress(caller: Caller, signal: AbortSignal): Promise<string> {
  const request = { name: 'getGateway', method: 'GET', path: '/gateway/bot' } as const
  const given = shape(await caller.call(request, AbortSignal.any([signal, AbortSignal.timeout(deadline)])))
  const address = string(given?.url)
  if (address === undefined || !/^wss?:$/.test(URL.parse(address)?.protocol ?? '')) {
    throw new CallError(request.name, { kind: 'lost', reason: 'answered with something else' })
  }
  const { remaining, reset_after: reset } = shape(given?.session_start_limit) ?? {}
  if (remaining === 0) throw new TooManySessions(Math.min(typeof reset === 'number' ? reset : longestWait, longestWait))
  return address
}
