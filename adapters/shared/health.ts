/** What stands in the way, by topic, for people who run this. */
export type Health = { set(topic: string, trouble: string | undefined): void; text(): string }

export function makeHealth(): Health {
  const troubles = new Map<string, string>()
  return {
    set: (topic, trouble) => {
      if (trouble === undefined) troubles.delete(topic)
      else troubles.set(topic, trouble)
    },
    text: () => (troubles.size === 0 ? 'ok' : [...new Set(troubles.values())].join('; ')),
  }
}
