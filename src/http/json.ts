import { isUtf8 } from 'node:buffer'
import { Problem } from './problems.ts'

/** Nothing we take is nested deeper than a field of a line of a receipt. */
const deepest = 8
/** 500 lines of a receipt have some 4,000 members and separators. */
const mostParts = 10_000

const quote = 34
const comma = 44
const colon = 58
const backslash = 92
const [bracket, bracketEnd] = [91, 93]
const [brace, braceEnd] = [123, 125]

/**
 * Reads JSON and refuses what two readers could take differently: bytes that are not UTF-8, the same key twice in one
 * object, and the keys by which JavaScript objects inherit. Throws a {@link Problem}.
 */
export function readJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw malformed('It is not UTF-8.')
  const text = bytes.toString('utf8')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw malformed('It does not follow the grammar of JSON.')
  }
  const written = outline(text)
  if (written.depth > deepest) throw malformed(`It is nested deeper than ${deepest} levels.`)
  if (written.parts > mostParts) throw malformed(`It has more than ${mostParts} values.`)
  if (membersOf(value) !== written.members) throw malformed('An object has the same key twice.')
  return value
}

function malformed(detail: string): Problem {
  return new Problem('malformed-json', { detail })
}

/** How deep valid JSON is nested, and how many members and separators it has as it is written. */
function outline(text: string): { depth: number; members: number; parts: number } {
  let [depth, open, members, commas] = [0, 0, 0, 0]
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at)
    if (char === quote) {
      for (at += 1; text.charCodeAt(at) !== quote; at += 1) if (text.charCodeAt(at) === backslash) at += 1
    } else if (char === colon) members += 1
    else if (char === comma) commas += 1
    else if (char === bracket || char === brace) {
      open += 1
      if (open > depth) depth = open
    } else if (char === bracketEnd || char === braceEnd) open -= 1
  }
  return { depth, members, parts: members + commas }
}

/** How many members were kept: of those with the same key, only the last is. */
function membersOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + membersOf(item), 0)
  let count = 0
  for (const key of Object.keys(value)) {
    if (key === '__proto__') throw malformed('An object has a key that is not allowed.')
    count += 1 + membersOf((value as Record<string, unknown>)[key])
  }
  return count
}
