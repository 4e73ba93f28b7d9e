import { problemText, readAudience } from '../../audiences/exports.ts'
import type { Values } from '../../chat.ts'
import type { FormDefinition, Wrong } from '../../engine/feature.ts'
import type { Turn } from '../../engine/turn.ts'
import { locales, text } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import { buttonCommands } from '../make.ts'
import { longestName, mostHoldout } from '../rules/campaign.ts'
import { readTemplate } from '../rules/template.ts'
import { begin, change } from './fill.ts'
import { DraftMemory } from './memory.ts'
import type { DraftChange } from './rules/edits.ts'
import { isAway, readButtons, readWhen, readWhole, type WhenFields } from './rules/read.ts'
import { buttonText, templateText } from './words.ts'

/** The forms by which a campaign is made: the first makes the draft, the others change it. In those an empty field leaves what is. */
export function draftForms(program: Program, now: () => Date, memory = new DraftMemory()): FormDefinition[] {
  /** A form that begins with what the draft says, and gives only what is to be changed. */
  const begun = (form: FormDefinition): FormDefinition => ({
    ...form,
    start: (about, locale) => memory.start(form.id, about, locale),
    filled: (turn, values, about, files) =>
      form.filled(turn, memory.changed(form.id, about, turn.locale, values), about, files),
  })
  const words: FormDefinition['fields'] = [
    { name: 'name', kind: 'line' },
    { name: 'audience', kind: 'paragraph' },
    { name: 'text', kind: 'paragraph' },
  ]
  return [
    {
      id: 'campaign',
      role: 'manager',
      fields: words.map((field) => ({ ...field, required: true })),
      check: wrongWords,
      filled: (turn, { name = '', audience = '', text: a = '' }) =>
        begin(turn, program, { name: tidy(name), audience, a }),
    },
    begun({
      id: 'campaign.words',
      role: 'manager',
      fields: words,
      check: wrongWords,
      filled: (turn, { name, audience, text: a }, about) =>
        change(turn, program, about, 'campaign.words', {
          ...(name !== undefined && { name: tidy(name) }),
          ...(audience !== undefined && { audience }),
          ...(a !== undefined && { a }),
        }),
    }),
    begun({
      id: 'campaign.more',
      role: 'manager',
      fields: [
        { name: 'second', kind: 'paragraph' },
        { name: 'split', kind: 'number' },
        { name: 'holdout', kind: 'number' },
        { name: 'picture', kind: 'files', most: 1 },
      ],
      check: wrongMore,
      filled: (turn, values, about, { picture = [] }) =>
        change(turn, program, about, 'campaign.more', moreOf(values), picture[0]),
    }),
    begun({
      id: 'campaign.offer',
      role: 'manager',
      fields: [
        { name: 'buttons', kind: 'paragraph' },
        { name: 'points', kind: 'number' },
        { name: 'code', kind: 'line' },
      ],
      check: wrongOffer,
      filled: (turn, values, about) => change(turn, program, about, 'campaign.offer', offerOf(values)),
    }),
    {
      id: 'campaign.when',
      start: (about, locale) => memory.start('campaign.when', about, locale),
      role: 'manager',
      fields: [
        { name: 'when', kind: 'choice', options: ['now', 'once', 'week', 'month'], required: true },
        { name: 'day', kind: 'line', unless: isNow },
        { name: 'time', kind: 'line', unless: isNow },
        { name: 'clock', kind: 'choice', options: ['shop', 'own'], unless: isNow },
      ],
      check: (values) => wrongWhen(values, now(), program),
      // Its fields are one thing: all of them are meant, or none.
      filled: (turn, values, about) =>
        Object.keys(memory.changed('campaign.when', about, turn.locale, values)).length > 0
          ? whenFilled(turn, program, values, about)
          : change(turn, program, about, 'campaign.when', {}),
    },
  ]
}

const isNow = ({ when }: Values) => when === 'now'

const tidy = (name: string) => name.trim().replace(/\s+/g, ' ')

/** Nothing that no text should have: control characters but ends of lines, half characters. */
const isClean = (written: string) => !/[^\P{Cc}\t\r\n]|\p{Cs}/u.test(written)

