import { expect, it } from 'vitest'
import { type Platform, startWord } from './platform.ts'
import { Session } from './session.ts'
import { until } from './until.ts'

/** How an adapter starts, stays connected and ends. */
export function lives(platform: Platform): void {
  const { has, faults } = platform
  const open = () => Session.open(platform)

  it('says what it can do and how fast it may send', async () => {
    await using session = await open()
    const { platform: name, can, pace, link } = session.adapter
    const ada = session.person()
    expect(name).toBe(ada.place.platform)
    expect(name).toBe(ada.who.platform)
    expect(can).toMatchObject({ threads: has.threads, private: expect.any(Boolean), edit: expect.any(Boolean) })
    expect(pace.inFlight).toBeGreaterThanOrEqual(1)
    const windows = [...pace.all, ...pace.place(ada.place), ...pace.place({ platform: name, channel: '' })]
    for (const { count, ms } of windows) expect(count >= 1 && ms >= 1).toBe(true)
    ada.says('Hello')
    await session.ear.next()
    expect(link?.()).toBe(session.platform.link)
    expect(link?.(startWord)).toBe(session.platform.linkWithWord)
    for (const word of ['', 'two words', 'a&b=c', 'a'.repeat(65), 'é', 'a\n']) expect(link?.(word)).toBe(link?.())
    await until(() => session.adapter.status() === 'ok')
  })

  it('leads again after another process did', async () => {
    await using session = await open()
    const ada = session.person()
    ada.says('one')
    await session.ear.next()
    await until(() => session.platform.waiting === 0)
    await session.deafen()
    session.listen()
    ada.says('two')
    expect(await session.ear.next()).toMatchObject({ text: 'two' })
    await session.send(ada, 'three')
  })

  it('ends at once, and hears nothing after that', async () => {
    const before = handles()
    const session = await open()
    const ada = session.person()
    ada.says('one')
    await session.ear.next()
    await until(() => session.platform.waiting === 0)
    const since = performance.now()
    await session.stop()
    expect(performance.now() - since).toBeLessThan(1_000)
    expect(session.ear.watchers).toBe(0)
    ada.says('two')
    await session.stop()
    await session[Symbol.asyncDispose]()
    expect(session.ear.told).toHaveLength(1)
    await until(() => handles() <= before)
  })

  it('can be stopped before it was ever started', async () => {
    await using session = await Session.open(platform, { start: false })
    await session.adapter.stop()
    expect(session.adapter.status()).not.toBe('')
  })

  if (faults.includes('hang')) {
    it('ends at once though a send is never answered', async () => {
      await using session = await open()
      const ada = session.person()
      await session.fault('hang')
      const trouble = session.trouble(ada, 'Hello')
      await until(async () => (await ada.sees()).length === 1)
      const since = performance.now()
      await session.stop()
      expect(performance.now() - since).toBeLessThan(1_000)
      expect(await trouble).toEqual({ kind: has.repeats ? 'later' : 'unknown' })
    })
  }

  if (faults.includes('away')) {
    it('starts though the platform is away, says so, and comes back by itself', async () => {
      await using session = await Session.open(platform, { start: false })
      const ada = session.person()
      const back = await session.fault('away')
      await session.start()
      expect(await session.trouble(ada, 'Hello')).toMatchObject({ kind: 'later' })
      await until(() => !['ok', 'connecting'].includes(session.adapter.status()))
      expect(session.adapter.link?.()).toBeUndefined()
      await back()
      ada.says('Back again')
      expect(await session.ear.next()).toMatchObject({ text: 'Back again' })
      await until(() => session.adapter.status() === 'ok')
      await session.send(ada, 'Hello')
    })

    it('comes back by itself after the platform was away, and hears what was said meanwhile', async () => {
      await using session = await open()
      const ada = session.person()
      ada.says('before')
      await session.ear.next()
      await until(() => session.platform.waiting === 0)
      const back = await session.fault('away')
      ada.says('meanwhile')
      await back()
      expect(await session.ear.next()).toMatchObject({ text: 'meanwhile' })
      await until(() => session.adapter.status() === 'ok')
    })

    it('can be stopped while the platform is away', async () => {
      await using session = await Session.open(platform, { start: false })
      const back = await session.fault('away')
      await session.start()
      const since = performance.now()
      await session.stop()
      expect(performance.now() - since).toBeLessThan(1_000)
      await back()
    })
  }
}

/** What would keep a process from ending: connections, servers and timers. */
function handles(): number {
  return process.getActiveResourcesInfo().filter((name) => /^(TCP|Timeout)/.test(name)).length
}
