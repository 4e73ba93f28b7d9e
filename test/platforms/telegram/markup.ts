import type { Content } from './content.ts'
import { badRequest } from './refusal.ts'

/** Reads a text written in that `parse_mode`. */
export function parsed(text: string, mode: string): Content {
  throw badRequest(`unsupported parse_mode ${mode} ${text.length}`)
}
