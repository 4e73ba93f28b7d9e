import type { Button, Part } from '../chat.ts'
import type { Saying } from '../engine/making.ts'
import { buttons, type Turn } from '../engine/turn.ts'
import { formatDay, formatNumber } from '../language/format.ts'
import { type Locale, text } from '../language/text.ts'
import type { Program } from '../program/program.ts'
import { areMore } from './counting/pieces.ts'
import { askForCount } from './counting/requests.ts'
import { prepareWords } from './prepare.ts'
import { audienceCondition } from './rules/compile.ts'
import { describeAudience } from './rules/describe.ts'
import { problemText } from './rules/problem.ts'
import { readAudience } from './rules/read.ts'
import { countAudience, listSegments, type Named, type Segment, sampleOf, sizeSegment } from './store.ts'

/** How many segments a page of the list has, and names a sample. */
const pageSize = 6
export const sampleSize = 5
/** What a count of a segment is called. */
export const segmentKind = 'segment'

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

/** How many customers a segment holds, and some of them. */
export type SegmentFound = { size: number; sample: readonly Named[] }

/**
 * One segment in words, counted anew, with the names of some who are in it. Where the shop has more customers than `atOnce`, they are
 * counted aside, and told then.
 */
export async function showSegment(turn: Turn, program: Program, segment: Segment, atOnce: number): Promise<void> {
  const { unit, locale } = turn
  const { id, name, words } = segment
  const prepared = await prepareWords(unit, words, name)
  if ('problem' in prepared)
    return turn.say({
      text: `${name}\n${problemText(locale, prepared.problem, words)}`,
      parts: [segmentButtons(segment, locale)],
    })
  if (await areMore(unit, atOnce)) {
    const request = { kind: segmentKind, subject: id, version: 0, detail: name }
    return askForCount(turn, request, segmentMessage(segment, program, locale, turn.now, undefined))
  }
  const { timeZone, currency } = program
  const condition = audienceCondition(prepared.audience, { dialect: unit.dialect, now: turn.now, timeZone, currency })
  const size = await countAudience(unit, condition)
  await sizeSegment(unit, id, size)
  const sample = await sampleOf(unit, condition, sampleSize)
  turn.say(segmentMessage(segment, program, locale, turn.now, { size, sample }))
}

/** What is said of a segment, with how many it held at that time; while they are counted, that they are. */
export function segmentMessage(
  segment: Segment,
  { timeZone }: Program,
  locale: Locale,
  at: Date,
  found: SegmentFound | undefined,
): Saying {
  const t = (key: string) => text(locale, `segment.${key}`)
  const { name, words } = segment
  const read = readAudience(words)
  const sample = found?.sample ?? []
  const rows: [string, string][] = [
    // As it was understood, in the language of the reader, with its segments by name.
    [t('words'), 'audience' in read ? describeAudience(locale, read.audience) : words],
    [t('customers'), found ? formatNumber(found.size, locale) : t('counting')],
    ...(sample.length > 0
      ? [[t('sample'), sample.map((it) => it.name ?? it.card).join(', ')] as [string, string]]
      : []),
    ...(found ? [[t('day'), formatDay(at, locale, timeZone, at)] as [string, string]] : []),
  ]
  return { text: name, parts: [{ kind: 'facts', rows }, segmentButtons(segment, locale)] }
}

function segmentButtons({ id }: Segment, locale: Locale): Part {
  const t = (key: string) => text(locale, `segment.${key}`)
  return buttons(
    { label: t('add'), form: 'segment.add', about: String(id) },
    { label: t('write'), form: 'segment' },
    { label: t('delete'), press: `segment.delete:${id}`, tone: 'danger' },
  )
}
