import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Ending, endWith } from '../src/ending.ts'
import { silent } from './log.ts'

/** An end that is written down instead of done. */
function open(deadline = 25_000) {
  const done: (string | number)[] = []
  let ms = 0
  const ending = new Ending({ log: silent, exit: (code) => void done.push(code), deadline, now: () => ms })
  const step = (name: string, run: () => Promise<unknown> = async () => {}) =>
    ending.add(name, async () => {
      done.push(name)
      await run()
    })
  return { ending, done, step, passes: (more: number) => (ms += more) }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const never = () => new Promise<void>(() => {})

describe('the end', () => {
  test('is in the opposite order of the beginning, one after the other, and is told beforehand', async () => {
    const { ending, done, step } = open()
    step('database')
    step('engine', turn)
    ending.signal.addEventListener('abort', () => done.push('told'))
    ending.asked('SIGTERM')
    expect(done).toEqual(['told'])
    await vi.waitFor(() => expect(done).toEqual(['told', 'engine', 'database', 0]))
  })

  test('goes on after a step that failed, and says so by its code', async () => {
    const { ending, done, step } = open()
    step('database')
    step('engine', () => Promise.reject(new Error('broken')))
    ending.asked('SIGTERM')
    await vi.waitFor(() => expect(done).toEqual(['engine', 'database', 1]))
  })

  test('comes also when a step never ends', async () => {
    const { ending, done, step } = open(25_000)
    step('database')
    step('engine', never)
    ending.asked('SIGTERM')
    await turn()
    await vi.advanceTimersByTimeAsync(24_999)
    expect(done).toEqual(['engine'])
    await vi.advanceTimersByTimeAsync(1)
    expect(done).toEqual(['engine', 1])
  })

  test('comes at once when it is asked for again, but not when one press of a key comes twice', async () => {
    const { ending, done, step, passes } = open()
    step('engine', never)
    ending.asked('SIGINT')
    passes(999)
    ending.asked('SIGINT')
    await turn()
    expect(done).toEqual(['engine'])
    passes(1)
    ending.asked('SIGTERM')
    expect(done).toEqual(['engine', 1])
  })

  test('comes in order, with 1, after something that nobody saw to', async () => {
    const { ending, done, step } = open()
    step('engine')
    ending.broke(new Error('unseen'))
    await vi.waitFor(() => expect(done).toEqual(['engine', 1]))
  })

  test('with 1 also when that happens while it ends', async () => {
    const { ending, done, step } = open()
    step('engine', async () => ending.broke(new Error('unseen')))
    ending.asked('SIGTERM')
    await vi.waitFor(() => expect(done).toEqual(['engine', 1]))
  })

  test('waits for the step of a start, and has it go no further', async () => {
    const { ending, done, step } = open()
    const opened = Promise.withResolvers<void>()
    const start = async () => {
      await opened.promise
      step('database')
      ending.check()
      done.push('went on')
    }
    const during = ending.during(start())
    ending.asked('SIGTERM')
    await turn()
    expect(done).toEqual([])
    opened.resolve()
    await during
    await vi.waitFor(() => expect(done).toEqual(['database', 0]))
  })

  test('a start that fails is told by what it failed', async () => {
    const { ending } = open()
    await expect(ending.during(Promise.reject(new Error('no room')))).rejects.toThrow('no room')
  })
})

describe('the process', () => {
  /** As much of a process as is listened to. */
  function fakeProcess(env: Record<string, string>) {
    const listeners = new Map<string, (given: unknown) => void>()
    const on = (name: string, listener: (given: unknown) => void) => void listeners.set(name, listener)
    const process = { on, env, ppid: 4 }
    return { process, tell: (name: string, given?: unknown) => listeners.get(name)?.(given) }
  }

  test.each(['SIGINT', 'SIGTERM', 'uncaughtException', 'unhandledRejection'])('ends by %s', (name) => {
    const { ending } = open()
    const { process, tell } = fakeProcess({})
    endWith(process as never, ending)
    expect(ending.signal.aborted).toBe(false)
    tell(name, new Error('x'))
    expect(ending.signal.aborted).toBe(true)
  })

  test('ends when the npm that started it is gone, and not when somebody else is', async () => {
    const [ours, others] = [open(), open()]
    const [byNpm, alone] = [fakeProcess({ npm_lifecycle_event: 'start' }), fakeProcess({})]
    endWith(byNpm.process as never, ours.ending)
    endWith(alone.process as never, others.ending)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(ours.ending.signal.aborted).toBe(false)
    byNpm.process.ppid = 1
    alone.process.ppid = 1
    await vi.advanceTimersByTimeAsync(500)
    expect([ours.ending.signal.aborted, others.ending.signal.aborted]).toEqual([true, false])
  })
})
