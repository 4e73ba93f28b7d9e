import type { Button, Form, Message, Values } from '../chat.ts'
import type { FieldDefinition, FileIds, FormDefinition, Wrong } from './feature.ts'
import { filesOf, localizeForm, mostFiles, readAnswer, readAnswers, wordsOf, wrongFiles } from './forms.ts'
import { buttons, type Turn } from './turn.ts'
import type { Ask } from './unit.ts'

/** A form being asked step by step, in the conversation of that person alone with the bot. */
export type Interview = { form: string; about: string | null; step: number; answers: Values; files: FileIds }

type InterviewRow = {
  person: string
  form: string
  about: string | null
  step: number
  answers: string
  files: string
}

const interviews: Ask<string, Interview | undefined> = {
  name: 'interview',
  async answer(unit, persons) {
    const rows = await unit.sql.query<InterviewRow>(
      `SELECT person, form, about, step, answers, files FROM interview WHERE person ${unit.sql.among('text')}`,
      persons,
    )
    const found = new Map(rows.map((row) => [row.person, row]))
    return persons.map((person) => {
      const row = found.get(person)
      if (!row) return undefined
      const { form, about, step } = row
      return { form, about, step, answers: JSON.parse(row.answers), files: JSON.parse(row.files) }
    })
  },
}

const personOf = ({ happening: { who } }: Turn) => `${who.platform}:${who.id}`

/** The interview that this person is in. */
export function interviewOf(turn: Turn): Promise<Interview | undefined> {
  return turn.unit.ask(interviews, personOf(turn))
}

/** Ends the interview, if there is one, without filling anything in. */
export async function leaveInterview(turn: Turn): Promise<void> {
  const person = personOf(turn)
  await turn.unit.sql.execute('DELETE FROM interview WHERE person = ?', person)
  turn.unit.know(interviews, person, undefined)
}

async function keep(turn: Turn, interview: Interview): Promise<void> {
  const person = personOf(turn)
  await turn.unit.sql.execute(
    `INSERT INTO interview (person, form, about, step, answers, files, started) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (person) DO UPDATE SET form = excluded.form, about = excluded.about, step = excluded.step,
       answers = excluded.answers, files = excluded.files`,
    person,
    interview.form,
    interview.about,
    interview.step,
    JSON.stringify(interview.answers),
    JSON.stringify(interview.files),
    turn.now,
  )
  turn.unit.know(interviews, person, interview)
}

/** Begins to ask a form step by step; one that was under way is given up. */
export async function beginInterview(
  turn: Turn,
  form: FormDefinition,
  about: string | undefined,
  intro?: string,
): Promise<void> {
  const interview: Interview = { form: form.id, about: about ?? null, step: 0, answers: {}, files: {} }
  await keep(turn, interview)
  turn.say(question(turn, form, interview, { opening: true, intro }))
}

/**
 * What a person does in an interview: an answer in words or with files, or a button. `isDone`: the words stand for the
 * button that ends a field of files.
 */
export type Move =
  | { kind: 'answer'; text: string; files: readonly string[]; isDone: boolean }
  | { kind: 'pick'; option: number }
  | { kind: 'done' | 'skip' | 'back' | 'cancel' }

/** A button of an interview carries the step it belongs to, so that an old one does nothing. */
export function readMove(about: string): { step: number; move: Move } | undefined {
  const match = /^(\d{1,2}):(done|skip|back|cancel|pick)(?::(\d{1,3}))?$/.exec(about)
  if (!match) return undefined
  const [, step, kind, option] = match
  if (kind === 'pick')
    return option === undefined ? undefined : { step: Number(step), move: { kind, option: Number(option) } }
  return { step: Number(step), move: { kind: kind as 'done' | 'skip' | 'back' | 'cancel' } }
}

/** Goes on with an interview; once its last field is answered, fills in the form. */
export async function continueInterview(
  turn: Turn,
  form: FormDefinition,
  interview: Interview,
  move: Move,
): Promise<void> {
  const field = form.fields[interview.step]
  if (move.kind === 'cancel' || !field) {
    await leaveInterview(turn)
    turn.say(turn.t('interview.cancelled'))
    return
  }
  const next = await answerTo(turn, form, interview, move)
  if (next !== undefined) turn.say(next)
}

async function answerTo(turn: Turn, form: FormDefinition, before: Interview, move: Move): Promise<Message | undefined> {
  const field = form.fields[before.step]
  if (!field) return undefined
  const interview = field.kind === 'files' ? before : withFiles(form, before, move)
  if (interview !== before) await keep(turn, interview)
  if (move.kind === 'back') {
    const earlier = form.fields.slice(0, interview.step)
    const step = earlier.findLastIndex((it) => isAsked(it, interview.answers))
    const back = { ...interview, step: Math.max(0, step) }
    await keep(turn, back)
    return question(turn, form, back, {})
  }
  if (field.kind === 'files') return giveFiles(turn, form, interview, field, move)
  const kept = move.kind === 'skip' ? form.start?.(interview.about ?? undefined, turn.locale)[field.name] : undefined
  if (move.kind === 'skip' && field.required && kept === undefined)
    return question(turn, form, interview, { wrong: 'form.wrong.missing' })
  if (move.kind === 'answer' && move.text.trim() === '')
    return question(turn, form, interview, { wrong: 'form.wrong.words' })
  const answer = readAnswer(field, kept ?? written(turn, form, interview.step, move))
  if ('wrong' in answer) return question(turn, form, interview, { wrong: answer.wrong })
  const { [field.name]: _old, ...others } = interview.answers
  const answers = answer.value === '' ? others : { ...others, [field.name]: answer.value }
  const wrong = form.check?.(answers)?.[field.name]
  if (wrong !== undefined) return question(turn, form, interview, { wrong })
  return goOn(turn, form, { ...interview, answers })
}

