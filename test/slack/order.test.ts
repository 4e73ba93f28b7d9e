import { describe, expect, it } from 'vitest'
import { inOrder } from '../../adapters/slack/order.ts'
import type { Envelope } from '../../adapters/slack/read.ts'

const event = (stamp: string): Envelope => ({ type: 'events_api', body: { event: { event_ts: stamp } } })
const press = (stamp: string): Envelope => ({ type: 'interactive', body: { actions: [{ action_ts: stamp }] } })
const command: Envelope = { type: 'slash_commands', body: {} }
const now = () => new Date(1_000_000)

describe('what arrives at the same moment', () => {
  it('is taken in the order in which it was done', async () => {
    const taken: Envelope[] = []
    const take = inOrder(async (envelope) => {
      taken.push(envelope)
      return { n: taken.length }
    }, now)
    const arrived = [event('1000.000300'), press('1000.000100'), command, event('999.5'), press('1000.000200')]
    const answers = await Promise.all(arrived.map(take))
    const order = [event('999.5'), command, press('1000.000100'), press('1000.000200'), event('1000.000300')]
    expect(taken).toEqual(order)
    expect(answers).toEqual([{ n: 5 }, { n: 3 }, { n: 2 }, { n: 1 }, { n: 4 }])
  })

  it('keeps its order where no time is told, and nothing waits for what failed', async () => {
    const taken: unknown[] = []
    const take = inOrder(async ({ body }) => {
      taken.push(body.n)
      if (body.n === 1) throw new Error('no')
      return undefined
    }, now)
    const arrived = [0, 1, 2].map((n) => take({ type: 'slash_commands', body: { n, actions: [null], event: 7 } }))
    expect((await Promise.allSettled(arrived)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    expect(taken).toEqual([0, 1, 2])
    await take({ type: 'slash_commands', body: { n: 3 } })
    expect(taken).toEqual([0, 1, 2, 3])
  })
})
