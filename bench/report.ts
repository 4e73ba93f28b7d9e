import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import type { Finding } from './section.ts'

/** Prints findings for people. */
export function show(findings: readonly Finding[]): void {
  for (const { what, found, goal, met } of findings) {
    const mark = met === undefined ? ' ' : met ? '+' : '-'
    process.stdout.write(`${mark} ${what}: ${found}${goal === undefined ? '' : ` (goal: ${goal})`}\n`)
  }
}

/** Writes the table of a whole run into the documentation. */
export function write(findings: readonly Finding[]): void {
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
  ]
  writeFileSync(new URL('../docs/bench.md', import.meta.url), page.join('\n'))
}
