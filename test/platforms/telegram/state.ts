import type { TelegramServer } from './server.ts'

/** Where everything stands, in figures. */
export type State = {
  /** Calls by method, and how many of them were not carried out. */
  calls: Record<string, { calls: number; refused: number }>
  /** Messages sent, and to how many chats. */
  sent: number
  chats: number
  updates: {
    made: number
    /** Confirmed by offset, delivered by webhook, or dropped. */
    settled: number
    pending: number
    offset: number
  }
  webhook: { url: string; delivered: number; failed: number; inFlight: number }
  violations: number
  faults: { id: number; kind: string; seen: number; struck: number }[]
}

/** Counts what this server has seen so far. */
export function state(server: TelegramServer): State {
  const { updates, webhook, journal, limits, faults } = server.world
  const perChat = [...journal.sentPerChat.values()]
  return {
    calls: Object.fromEntries(journal.counts),
    sent: perChat.reduce((sum, count) => sum + count, 0),
    chats: perChat.length,
    updates: { made: updates.made, settled: updates.settledCount, pending: updates.pending, offset: updates.offset },
    webhook: {
      url: webhook.hook?.url ?? '',
      delivered: webhook.delivered,
      failed: webhook.failed,
      inFlight: webhook.inFlight,
    },
    violations: limits.violated,
    faults: faults.list().map(({ id, fault, seen, struck }) => ({ id, kind: fault.kind, seen, struck })),
  }
}
