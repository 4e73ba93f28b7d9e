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

/** Writes the table of a whole run into the documentation, and leaves what people wrote below it. */
export function write(findings: readonly Finding[]): void {
  const old = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const kept = old.includes(notes) ? [old.slice(old.indexOf(notes))] : []
  const rows = findings.map(({ what, found, goal, met }) => {
    const verdict = met === undefined ? '' : met ? 'met' : '**missed**'
    return `| ${what} | ${found} | ${goal ?? ''} | ${verdict} |`
  })
  const page = [
    '# How fast it is',
    '',
    `Written by \`npm run bench -- --write\` on ${cpus().length} cores with Node ${process.versions.node}.`,
    '',
    '| what | found | goal | |',
    '|---|---|---|---|',
    ...rows,
    '',
    ...kept,
  ]
  writeFileSync(file, page.join('\n'))
}
