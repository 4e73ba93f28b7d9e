import { text } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import { prepareWords } from '../prepare.ts'
import { audienceCondition } from '../rules/compile.ts'
import { type SegmentFound, sampleSize, segmentKind, segmentMessage } from '../show.ts'
import { countAudience, type Segment, sampleOf, segmentById, sizeSegment } from '../store.ts'
import type { Counting } from './work.ts'

/** How a segment of a large shop is counted, and some of it are found. */
export const segmentCounting = (program: Program): Counting<Segment, SegmentFound> => ({
  kinds: [segmentKind],
  nothing: { size: 0, sample: [] },
  async look(unit, { subject, created }) {
    const segment = await segmentById(unit, subject)
    const prepared = segment && (await prepareWords(unit, segment.words, segment.name))
    if (!segment || !prepared || 'problem' in prepared) return undefined
    const { timeZone, currency } = program
    const options = { dialect: unit.dialect, now: created, timeZone, currency, each: true }
    return { of: segment, condition: audienceCondition(prepared.audience, options) }
  },
  async add(unit, _, condition, { size, sample }) {
    const count = await countAudience(unit, condition)
    const room = sampleSize - sample.length
    const more = count > 0 && room > 0 ? await sampleOf(unit, condition, room) : []
    return { size: size + count, sample: [...sample, ...more] }
  },
  async tell(unit, { locale, created }, segment, found) {
    await sizeSegment(unit, segment.id, found.size)
    return segmentMessage(segment, program, locale, created, found)
  },
  overtaken: async (_, { detail, locale }) => ({ text: text(locale, 'segment.overtaken', { name: detail }) }),
})