/** What comes with an answer in words belongs to the field of files, wherever that stands. */
function withFiles(form: FormDefinition, interview: Interview, move: Move): Interview {
  const field = form.fields.find((it) => it.kind === 'files')
  if (field?.kind !== 'files' || move.kind !== 'answer' || move.files.length === 0) return interview
  const all = [...(interview.files[field.name] ?? []), ...move.files]
  return { ...interview, files: { ...interview.files, [field.name]: all.slice(0, mostFiles(field)) } }
}

/** Files come in one message or in several; a button says that these are all. */
async function giveFiles(
  turn: Turn,
  form: FormDefinition,
  interview: Interview,
  field: Extract<FieldDefinition, { kind: 'files' }>,
  move: Move,
): Promise<Message | undefined> {
  const given = interview.files[field.name] ?? []
  if (move.kind === 'answer' && move.files.length > 0) {
    const all = [...given, ...move.files]
    const most = mostFiles(field)
    const next = { ...interview, files: { ...interview.files, [field.name]: all.slice(0, most) } }
    await keep(turn, next)
    return question(turn, form, next, all.length > most ? { wrong: 'interview.files.many' } : {})
  }
  const isDone = move.kind === 'done' || move.kind === 'skip' || (move.kind === 'answer' && move.isDone)
  if (!isDone) return question(turn, form, interview, { wrong: 'form.wrong.files' })
  const wrong = wrongFiles(field, given.length)
  return wrong === undefined ? goOn(turn, form, interview) : question(turn, form, interview, { wrong })
}

function isAsked(field: FieldDefinition, answers: Values): boolean {
  return !(field.kind === 'files' && field.aside) && !field.unless?.(answers)
}

/** Asks the next field; after the last, fills in the form. */
async function goOn(turn: Turn, form: FormDefinition, interview: Interview): Promise<Message | undefined> {
  const { answers, files } = interview
  const following = form.fields.findIndex((field, nth) => nth > interview.step && isAsked(field, answers))
  if (following >= 0) {
    const next = { ...interview, step: following }
    await keep(turn, next)
    return question(turn, form, next, {})
  }
  const read = readAnswers(form, answers, files)
  if ('wrong' in read) {
    const [name, wrong] = Object.entries(read.wrong)[0] ?? []
    const step = Math.max(
      0,
      form.fields.findIndex((it) => it.name === name),
    )
    const again = { ...interview, step }
    await keep(turn, again)
    return question(turn, form, again, wrong === undefined ? {} : { wrong })
  }
  await leaveInterview(turn)
  await form.filled(turn, read.values, interview.about ?? undefined, filesOf(form, files))
  return undefined
}

/** What a move answers to the field, as if it had been written into a form. */
function written(turn: Turn, form: FormDefinition, step: number, move: Move): string {
  const field = form.fields[step]
  switch (move.kind) {
    case 'answer':
      return field?.kind === 'choice' ? chosen(turn, form, step, move.text) : move.text
    case 'pick':
      return (field?.kind === 'choice' && field.options[move.option]) || ''
    default:
      return ''
  }
}

/** The option that was typed instead of tapped: by its label or its number in the list. */
function chosen(turn: Turn, form: FormDefinition, step: number, said: string): string {
  const field = localizeForm(form, turn.locale).fields[step]
  if (field?.kind !== 'choice') return said
  const word = said.trim().toLowerCase()
  const match = field.options.find((option) => option.label.toLowerCase() === word) ?? field.options[Number(word) - 1]
  return match?.value ?? said
}

function question(
  turn: Turn,
  form: FormDefinition,
  interview: Interview,
  how: { opening?: boolean; intro?: string | undefined; wrong?: Wrong[string] },
): Message {
  const drawn: Form = localizeForm(form, turn.locale, interview.about ?? undefined)
  const field = drawn.fields[interview.step]
  const count = form.fields.filter((it) => isAsked(it, interview.answers)).length
  const given = field?.kind === 'files' ? (interview.files[field.name]?.length ?? 0) : 0
  const lines = [
    how.wrong === undefined ? undefined : wordsOf(how.wrong, turn.locale),
    how.intro,
    how.opening && count > 1 ? drawn.title : undefined,
    count > 1
      ? turn.t('interview.step', { step: interview.step + 1, count, label: field?.label ?? '' })
      : (field?.label ?? ''),
    field?.hint,
    field && startText(turn, field),
    field?.kind === 'files' ? turn.t('interview.files', { count: given, most: field.most }) : undefined,
  ]
  const press = (move: string) => `interview:${interview.step}:${move}`
  const list: Button[] =
    field?.kind === 'choice'
      ? field.options.map((option, index) => ({ label: option.label, press: press(`pick:${index}`) }))
      : []
  if (given > 0) list.push({ label: turn.t('interview.done'), press: press('done'), tone: 'primary' })
  else if (field?.value !== undefined) list.push({ label: turn.t('interview.keep'), press: press('skip') })
  else if (!field?.required) list.push({ label: turn.t('interview.skip'), press: press('skip') })
  if (interview.step > 0) list.push({ label: turn.t('interview.back'), press: press('back') })
  list.push({ label: turn.t('interview.cancel'), press: press('cancel') })
  return { text: lines.filter((line) => line).join('\n'), parts: [buttons(...list)] }
}

/** What stands in a field before it is answered, in words. */
function startText(turn: Turn, field: Form['fields'][number]): string | undefined {
  if (field.value === undefined) return undefined
  const option = field.kind === 'choice' ? field.options.find(({ value }) => value === field.value) : undefined
  return turn.t('interview.now', { value: option?.label ?? field.value })
}
