import type { FieldErrors, Values } from '../chat.ts'
import type { Feature, FieldDefinition } from '../engine/feature.ts'
import { buttons, type Turn } from '../engine/turn.ts'
import type { Program } from '../program/program.ts'
import { audit } from '../staff/audit.ts'
import { mostAtOnce, usualPage } from './counting/pieces.ts'
import { segmentCounting } from './counting/segment.ts'
import { countWork } from './counting/work.ts'
import { prepareWords } from './prepare.ts'
import { type Audience, conditionsOf } from './rules/audience.ts'
import { choices, chosen, extended, ways, wrongField } from './rules/build.ts'
import { describeAudience } from './rules/describe.ts'
import { problemText } from './rules/problem.ts'
import { readAudience } from './rules/read.ts'
import { showList, showSegment } from './show.ts'
import {
  deleteSegment,
  listSegments,
  type Segment,
  saveSegment,
  segmentById,
  segmentCalled,
  segmentKey,
} from './store.ts'

/** Longest name of a segment, in letters. */
const longestName = 40
/** Most segments that a shop has: what is to be deleted is looked for in all of them. */
const most = 200

const condition: readonly FieldDefinition[] = [
  { name: 'what', kind: 'choice', required: true, options: choices },
  { name: 'amount', kind: 'number' },
  { name: 'days', kind: 'number' },
  { name: 'word', kind: 'line' },
]

/** Above how many customers in all they are counted aside, and how many of them in one transaction. */
export type CountOptions = { atOnce?: number; page?: number }

type Tools = { program: Program; atOnce: number }

/** Audiences with names, which managers put together in words or in forms. */
export function audiencesFeature(
  program: Program,
  { atOnce = mostAtOnce, page = usualPage }: CountOptions = {},
): Feature {
  const tools = { program, atOnce }
  const manager = 'manager'
  return {
    name: 'audiences',
    works: countWork(segmentCounting(program), page),
    erased: async ({ sql }, customerId) => {
      await sql.execute('DELETE FROM count_request WHERE "askedBy" = ?', customerId)
    },
    commands: [
      {
        name: 'segment',
        role: manager,
        // A condition with a mistake in it is answered with where it is.
        args: { name: 'words', kind: 'line', fits: (args) => readArgs(args) !== undefined },
        run: (turn, args) => command(turn, tools, args),
      },
    ],
    presses: {
      segments: { role: manager, run: (turn, page) => showList(turn, Number(page) || 0) },
      segment: {
        role: manager,
        run: (turn, id) => withSegment(turn, id, (it) => showSegment(turn, program, it, atOnce)),
      },
      'segment.delete': { role: manager, run: (turn, id) => withSegment(turn, id, (it) => askToDelete(turn, it)) },
      'segment.gone': { role: manager, run: (turn, id) => withSegment(turn, id, (it) => remove(turn, it)) },
    },
    forms: [
      {
        id: 'segment',
        role: manager,
        fields: [
          { name: 'name', kind: 'line', required: true },
          { name: 'words', kind: 'paragraph', required: true },
        ],
        check: wrongName,
        filled: (turn, { name = '', words = '' }) => save(turn, tools, name, words),
      },
      {
        id: 'segment.new',
        role: manager,
        fields: [{ name: 'name', kind: 'line', required: true }, ...condition],
        check: (values) => wrongName(values) ?? wrongCondition(values),
        filled: (turn, values) => save(turn, tools, values.name ?? '', describeAudience(turn.locale, chosen(values))),
      },
      {
        id: 'segment.add',
        role: manager,
        fields: [{ name: 'way', kind: 'choice', required: true, options: ways }, ...condition],
        check: wrongCondition,
        filled: (turn, values, id) => withSegment(turn, id ?? '', (it) => add(turn, tools, it, values)),
      },
    ],
  }
}

/** A name, in quotes if it has spaces, and what follows it. */
function readArgs(args: string): { name: string; words: string } | undefined {
  const [, quoted, bare, words = ''] =
    /^(?:["“「]([^"”」]+)["”」]|([^\s"“「:：]+))\s*[:：=]?\s*([\s\S]*)$/.exec(args.trim()) ?? []
  const name = quoted ?? bare
  return name === undefined ? undefined : { name, words }
}

