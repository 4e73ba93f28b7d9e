import type { Button } from '../chat.ts'
import { buttons, type Turn } from '../engine/turn.ts'
import { formatDay, formatNumber } from '../language/format.ts'
import type { Program } from '../program/program.ts'
import { prepareWords } from './prepare.ts'
import { audienceCondition } from './rules/compile.ts'
import { describeAudience } from './rules/describe.ts'
import { problemText } from './rules/problem.ts'
import { readAudience } from './rules/read.ts'
import { countAudience, listSegments, type Segment, sampleOf, sizeSegment } from './store.ts'

/** How many segments a page of the list has, and names a sample. */
const pageSize = 6
const sampleSize = 5

/** All segments with the size that they had when they were last counted. */
export async function showList(turn: Turn, page: number): Promise<void> {
  const found = await listSegments(turn.unit, page * pageSize, pageSize + 1)
  const shown = found.slice(0, pageSize)
  const ways: Button[] = [
    ...(page > 0 ? [{ label: turn.t('segment.back'), press: `segments:${page - 1}` }] : []),
    ...(found.length > pageSize ? [{ label: turn.t('segment.more'), press: `segments:${page + 1}` }] : []),
  ]
  turn.update({
    text: turn.t(shown.length > 0 ? 'segment.list' : 'segment.empty'),
    parts: [
      { kind: 'facts', rows: shown.map(({ name, size }): [string, string] => [name, sizeText(turn, size)]) },
      buttons(
        ...shown.map(({ id, name }): Button => ({ label: name, press: `segment:${id}` })),
        ...ways,
        { label: turn.t('segment.choose'), form: 'segment.new' },
        { label: turn.t('segment.write'), form: 'segment' },
      ),
    ],
  })
}

const sizeText = (turn: Turn, size: number | null) =>
  size === null ? turn.t('segment.uncounted') : turn.t('segment.size', { count: size })

/** One segment in words, counted anew, with the names of some who are in it. */
export async function showSegment(turn: Turn, program: Program, segment: Segment): Promise<void> {
  const { unit, locale } = turn
  const { id, name, words } = segment
  const more = [
    { label: turn.t('segment.add'), form: 'segment.add', about: String(id) },
    { label: turn.t('segment.write'), form: 'segment' },
    { label: turn.t('segment.delete'), press: `segment.delete:${id}`, tone: 'danger' as const },
  ]
  const prepared = await prepareWords(unit, words, name)
  if ('problem' in prepared)
    return turn.say({ text: `${name}\n${problemText(locale, prepared.problem, words)}`, parts: [buttons(...more)] })
  const { timeZone, currency } = program
  const condition = audienceCondition(prepared.audience, { dialect: unit.dialect, now: turn.now, timeZone, currency })
  const size = await countAudience(unit, condition)
  await sizeSegment(unit, id, size)
  const sample = await sampleOf(unit, condition, sampleSize)
  const read = readAudience(words)
  const rows: [string, string][] = [
    // As it was understood, in the language of the reader, with its segments by name.
    [turn.t('segment.words'), 'audience' in read ? describeAudience(locale, read.audience) : words],
    [turn.t('segment.customers'), formatNumber(size, locale)],
    ...(sample.length > 0
      ? ([[turn.t('segment.sample'), sample.map((it) => it.name ?? it.card).join(', ')]] as [string, string][])
      : []),
    [turn.t('segment.day'), formatDay(turn.now, locale, timeZone, turn.now)],
  ]
  turn.say({ text: name, parts: [{ kind: 'facts', rows }, buttons(...more)] })
}
