import type { Feature } from '../engine/feature.ts'
import { eraseSaid } from './erase.ts'
import { saidKnown } from './known.ts'

/** What people said in our chats. */
export const transcriptsFeature: Feature = { name: 'transcripts', known: saidKnown, erased: eraseSaid }
