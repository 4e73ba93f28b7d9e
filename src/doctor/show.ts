import type { Finding } from '../chat.ts'

const marks = { ok: 'ok     ', look: 'look at', wrong: 'WRONG  ' } as const
/** Widest that the first column becomes, in characters. */
const widest = 26
const line = 110

/** One finding as lines of a terminal: the state, what it is about, how it is, and below that what to do. */
export function shown({ about, state, found, remedy }: Finding): string {
  const indent = ' '.repeat(2 + marks.ok.length + 2)
  const start = `  ${marks[state]}  ${printable(about).padEnd(widest)}  `
  const first = wrapped(printable(found), start, `${indent}${' '.repeat(widest + 2)}`)
  return remedy === undefined ? `${first}\n` : `${first}\n${wrapped(remedy, `${indent}-> `, `${indent}   `)}\n`
}

/** How it is as a whole, in one line. */
export function summary(findings: readonly Finding[]): string {
  const count = (state: Finding['state']) => findings.filter((each) => each.state === state).length
  const [wrong, look] = [count('wrong'), count('look')]
  if (wrong === 0 && look === 0) return `\n  All ${findings.length} are well.\n`
  const parts = [...(wrong > 0 ? [`${wrong} wrong`] : []), ...(look > 0 ? [`${look} to look at`] : [])]
  return `\n  ${parts.join(', ')}, of ${findings.length} looked at.\n`
}

/** 0 when all is well, 1 when something should be looked at, 2 when something does not work. */
export function exitCode(findings: readonly Finding[]): number {
  if (findings.some(({ state }) => state === 'wrong')) return 2
  return findings.some(({ state }) => state === 'look') ? 1 : 0
}

/** Names that others gave (of a group, a file) must not steer the terminal. */
const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')

function wrapped(text: string, start: string, indent: string): string {
  const lines: string[] = []
  let current = start
  let isEmpty = true
  for (const word of text.split(' ')) {
    if (!isEmpty && current.length + 1 + word.length > line) {
      lines.push(current)
      current = indent
      isEmpty = true
    }
    current += isEmpty ? word : ` ${word}`
    isEmpty = false
  }
  return [...lines, current].join('\n')
}