async function command(turn: Turn, tools: Tools, args: string): Promise<void> {
  if (args === '') return showList(turn, 0)
  const whole = await segmentCalled(turn.unit, args)
  if (whole) return showSegment(turn, tools.program, whole, tools.atOnce)
  const read = readArgs(args)
  if (!read) return turn.say({ text: turn.t('segment.how'), parts: [newButtons(turn)] })
  if (read.words !== '') return save(turn, tools, read.name, read.words)
  const segment = await segmentCalled(turn.unit, read.name)
  if (segment) return showSegment(turn, tools.program, segment, tools.atOnce)
  turn.say({ text: turn.t('segment.none', { name: read.name }), parts: [newButtons(turn)] })
}

/** Ways to make a new one. */
const newButtons = (turn: Turn) =>
  buttons({ label: turn.t('segment.choose'), form: 'segment.new' }, { label: turn.t('segment.write'), form: 'segment' })

function wrongName({ name = '' }: Values): FieldErrors | undefined {
  const isFit = [...name].length <= longestName && !/[\p{Cc}\p{Cs}\p{Bidi_Control}"“”„「」]/u.test(name)
  return isFit ? undefined : { name: 'form.segment.name.wrong' }
}

function wrongCondition(values: Values): FieldErrors | undefined {
  const wrong = wrongField(values)
  return wrong && { [wrong]: `form.segment.${wrong}.wrong` }
}

async function save(turn: Turn, { program, atOnce }: Tools, name: string, words: string): Promise<void> {
  const { unit } = turn
  if (wrongName({ name })) return turn.say({ text: turn.t('form.segment.name.wrong'), parts: [newButtons(turn)] })
  const prepared = await prepareWords(unit, words, name)
  if ('problem' in prepared)
    return turn.say({ text: problemText(turn.locale, prepared.problem, words), parts: [newButtons(turn)] })
  const known = await segmentCalled(unit, name)
  if (!known && (await listSegments(unit, 0, most)).length >= most) return turn.say(turn.t('segment.many', { most }))
  const segment = await saveSegment(unit, name.trim().replace(/\s+/g, ' '), words, turn.contact.customerId)
  audit(unit, turn, { act: 'segment', subject: `segment:${segment.id}` })
  await showSegment(turn, program, segment, atOnce)
}

async function add(turn: Turn, tools: Tools, segment: Segment, values: Values): Promise<void> {
  const read = readAudience(segment.words)
  if ('problem' in read) return turn.say(problemText(turn.locale, read.problem, segment.words))
  const whole = extended(read.audience, values.way, chosen(values))
  await save(turn, tools, segment.name, describeAudience(turn.locale, whole))
}

async function withSegment(turn: Turn, id: string, run: (segment: Segment) => Promise<void>): Promise<void> {
  const segment = /^\d{1,9}$/.test(id) ? await segmentById(turn.unit, Number(id)) : undefined
  if (!segment) return turn.say(turn.t('button-gone'))
  await run(segment)
}

/** Names of the segments that are made of this one. */
async function usersOf(turn: Turn, { name }: Segment): Promise<string[]> {
  const key = segmentKey(name)
  const uses = (audience: Audience) =>
    conditionsOf(audience).some((it) => it.kind === 'segment' && segmentKey(it.name) === key)
  return (await listSegments(turn.unit, 0, most))
    .filter(({ words }) => {
      const read = readAudience(words)
      return 'audience' in read && uses(read.audience)
    })
    .map((it) => it.name)
}

async function askToDelete(turn: Turn, segment: Segment): Promise<void> {
  const users = await usersOf(turn, segment)
  turn.say({
    text: turn.t('segment.delete.sure', {
      name: segment.name,
      count: users.length,
      users: users.slice(0, 5).join(', '),
    }),
    parts: [
      buttons(
        { label: turn.t('segment.delete.yes'), press: `segment.gone:${segment.id}`, tone: 'danger' },
        { label: turn.t('segment.delete.no'), press: `segment:${segment.id}` },
      ),
    ],
  })
}

async function remove(turn: Turn, segment: Segment): Promise<void> {
  if (!(await deleteSegment(turn.unit, segment.id))) return turn.say(turn.t('button-gone'))
  audit(turn.unit, turn, { act: 'segment.delete', subject: `segment:${segment.id}` })
  turn.update({ text: turn.t('segment.deleted', { name: segment.name }) })
}
