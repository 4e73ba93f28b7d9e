import type { Feature } from '../engine/feature.ts'
import { moveDesk } from './store.ts'

/** Desks keep up with what becomes of their channels. */
export const desksFeature: Feature = { name: 'desks', moved: moveDesk }
