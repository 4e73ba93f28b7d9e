import { v7 as newId } from 'uuid'
import type { Unit } from '../engine/unit.ts'
import { allWebhooks, queued, type Webhook } from './store.ts'

/** Wakes the one who sends. */
export const webhooksTopic = 'webhooks'

/** What an event says of what happened: plain JSON, with ids rather than what can be looked up by them. */
export type EventData = Readonly<Record<string, unknown>>

/**
 * Tells every webhook that wants events of this type, such as `complaint.opened`. In the transaction of what happened:
 * it is told if and only if that is committed. Costs one look a unit when nobody wants to know.
 */
export async function publish(unit: Unit, type: string, data: EventData): Promise<void> {
  const all = await unit.ask(allWebhooks, 'all')
  const wanting = all.filter(({ disabled, events }) => disabled === null && (events?.includes(type) ?? true))
  if (wanting.length > 0) enqueue(unit, wanting, type, data)
}

/** Queues an event for these webhooks. Gives its id. */
export function enqueue(unit: Unit, to: readonly Webhook[], type: string, data: EventData): string {
  const event = `evt_${newId()}`
  const payload = JSON.stringify({ type, timestamp: unit.now.toISOString(), data })
  for (const { id } of to) unit.append(queued, { webhookId: id, event, type, payload, created: unit.now })
  unit.notify(webhooksTopic)
  return event
}
