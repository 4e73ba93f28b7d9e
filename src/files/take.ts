import type { Happening, SentFile } from '../chat.ts'
import type { Unit } from '../engine/unit.ts'
import { type FileRules, plainMedia, refusalOf, safeName } from './rules.ts'
import { takeDown } from './store.ts'

/** Our ids of the files that came with a happening: with what was said or asked, and by field of a form. */
export type TakenFiles = { said: string[]; filled: Record<string, string[]> }

/** Topic on which processes tell each other that there are files of a platform to be fetched, or to be told of. */
export const filesTopic = (platform: string) => `files_${platform}`

/**
 * Takes the files of a happening down, to be fetched once the unit is committed. Those that are seen at once not to be
 * kept are not among the ids; the person will be told of them.
 */
export function takeFiles(unit: Unit, happening: Happening, customerId: string, rules: FileRules): TakenFiles {
  const take = (files: readonly SentFile[] = []) =>
    files.flatMap((sent) => {
      const name = safeName(sent.name)
      const file = { ...sent, name, media: plainMedia(sent.media, name) }
      const refused = refusalOf(file, rules)
      const { id: event, who, where, direct } = happening
      const id = takeDown(unit, { file, happening: event, who, where, direct, customerId, refused })
      unit.notify(filesTopic(where.platform))
      return refused === undefined ? [id] : []
    })
  const said = happening.kind === 'said' || happening.kind === 'asked' ? take(happening.files) : []
  const filled = happening.kind === 'filled' ? Object.entries(happening.files ?? {}) : []
  return { said, filled: Object.fromEntries(filled.map(([field, files]) => [field, take(files)])) }
}
