import type { Button } from '../chat.ts'
import type { CommandDefinition, Feature } from '../engine/feature.ts'
import { buttons, type Turn } from '../engine/turn.ts'
import { locales, text } from '../language/text.ts'
import type { Program } from '../program/program.ts'
import { periodNamed, readPeriod, usualPeriods } from './period.ts'
import type { ReportDefinition, SubjectReport } from './report.ts'
import { formatDays } from './words.ts'

const usual = '30d'
const asFile = new Set(['export', 'file', 'csv', '导出', '文件'])

/** Longest name of a thing that is looked for, in characters. */
const longestSubject = 80

type Reports = ReadonlyMap<string, ReportDefinition>
type Subjects = ReadonlyMap<string, SubjectReport>
type All = { reports: Reports; subjects: Subjects }
type Request = { name: string; period: string; isFile: boolean }

/** Reports of all features: what happened in a period, as pictures with the numbers under them, or as a file. */
export function reportsFeature(program: Program, features: () => readonly Feature[]): Feature {
  const all = (): All => ({
    reports: new Map(features().flatMap((feature) => Object.entries(feature.reports ?? {}))),
    subjects: new Map(features().flatMap((feature) => Object.entries(feature.subjects ?? {}))),
  })
  return {
    name: 'reports',
    commands: [reportCommand(program, all)],
    presses: {
      report: {
        role: 'manager',
        run: (turn, about) => {
          const [name = '', period = '', what] = about.split(':')
          const { reports, subjects } = all()
          const subject = subjects.get(name)
          if (subject) return subject.show(turn, '', false)
          return report(turn, program, reports, { name, period, isFile: what === 'file' })
        },
      },
    },
  }
}

function reportCommand(program: Program, all: () => All): CommandDefinition {
  return {
    name: 'report',
    role: 'manager',
    args: {
      name: 'about',
      kind: 'choice',
      fits: (words) => {
        const { reports, subjects } = all()
        return readSubject(words, subjects) !== undefined || readRequest(words, reports) !== undefined
      },
      // Which reports there are is known only when all features are.
      get options() {
        const { reports, subjects } = all()
        return [...reports.keys(), ...subjects.keys()].map((value) => ({ value, label: value }))
      },
    },
    run: (turn, words) => {
      const { reports, subjects } = all()
      if (words === '') return turn.say({ text: turn.t('report.which'), parts: [choices(turn, all())] })
      const subject = readSubject(words, subjects)
      if (subject) return subject.report.show(turn, subject.words, subject.isFile)
      const request = readRequest(words, reports)
      if (request) return report(turn, program, reports, request)
      turn.say({ text: turn.t('report.unclear'), parts: [choices(turn, all())] })
    },
  }
}

/** Whether that is what things of that name are called, in any of our languages. */
const isCalled = (name: string, word: string) =>
  name === word || locales.some((locale) => text(locale, `report.${name}`).toLowerCase() === word)

/** `campaign Spring`, `活动 春天`, `campaign Spring export`; undefined when it is about nothing of that kind. */
function readSubject(
  written: string,
  subjects: Subjects,
): { report: SubjectReport; words: string; isFile: boolean } | undefined {
  const [, first = '', rest = ''] = /^(\S+)(?:\s+(.*))?$/s.exec(written.trim()) ?? []
  const found = [...subjects].find(([name]) => isCalled(name, first.toLowerCase()))
  if (!found || rest.length > longestSubject) return undefined
  const [, named = '', last] = /^(.*?)(?:^|\s+)(\S+)$/s.exec(rest) ?? []
  const isFile = last !== undefined && named !== '' && asFile.has(last.toLowerCase())
  return { report: found[1], words: isFile ? named : rest, isFile }
}

/** `complaints last month`, `投诉 本月`, `complaints export 2026-10`; undefined when that is no report or no period. */
function readRequest(words: string, reports: Reports): Request | undefined {
  const [first = '', ...rest] = words.trim().toLowerCase().split(/\s+/)
  const name = [...reports.keys()].find((it) => isCalled(it, first))
  const period = rest.filter((word) => !asFile.has(word)).join(' ')
  const found = period === '' ? usual : readPeriod(period)
  if (name === undefined || found === undefined) return undefined
  return { name, period: found, isFile: rest.some((word) => asFile.has(word)) }
}

async function report(
  turn: Turn,
  program: Program,
  reports: Reports,
  { name, period, isFile }: Request,
): Promise<void> {
  const definition = reports.get(name)
  const days = periodNamed(period, turn.now, program.timeZone)
  if (!definition || !days) return turn.say(turn.t('button-gone'))
  const messages = await definition.show(turn, days)
  const last = messages.pop()
  if (!last)
    return turn.say({
      text: turn.t(`report.${name}.none`, { period: formatDays(days, turn.locale, 'year') }),
      parts: [buttons(...others(turn, name, period))],
    })
  if (isFile) return turn.say(definition.file(turn, days))
  for (const message of messages) turn.say(message)
  const file: Button = { label: turn.t('report.file'), press: `report:${name}:${period}:file` }
  turn.say({ ...last, parts: [...(last.parts ?? []), buttons(...others(turn, name, period), file)] })
}

function others(turn: Turn, name: string, period: string): Button[] {
  return usualPeriods
    .filter((it) => it !== period)
    .map((it) => ({ label: turn.t(`report.period.${it}`), press: `report:${name}:${it}` }))
}

/** One button a report: it comes with those for other periods. */
function choices(turn: Turn, { reports, subjects }: All) {
  const button = (name: string, period: string): Button => ({
    label: turn.t(`report.${name}`),
    press: `report:${name}:${period}`,
  })
  return buttons(
    ...[...reports.keys()].map((name) => button(name, usual)),
    ...[...subjects.keys()].map((name) => button(name, '')),
  )
}
