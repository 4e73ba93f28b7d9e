import { describe, expect, test } from 'vitest'
import { onDatabase } from '../databases.ts'
import { Clockwork } from './clockwork.ts'
import { type Outcome, Post, type PostOptions } from './post.ts'

const range = (count: number) => Array.from({ length: count }, (_, n) => n + 1)
const states = (post: Post) => post.states().then((rows) => rows.map(({ text, state }) => `${text} ${state}`))

/** Time is ours here, so the database has to answer within a turn of the event loop: SQLite does. */
describe('a courier', () => {
  const fresh = onDatabase('sqlite')

  async function open(options: PostOptions = {}) {
    const post = new Post(await fresh.open(), new Clockwork(), options)
    const ending = new AbortController()
    const start = (courier = post.courier()) => ({ courier, running: courier.run(ending.signal) })
    const stop = async (running: Promise<void>) => {
      ending.abort()
      await running
    }
    return { post, clock: post.clock, start, stop }
  }

  /** Outcomes by text, in turn; what is not named is sent at once. */
  const outcomes = (plan: Record<string, Outcome['as'][]>, ms = 10) => {
    const left = new Map(Object.entries(plan).map(([text, list]) => [text, [...list]]))
    return (text: string): Outcome => ({ ms, as: left.get(text)?.shift() ?? 'sent' })
  }

  test('sends what was said in order within a place, and places beside each other', async () => {
    const { post, clock, start, stop } = await open({ outcome: () => ({ ms: 100, as: 'sent' }) })
    await post.say(
      { text: 'a1', channel: 'a' },
      { text: 'a2', channel: 'a' },
      { text: 'b1', channel: 'b' },
      { text: 'a3', channel: 'a', thread: 't' },
    )
    const { running } = start()
    await clock.pass(50)
    expect(post.left()).toEqual(['a1', 'b1', 'a3'])
    await clock.pass(100)
    expect(post.left()).toEqual(['a1', 'b1', 'a3', 'a2'])
    await clock.pass(100)
    await stop(running)
    expect(await states(post)).toEqual(['a1 sent', 'a2 sent', 'b1 sent', 'a3 sent'])
  })

  test('notices by itself what is new, also when nobody says so', async () => {
    const { post, clock, start, stop } = await open()
    const { courier, running } = start()
    await clock.pass(5_000)
    await post.say({ text: 'told', channel: 'a' })
    courier.nudge()
    await clock.pass(1)
    expect(post.left()).toEqual(['told'])
    await post.say({ text: 'untold', channel: 'a' })
    await clock.pass(1_000)
    expect(post.left()).toEqual(['told', 'untold'])
    await stop(running)
  })

  test('answers go before alerts, alerts before campaigns, also within one place', async () => {
    const { post, clock, start, stop } = await open({ pace: { all: [{ count: 1, ms: 100 }] } })
    const campaign = range(600).map((n) => ({ text: `news ${n}`, channel: `c${n}`, lane: 'campaign' as const }))
    await post.say(...campaign, { text: 'alert', channel: 'c300', lane: 'alert' })
    const { courier, running } = start()
    await clock.pass(550)
    await post.say({ text: 'answer', channel: 'c599' }, { text: 'late alert', channel: 'c600', lane: 'alert' })
    courier.nudge()
    await clock.pass(300)
    expect(post.left()).toEqual(['alert', ...[1, 2, 3, 4, 5].map((n) => `news ${n}`), 'answer', 'late alert', 'news 6'])
    await stop(running)
  })

  test('two thousand messages to one place do not hold up another', async () => {
    const { post, clock, start, stop } = await open({ pace: { place: () => [{ count: 1, ms: 1_000 }] } })
    await post.say(...range(2_000).map((n) => ({ text: `${n}`, channel: 'full' })))
    await post.say({ text: 'other', channel: 'other' })
    const { running } = start()
    await clock.pass(500)
    expect(post.left()).toEqual(['1', 'other'])
    await clock.pass(3_000)
    expect(post.left('full')).toEqual(['1', '2', '3', '4'])
    await stop(running)
  })

  test('never has more under way than the platform takes', async () => {
    const outcome = (): Outcome => ({ ms: 1_000, as: 'sent' })
    const { post, clock, start, stop } = await open({ pace: { inFlight: 3 }, outcome })
    await post.say(...range(10).map((n) => ({ text: `${n}`, channel: `${n}` })))
    const { running } = start()
    await clock.pass(500)
    expect(post.left()).toHaveLength(3)
    await clock.pass(1_000)
    expect(post.left()).toHaveLength(6)
    await clock.pass(3_000)
    await stop(running)
    expect(post.left()).toHaveLength(10)
  })

  test('a campaign uses what the platform allows, evenly; who asks meanwhile is answered at once', async () => {
    const { post, clock, start, stop } = await open({
      pace: { all: [{ count: 30, ms: 1_000 }] },
      outcome: () => ({ ms: 5, as: 'sent' }),
    })
    await post.say(...range(900).map((n) => ({ text: `news ${n}`, channel: `c${n}`, lane: 'campaign' as const })))
    const { courier, running } = start()
    await clock.pass(10_000)
    expect(post.calls.length).toBeGreaterThanOrEqual(285)
    for (const [nth, { left }] of post.calls.entries()) {
      const later = post.calls[nth + 30]
      if (later) expect(later.left - left).toBeGreaterThan(1_000)
      const next = post.calls[nth + 1]
      if (next) expect(next.left - left).toBeGreaterThan(31)
    }
    // the first may have to wait until one of the campaign makes room, and so may who comes right after another
    const waits: number[] = []
    for (const n of range(40)) {
      const asked = clock.now()
      await post.say({ text: `answer ${n}`, channel: `a${n}` })
      courier.nudge()
      await clock.pass(n % 2 === 0 ? 40 : 260)
      const call = post.calls.find(({ text }) => text === `answer ${n}`)
      waits.push((call?.left ?? Number.POSITIVE_INFINITY) - asked)
    }
    expect(Math.max(...waits)).toBeLessThanOrEqual(60)
    expect(waits.filter((wait) => wait > 2).length).toBeLessThanOrEqual(2)
    const since = post.calls.filter(({ left }) => left > clock.now() - 6_000)
    expect(since.length).toBeGreaterThanOrEqual(0.95 * 180)
    for (const [nth, { left }] of post.calls.entries()) {
      const later = post.calls[nth + 30]
      if (later) expect(later.left - left).toBeGreaterThan(1_000)
    }
    await stop(running)
  })

  test('begins with few under way, takes more with each that arrives, and fewer again when nobody knows', async () => {
    const outcome = (text: string): Outcome => ({ ms: 1_000, as: Number(text) > 24 ? { kind: 'unknown' } : 'sent' })
    const { post, clock, start, stop } = await open({ outcome })
    await post.say(...range(100).map((n) => ({ text: `${n}`, channel: `${n}`, lane: 'campaign' as const })))
    const { running } = start()
    const waves: number[] = []
    for (let wave = 0; wave < 4; wave += 1) {
      const before = post.left().length
      await clock.pass(wave === 0 ? 500 : 1_000)
      waves.push(post.left().length - before)
    }
    // of eight, fifteen, twenty-nine and eight, an eighth is for those who wait for an answer
    expect(waves).toEqual([7, 14, 26, 7])
    await clock.pass(10_000)
    await stop(running)
  })

  test('waits for as long as a place asks, and everything newer of that place waits behind', async () => {
    const { post, clock, start, stop } = await open({ outcome: outcomes({ a1: [{ kind: 'later', afterMs: 30_000 }] }) })
    await post.say({ text: 'a1', channel: 'a' }, { text: 'a2', channel: 'a' }, { text: 'b1', channel: 'b' })
    const { courier, running } = start()
    await clock.pass(1_000)
    await post.say({ text: 'a3', channel: 'a' }, { text: 'b2', channel: 'b' })
    courier.nudge()
    await clock.pass(28_900)
    expect(post.left()).toEqual(['a1', 'b1', 'b2'])
    await clock.pass(200)
    expect(post.left('a')).toEqual(['a1', 'a1', 'a2', 'a3'])
    await stop(running)
  })

  test('goes on waiting after a restart', async () => {
    const { post, clock, start, stop } = await open({ outcome: outcomes({ a1: [{ kind: 'later', afterMs: 30_000 }] }) })
    await post.say({ text: 'a1', channel: 'a' })
    const first = start()
    await clock.pass(1_000)
    await stop(first.running)
    await post.say({ text: 'a2', channel: 'a' })
    const again = new AbortController()
    const running = post.courier().run(again.signal)
    await clock.pass(28_900)
    expect(post.left()).toEqual(['a1'])
    await clock.pass(200)
    expect(post.left()).toEqual(['a1', 'a1', 'a2'])
    again.abort()
    await running
  })

  test('when the platform itself asks for a pause, nothing leaves', async () => {
    const plan = { a1: [{ kind: 'later' as const, afterMs: 5_000, scope: 'platform' as const }] }
    const { post, clock, start, stop } = await open({ outcome: outcomes(plan) })
    await post.say({ text: 'a1', channel: 'a' })
    const { running } = start()
    await clock.pass(100)
    await post.say({ text: 'b1', channel: 'b' })
    await clock.pass(4_800)
    expect(post.left()).toEqual(['a1'])
    await clock.pass(200)
    expect(post.left().sort()).toEqual(['a1', 'a1', 'b1'])
    await stop(running)
  })

  test('a refusal that names no pause is tried again after longer and longer ones, and given up in the end', async () => {
    const never = Array.from({ length: 1_000 }, () => ({ kind: 'later' as const }))
    const { post, clock, start, stop } = await open({
      outcome: outcomes({ a1: never }, 0),
      options: { lifetime: 60_000 },
    })
    await post.say({ text: 'a1', channel: 'a' }, { text: 'a2', channel: 'a' })
    const { running } = start()
    await clock.pass(16_000)
    const [first = 0] = post.calls.map(({ left }) => left)
    expect(post.calls.map(({ left }) => left - first)).toEqual([0, 1_000, 3_000, 7_000, 15_000])
    await clock.pass(120_000)
    await stop(running)
    expect(await states(post)).toEqual(['a1 failed', 'a2 sent'])
  })

  test('a pause that has no end, or is no time at all, is bounded', async () => {
    const { post, clock, start, stop } = await open({
      outcome: outcomes({
        a1: [{ kind: 'later', afterMs: 1e300 }],
        b1: [{ kind: 'later', afterMs: Number.NaN }],
        c1: [{ kind: 'later', afterMs: -5 }],
      }),
      options: { lifetime: 60_000 },
    })
    await post.say({ text: 'a1', channel: 'a' }, { text: 'b1', channel: 'b' }, { text: 'c1', channel: 'c' })
    const { running } = start()
    await clock.pass(1_000)
    expect(await states(post)).toEqual(['a1 queued', 'b1 sent', 'c1 sent'])
    await clock.pass(60_000)
    await stop(running)
    expect(await states(post)).toEqual(['a1 sent', 'b1 sent', 'c1 sent'])
  })

  test('what is not answered by its deadline is unknown: an answer or alert is sent once more, a campaign is not', async () => {
    const twice: Outcome['as'][] = ['silent', 'silent']
    const { post, clock, start, stop } = await open({
      outcome: outcomes({ once: ['silent'], twice: [...twice], alert: ['silent'], news: ['silent'] }),
    })
    await post.say(
      { text: 'once', channel: 'a' },
      { text: 'twice', channel: 'b' },
      { text: 'alert', channel: 'c', lane: 'alert' },
      { text: 'news', channel: 'd', lane: 'campaign' },
    )
    const { running } = start()
    await clock.pass(60_000)
    await stop(running)
    expect(post.left().sort()).toEqual(['alert', 'alert', 'news', 'once', 'once', 'twice', 'twice'])
    const rows = await post.states()
    expect(rows.map(({ text, state, unknowns }) => `${text} ${state} ${unknowns}`)).toEqual([
      'once sent 1',
      'twice unknown 2',
      'alert sent 1',
      'news unknown 1',
    ])
  })

  test('whatever else a send throws is unknown', async () => {
    const { post, clock, start, stop } = await open()
    post.adapter.send = () => {
      throw new TypeError('a mistake')
    }
    await post.say({ text: 'a', channel: 'a' })
    const { running } = start()
    await clock.pass(2_000)
    await stop(running)
    expect(await states(post)).toEqual(['a unknown'])
  })

  test('when a place has moved, what waits for it follows, in order', async () => {
    const { post, clock, start, stop } = await open({ outcome: outcomes({ a1: [{ kind: 'moved', channel: 'new' }] }) })
    await post.say(
      { text: 'a1', channel: 'old' },
      { text: 'a2', channel: 'old' },
      { text: 'a3', channel: 'old', thread: 't' },
    )
    const { running } = start()
    await clock.pass(5_000)
    await stop(running)
    expect(post.left('new')).toEqual(['a1', 'a2'])
    expect(await states(post)).toEqual(['a1 sent', 'a2 sent', 'a3 sent'])
  })

  test('a place that has moved to where it is is no place', async () => {
    const { post, clock, start, stop } = await open({ outcome: outcomes({ a1: [{ kind: 'moved', channel: 'a' }] }) })
    await post.say({ text: 'a1', channel: 'a' })
    const { running } = start()
    await clock.pass(5_000)
    await stop(running)
    expect(await states(post)).toEqual(['a1 failed'])
  })

  test('what another process marked just before it ended is found when it is overdue, and nothing that is under way', async () => {
    const outcome = (text: string): Outcome => ({ ms: text === 'slow' ? 19_000 : 0, as: 'sent' })
    const { post, clock, start, stop } = await open({ outcome })
    const { courier, running } = start()
    await clock.pass(5_000)
    await post.say({ text: 'stray', channel: 'a' })
    const [stray] = await post.database.query<{ id: number }>('SELECT id FROM delivery')
    await post.outbox.leave([stray?.id ?? 0], new Date(clock.now()))
    await clock.pass(15_000)
    await post.say({ text: 'slow', channel: 'b' })
    courier.nudge()
    await clock.pass(20_000)
    await stop(running)
    expect(post.left()).toEqual(['slow', 'stray'])
    const rows = await post.states()
    expect(rows.map(({ text, state, unknowns }) => `${text} ${state} ${unknowns}`)).toEqual([
      'stray sent 1',
      'slow sent 0',
    ])
  })

  test('ends once what is under way has ended and is written down, and takes nothing new', async () => {
    const { post, clock, start, stop } = await open({ outcome: () => ({ ms: 5_000, as: 'sent' }) })
    await post.say({ text: 'a1', channel: 'a' }, { text: 'a2', channel: 'a' })
    const { running } = start()
    await clock.pass(1_000)
    let ended = false
    const stopped = stop(running).then(() => {
      ended = true
    })
    await clock.pass(3_000)
    expect(ended).toBe(false)
    await clock.pass(2_000)
    await stopped
    expect(await states(post)).toEqual(['a1 sent', 'a2 queued'])
  })

  test('may lead again after it has ended', async () => {
    const { post, clock } = await open()
    const courier = post.courier()
    for (const text of ['first', 'second']) {
      const ending = new AbortController()
      const running = courier.run(ending.signal)
      await post.say({ text, channel: 'a' })
      await clock.pass(2_000)
      ending.abort()
      await running
    }
    expect(post.left()).toEqual(['first', 'second'])
  })

  test('an outbox that is away while it ends is waited for, but not forever', async () => {
    const { post, clock } = await open({ outcome: () => ({ ms: 100, as: 'sent' }) })
    const ending = new AbortController()
    const away = async () => Promise.reject(new Error('the database is away'))
    const outbox = { ...bound(post), record: away }
    const running = post.courier(outbox).run(ending.signal)
    await post.say({ text: 'a', channel: 'a' })
    await clock.pass(2_000)
    ending.abort()
    let ended = false
    void running.then(() => {
      ended = true
    })
    await clock.pass(20_000)
    expect(ended).toBe(false)
    await clock.pass(20_000)
    expect(ended).toBe(true)
    expect(await states(post)).toEqual(['a sending'])
  })
})

/** The outbox as an object of functions, of which some can be replaced. */
function bound({ outbox }: Post) {
  return {
    waiting: outbox.waiting.bind(outbox),
    leave: outbox.leave.bind(outbox),
    record: outbox.record.bind(outbox),
    recover: outbox.recover.bind(outbox),
    putOff: outbox.putOff.bind(outbox),
    recent: outbox.recent.bind(outbox),
  }
}
