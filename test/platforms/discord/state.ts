import type { DiscordServer } from './server.ts'

/** Where everything stands, in figures. */
export type State = {
  /** Calls by name, and how many of them were not carried out. */
  calls: Record<string, { calls: number; refused: number }>
  /** Messages sent, and to how many channels. */
  sent: number
  channels: number
  /** Events by type, and those held back or late. */
  events: Record<string, number>
  pending: number
  /** Connections and sessions that there are now, and how many sessions there ever were. */
  sessions: { connections: number; live: number; identified: number; resumed: number }
  /** `slowest`: the longest that any first answer took, in milliseconds. */
  interactions: { waiting: number; answered: number; failed: number; slowest: number }
  violations: number
  faults: { id: number; kind: string; seen: number; struck: number }[]
}

/** Counts what this server has seen so far. */
export function state(server: DiscordServer): State {
  const { journal, events, gateway, interactions, limits, faults } = server.world
  const perChannel = [...journal.sentPerChat.values()]
  const standings = interactions.list().map((each) => interactions.standing(each))
  const count = (wanted: string) => standings.filter((each) => each.state === wanted).length
  const episodes = (wanted: string) => gateway.episodes.filter(({ kind }) => kind === wanted).length
  return {
    calls: Object.fromEntries(journal.counts),
    sent: perChannel.reduce((sum, each) => sum + each, 0),
    channels: perChannel.length,
    events: Object.fromEntries(events.counts),
    pending: events.pending,
    sessions: {
      connections: gateway.connections.size,
      live: gateway.live.length,
      identified: gateway.identified,
      resumed: episodes('resumed'),
    },
    interactions: {
      waiting: count('waiting'),
      answered: count('answered'),
      failed: count('failed'),
      slowest: standings.reduce((most, { ms = 0 }) => Math.max(most, ms), 0),
    },
    violations: limits.violated,
    faults: faults.list().map(({ id, fault, seen, struck }) => ({ id, kind: fault.kind, seen, struck })),
  }
}
