import type { Adapter, ClockSeen, Finding, Place } from '../../src/chat.ts'

/** What an adapter finds, by what it is about: the state, and what it says. Ends the adapter. */
export async function examined(adapter: Adapter, places: readonly Place[] = []): Promise<Record<string, string>> {
  const found: (Finding | ClockSeen)[] = []
  for await (const each of adapter.examine?.(places, AbortSignal.timeout(10_000)) ?? []) found.push(each)
  await adapter.stop()
  return inShort(found)
}

export function inShort(found: readonly (Finding | ClockSeen)[]): Record<string, string> {
  return Object.fromEntries(
    found.map((each): [string, string] =>
      'clock' in each
        ? [`clock ${each.clock}`, String(Math.round(each.aheadMs / 1000))]
        : [each.about, `${each.state}: ${each.found}`],
    ),
  )
}
