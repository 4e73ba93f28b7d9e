import type { Feature } from '../engine/feature.ts'
import { joiningRows } from '../engine/joining.ts'
import { eraseFilesOf } from './erase.ts'
import { fileFigures } from './figures.ts'
import { filesKnown } from './known.ts'
import { erasedFilesWork } from './sweeper.ts'

/** Files that people sent: whose they are, and how they go. */
export const filesFeature: Feature = {
  figures: [fileFigures],
  name: 'files',
  joining: joiningRows('file'),
  known: filesKnown,
  erased: eraseFilesOf,
  works: erasedFilesWork,
}
