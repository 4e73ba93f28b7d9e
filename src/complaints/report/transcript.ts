import { DateTime } from 'luxon'
import type { Maker } from '../../engine/making.ts'
import type { Unit } from '../../engine/unit.ts'
import { keptFile } from '../../files/exports.ts'
import { type Locale, locales, text } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import { type Line, linesOf } from '../lines.ts'
import { type Complaint, numberOf } from '../rules/complaint.ts'
import { stateLine } from '../show/card.ts'
import { nameOf } from '../show/facts.ts'
import { speak, staffLine } from '../show/lines.ts'
import { categoryLabel } from '../show/words.ts'
import { complaintById } from '../store.ts'
import { filesByLine } from './store.ts'

const mostLines = 20_000

/** All that was said and done about a complaint, as plain text: `<id>:<locale>`. */
export const transcriptMaker =
  (program: Program): Maker =>
  (run, about) => {
    const [id = '', locale = ''] = about.split(':')
    return run(async (unit) => {
      const complaint = await complaintById(unit, Number(id))
      if (!complaint || !locales.includes(locale)) throw new Error('there is no such complaint')
      return Buffer.from(await transcript(unit, program, complaint, locale))
    })
  }

async function transcript(unit: Unit, program: Program, complaint: Complaint, locale: Locale): Promise<string> {
  const { id, customerId, category, created, assigneeId } = complaint
  const assignee = assigneeId === null ? null : await nameOf(unit, assigneeId)
  const time = (at: Date) => DateTime.fromJSDate(at, { zone: program.timeZone }).toFormat('yyyy-MM-dd HH:mm:ss')
  const head = [
    `${numberOf(id)} · ${categoryLabel(program, category, locale)} · ${stateLine({ complaint, assignee }, locale)}`,
    `${text(locale, 'case.customer')}: ${await nameOf(unit, customerId)}`,
    `${text(locale, 'transcript.opened')}: ${time(created)} (${program.timeZone})`,
  ]
  const files = await filesByLine(unit, id)
  const lines = await linesOf(unit, id, mostLines)
  const said = await Promise.all(
    lines.map((line) => entry(unit, program, complaint, { line, files: files.get(line.id) ?? [] }, locale)),
  )
  return [...head.map(onOneLine), '', ...said.map(({ at, words }) => `${time(at)}  ${indented(words)}`), ''].join('\n')
}

async function entry(
  unit: Unit,
  program: Program,
  complaint: Complaint,
  { line, files }: { line: Line; files: readonly string[] },
  locale: Locale,
): Promise<{ at: Date; words: string }> {
  // What was taken back stays in the record.
  const whole = { ...line, deleted: null }
  const number = `${numberOf(complaint.id)} · `
  const spoken = staffLine(await speak(unit, whole, complaint.customerId), program, locale)
  const words = spoken.startsWith(number) ? spoken.slice(number.length) : spoken
  const t = (key: string, values?: Record<string, string>) => text(locale, key, values)
  const marks = [
    ...(line.kind === 'note' ? [t('transcript.note')] : []),
    ...(line.deleted === null ? [] : [t('transcript.deleted')]),
  ]
  const named = await Promise.all(
    files.map(async (file) => {
      const kept = await keptFile(unit, file)
      return kept ? t('transcript.file', { name: kept.name }) : t('transcript.file.lost')
    }),
  )
  return { at: line.at, words: [[...marks, words].join(' '), ...named].join('\n') }
}

/** What goes on below begins further in, so that nobody can write what looks like a line of somebody else. */
function indented(words: string): string {
  return plain(words)
    .split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/)
    .join('\n    ')
}

function onOneLine(words: string): string {
  return plain(words).replace(/[\n\v\f\r\u0085\u2028\u2029]+/g, ' ')
}

/** Without what would turn the direction of writing or cannot be seen at all. */
function plain(words: string): string {
  return words.toWellFormed().replace(/[\p{Bidi_Control}]|(?![\t\n\v\f\r\u0085])\p{Cc}/gu, '')
}
