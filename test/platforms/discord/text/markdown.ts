import { type MarkKind, type Names, type Rule, rules } from './rules.ts'

/** A place where text is more than letters: what it became, from which letters, and where it leads. */
export type Mark = { kind: MarkKind; source: string; target?: string }

/** A text as people see it: the letters that are shown, and all that is not plain in it. */
export type Shown = { text: string; marks: Mark[] }

/** Reads Discord's markdown. */
export function show(source: string, names: Names): Shown {
  const marks: Mark[] = []
  return { text: read(source, names, marks, true), marks }
}

function read(source: string, names: Names, marks: Mark[], isStart: boolean): string {
  let text = ''
  let at = 0
  while (at < source.length) {
    const escaped = escapedAt(source, at)
    if (escaped !== undefined) {
      text += escaped.shown
      at += escaped.length
      continue
    }
    const found = ruleAt(source, at, at === 0 ? isStart : source[at - 1] === '\n')
    if (!found) {
      text += source[at]
      at++
      continue
    }
    const { rule, match } = found
    const target = rule.target?.(match)
    marks.push({ kind: rule.kind, source: match[0], ...(target !== undefined && { target }) })
    const inner = rule.inner === undefined ? undefined : (match[rule.inner] ?? '')
    text += inner === undefined ? (rule.show?.(match, names) ?? '') : read(inner, names, marks, rule.start === true)
    at += match[0].length
  }
  return text
}

/** A backslash before a sign shows that sign and takes away its meaning. */
function escapedAt(source: string, at: number): { shown: string; length: number } | undefined {
  if (source.startsWith('¯\\_(ツ)_/¯', at)) return { shown: '¯\\_(ツ)_/¯', length: 9 }
  if (source[at] !== '\\') return undefined
  const shown = /^[^0-9A-Za-z\s]/u.exec(source.slice(at + 1, at + 3))?.[0]
  return shown === undefined ? undefined : { shown, length: shown.length + 1 }
}

function ruleAt(source: string, at: number, isStart: boolean): { rule: Rule; match: RegExpExecArray } | undefined {
  for (const rule of rules) {
    if (rule.start && !isStart) continue
    rule.pattern.lastIndex = at
    const match = rule.pattern.exec(source)
    if (match) return { rule, match }
  }
  return undefined
}
