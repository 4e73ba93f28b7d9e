import { type Shape, shape, string } from '../shared/shape.ts'
import type { Envelope } from './read.ts'

/** Takes something that arrived; resolves with what Slack is to be answered, once it is stored. */
export type Take = (envelope: Envelope) => Promise<object | undefined>

type Waiting = { envelope: Envelope; stamp: number; run: () => void }

/**
 * Slack tells over several connections at once, which do not keep the order of what people did. What arrives in the
 * same turn of the event loop is handed on in the order of its own timestamps.
 */
export function inOrder(take: Take, now: () => Date): Take {
  let waiting: Waiting[] = []
  const release = () => {
    const batch = waiting
    waiting = []
    for (const { run } of batch.sort((a, b) => a.stamp - b.stamp)) run()
  }
  return (envelope) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(release)
      const run = () => take(envelope).then(resolve, reject)
      waiting.push({ envelope, stamp: stampOf(envelope) ?? now().getTime() / 1000, run })
    })
}

/** When it was done, in seconds since 1970, where Slack tells. */
function stampOf({ body }: Envelope): number | undefined {
  const [action] = Array.isArray(body.actions) ? (body.actions as unknown[]).map(shape) : []
  const stamp = Number(string(stamped(body.event)?.event_ts) ?? string(action?.action_ts))
  return stamp > 0 ? stamp : undefined
}

const stamped = (event: unknown): Shape | undefined => shape(event)
