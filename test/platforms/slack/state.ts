import type { SlackServer } from './server.ts'

/** Where everything stands, in figures. */
export type State = {
  /** Calls by method, and how many of them did not end well. */
  calls: Record<string, { calls: number; refused: number }>
  /** Messages sent, and to how many channels. */
  sent: number
  chats: number
  envelopes: {
    made: number
    acknowledged: number
    /** Given up after the last try. */
    lost: number
    pending: number
    /** Longest time to an acknowledgement, in milliseconds. */
    slowest: number
  }
  connections: number
  violations: number
  faults: { id: number; kind: string; seen: number; struck: number }[]
}

/** Counts what this server has seen so far. */
export function state({ world }: SlackServer): State {
  const { envelopes, journal, limits, faults, connections } = world
  const perChat = [...journal.sentPerChat.values()]
  const { acknowledged, lost, pending, made } = envelopes
  const slowest = made.reduce((most, { tries }) => tries.reduce((max, { ms = 0 }) => Math.max(max, ms), most), 0)
  return {
    calls: Object.fromEntries(journal.counts),
    sent: perChat.reduce((sum, count) => sum + count, 0),
    chats: perChat.length,
    envelopes: { made: made.length, acknowledged, lost, pending, slowest },
    connections: connections.count,
    violations: limits.violated,
    faults: faults.list().map(({ id, fault, seen, struck }) => ({ id, kind: fault.kind, seen, struck })),
  }
}
