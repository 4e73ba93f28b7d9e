import type { Feature } from '../engine/feature.ts'
import { moveSeats } from './cards.ts'
import { eraseSeats } from './erase.ts'
import { moveDesk } from './store.ts'

/** Desks keep up with what becomes of their channels. */
export const desksFeature: Feature = {
  name: 'desks',
  erased: eraseSeats,
  async moved(unit, platform, from, to) {
    await moveDesk(unit, platform, from, to)
    await moveSeats(unit, platform, from, to)
  },
}
