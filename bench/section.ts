import type { Setting } from './setting.ts'

/** One line of the table. `met` is absent where there is no goal. */
export type Finding = { what: string; found: string; goal?: string; met?: boolean }

/** One question that is put to the program. */
export type Section = { name: string; run(setting: Setting): Promise<Finding[]> }
