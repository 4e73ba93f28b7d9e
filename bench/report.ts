import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import type { Finding } from './section.ts'

/** Prints findings for people. */
export function show(findings: readonly Finding[]): void {
  for (const { what, found, goal, met } of findings) {
    const mark = met === undefined ? ' ' : met ? '+' : '-'
    process.stdout.write(`${mark} ${what}: ${found}${goal === undefined ? '' : ` (goal: ${goal})`}\n`)
  }
}

const file = new URL('../docs/bench.md', import.meta.url)
/** What people have written about the figures begins with this line. */
const notes = '## What it means'

/** Writes the findings into the table of the documentation, in place of those of the same things; all else stays as it is. */
export function write(findings: readonly Finding[]): void {
  const old = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const [table = '', text] = old.split(notes)
  const kept = text === undefined ? [] : [`${notes}${text}`]
  const rows = new Map(
    [...table.matchAll(/^\| (?!what \|)(.+?) \| .*$/gm)].map(([row, what = '']): [string, string] => [what, row]),
  )
  for (const { what, found, goal, met } of findings) {
    const verdict = met === undefined ? '' : met ? 'met' : '**missed**'
    rows.set(what, `| ${what} | ${found} | ${goal ?? ''} | ${verdict} |`)
  }
  const page = [
    '# How fast it is',
    '',
    `Written by \`npm run bench -- --write\` on ${cpus().length} cores with Node ${process.versions.node}.`,
    '',
    '| what | found | goal | |',
    '|---|---|---|---|',
    ...rows.values(),
    '',
    ...kept,
  ]
  writeFileSync(file, page.join('\n'))
}
