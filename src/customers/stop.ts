import type { Feature } from '../engine/feature.ts'
import { buttons, type Turn } from '../engine/turn.ts'

/** Whether customers want to hear from us of our own accord. What they wait for arrives all the same. */
export const contactFeature: Feature = {
  name: 'contact',
  commands: [{ name: 'stop', run: (turn) => set(turn, true) }],
  presses: { stop: { run: (turn, about) => set(turn, about !== 'off') } },
  holds: `EXISTS (SELECT 1 FROM customer WHERE customer.id = delivery."customerId" AND customer.stopped IS NOT NULL)`,
}

async function set(turn: Turn, stopped: boolean): Promise<void> {
  await turn.unit.sql.execute(
    'UPDATE customer SET stopped = CASE WHEN ? THEN coalesce(stopped, ?) END WHERE id = ?',
    stopped,
    turn.now,
    turn.contact.customerId,
  )
  turn.say({
    text: turn.t(stopped ? 'stop.done' : 'stop.undone'),
    parts: [buttons({ label: turn.t(stopped ? 'stop.off' : 'stop.on'), press: `stop:${stopped ? 'off' : 'on'}` })],
  })
}