function wrongWords({ name, audience, text: a }: Values): Wrong | undefined {
  const wrong: Record<string, Wrong[string]> = {}
  if (name !== undefined) {
    if (!isClean(name)) wrong.name = 'campaign.wrong.character'
    else if ([...tidy(name)].length > longestName)
      wrong.name = (locale) => text(locale, 'campaign.wrong.name.long', { most: longestName })
  }
  if (audience !== undefined) {
    const read = readAudience(audience)
    if ('problem' in read) wrong.audience = (locale) => problemText(locale, read.problem, audience)
  }
  const trouble = a === undefined ? undefined : wrongTemplate(a)
  if (trouble !== undefined) wrong.text = trouble
  return wrong
}

function wrongTemplate(written: string): Wrong[string] | undefined {
  if (!isClean(written)) return 'campaign.wrong.character'
  const read = readTemplate(written)
  return 'problem' in read ? (locale) => templateText(locale, read.problem, written) : undefined
}

function wrongMore({ second, split, holdout }: Values): Wrong | undefined {
  const wrong: Record<string, Wrong[string]> = {}
  const trouble = second === undefined || isAway(second) ? undefined : wrongTemplate(second)
  if (trouble !== undefined) wrong.second = trouble
  if (split !== undefined && readWhole(split, 1, 99) === undefined) wrong.split = 'campaign.wrong.split'
  if (holdout !== undefined && readWhole(holdout, 0, mostHoldout) === undefined)
    wrong.holdout = (locale) => text(locale, 'campaign.wrong.holdout', { most: mostHoldout })
  return wrong
}

function moreOf({ second, split, holdout }: Values): DraftChange {
  return {
    ...(second !== undefined && { b: isAway(second) ? null : second }),
    ...(split !== undefined && { split: Number(split) }),
    ...(holdout !== undefined && { holdout: Number(holdout) }),
  }
}

/** The command that a word stands for, in any of our languages, if a button may do it. */
function buttonCommand(word: string): string | undefined {
  return buttonCommands.find((name) =>
    locales.some((locale) =>
      [name, ...text(locale, `command.${name}.words`).split(',')].some((it) => it.trim() === word),
    ),
  )
}

function wrongOffer({ buttons, points, code }: Values): Wrong | undefined {
  const wrong: Record<string, Wrong[string]> = {}
  if (buttons !== undefined && !isAway(buttons)) {
    const read = isClean(buttons) ? readButtons(buttons, buttonCommand) : undefined
    if (!read) wrong.buttons = 'campaign.wrong.character'
    else if ('problem' in read) wrong.buttons = (locale) => buttonText(locale, read.problem)
  }
  if (points !== undefined && readWhole(points, 0, 1_000_000) === undefined) wrong.points = 'campaign.wrong.points'
  if (code !== undefined && !isAway(code) && !/^[^\p{Cc}\p{Cs}]{1,40}$/u.test(code)) wrong.code = 'campaign.wrong.code'
  return wrong
}

function offerOf({ buttons, points, code }: Values): DraftChange {
  const read = buttons === undefined || isAway(buttons) ? undefined : readButtons(buttons, buttonCommand)
  return {
    ...(buttons !== undefined && { buttons: read && 'buttons' in read ? read.buttons : null }),
    ...(points !== undefined && { points: Number(points) }),
    ...(code !== undefined && { code: isAway(code) ? null : code }),
  }
}

function wrongWhen(values: WhenFields, now: Date, { timeZone }: Program): Wrong | undefined {
  const read = readWhen(values, now, timeZone)
  if ('schedule' in read) return undefined
  return Object.fromEntries(
    read.problems.map(({ field, why }) => [
      field,
      why === 'missing' ? 'form.wrong.missing' : `campaign.wrong.when.${why}`,
    ]),
  )
}

/** The time may have passed between the check and this. */
async function whenFilled(turn: Turn, program: Program, values: WhenFields, about: string | undefined): Promise<void> {
  const read = readWhen(values, turn.now, program.timeZone)
  if ('schedule' in read) return change(turn, program, about, 'campaign.when', { schedule: read.schedule })
  turn.say(turn.t('campaign.wrong.when.past'))
}
