import { createRequire } from 'node:module'
import type { Audience } from './audience.ts'
import type { read } from './parse.ts'
import type { AudienceProblem } from './problem.ts'

const require = createRequire(import.meta.url)
let parse: typeof read | undefined

/**
 * Reads an audience in words. Never throws, whatever the text is. Grammar and parser are loaded when first needed: that
 * takes as long as a tenth of the start of the program, and most processes never read one.
 */
export function readAudience(text: string): { audience: Audience } | { problem: AudienceProblem } {
  parse ??= (require('./parse.ts') as { read: typeof read }).read
  return parse(text)
}
