/** Tells a limit of one place from one of the whole bot, which platforms themselves do not say. */
export type Floods = { passed(): void; refused(place: string): 'place' | 'platform' }

/** So many different places refused in a row, with nothing let through in between, means the bot as a whole. */
const enough = 5

export function makeFloods(): Floods {
  const places = new Set<string>()
  return {
    passed: () => {
      if (places.size > 0) places.clear()
    },
    refused: (place) => {
      if (places.size < enough) places.add(place)
      return places.size >= enough ? 'platform' : 'place'
    },
  }
}
