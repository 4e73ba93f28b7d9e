import type { Button, Form, Message } from '../chat.ts'
import type { FormDefinition } from './feature.ts'
import { localizeForm, readAnswer, readAnswers } from './forms.ts'
import { buttons, type Turn } from './turn.ts'
import type { Ask } from './unit.ts'

/** A form being asked step by step, in the conversation of that person alone with the bot. */
export type Interview = { form: string; about: string | null; step: number; answers: Record<string, string> }

type InterviewRow = { person: string; form: string; about: string | null; step: number; answers: string }

const interviews: Ask<string, Interview | undefined> = {
  name: 'interview',
  async answer(unit, persons) {
    const rows = await unit.sql.query<InterviewRow>(
      `SELECT person, form, about, step, answers FROM interview WHERE person ${unit.sql.among('text')}`,
      persons,
    )
    const found = new Map(rows.map((row) => [row.person, row]))
    return persons.map((person) => {
      const row = found.get(person)
      return row && { form: row.form, about: row.about, step: row.step, answers: JSON.parse(row.answers) }
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
    `INSERT INTO interview (person, form, about, step, answers, started) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (person) DO UPDATE SET form = excluded.form, about = excluded.about, step = excluded.step,
       answers = excluded.answers`,
    person,
    interview.form,
    interview.about,
    interview.step,
    JSON.stringify(interview.answers),
    turn.now,
  )
  turn.unit.know(interviews, person, interview)
}

/** Begins to ask a form step by step; one that was under way is given up. */
export async function beginInterview(turn: Turn, form: FormDefinition, about: string | undefined): Promise<void> {
  const interview: Interview = { form: form.id, about: about ?? null, step: 0, answers: {} }
  await keep(turn, interview)
  turn.say(question(turn, form, interview, { opening: true }))
}

/** What a person does in an interview: an answer in words, or a button. */
export type Move =
  | { kind: 'answer'; text: string }
  | { kind: 'pick'; option: number }
  | { kind: 'skip' | 'back' | 'cancel' }

/** A button of an interview carries the step it belongs to, so that an old one does nothing. */
export function readMove(about: string): { step: number; move: Move } | undefined {
  const match = /^(\d{1,2}):(skip|back|cancel|pick)(?::(\d{1,3}))?$/.exec(about)
  if (!match) return undefined
  const [, step, kind, option] = match
  if (kind === 'pick')
    return option === undefined ? undefined : { step: Number(step), move: { kind, option: Number(option) } }
  return { step: Number(step), move: { kind: kind as 'skip' | 'back' | 'cancel' } }
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

async function answerTo(
  turn: Turn,
  form: FormDefinition,
  interview: Interview,
  move: Move,
): Promise<Message | undefined> {
  const field = form.fields[interview.step]
  if (!field) return undefined
  if (move.kind === 'back') {
    const back = { ...interview, step: Math.max(0, interview.step - 1) }
    await keep(turn, back)
    return question(turn, form, back, {})
  }
  if (move.kind === 'skip' && field.required) return question(turn, form, interview, { wrong: 'form.wrong.missing' })
  const answer = readAnswer(field, written(turn, form, interview.step, move))
  if ('wrong' in answer) return question(turn, form, interview, { wrong: answer.wrong })
  const { [field.name]: _old, ...others } = interview.answers
  const answers = answer.value === '' ? others : { ...others, [field.name]: answer.value }
  if (interview.step + 1 < form.fields.length) {
    const next = { ...interview, step: interview.step + 1, answers }
    await keep(turn, next)
    return question(turn, form, next, {})
  }
  const read = readAnswers(form, answers)
  if ('wrong' in read) {
    const [name, wrong] = Object.entries(read.wrong)[0] ?? []
    const step = Math.max(
      0,
      form.fields.findIndex((it) => it.name === name),
    )
    const again = { ...interview, step, answers }
    await keep(turn, again)
    return question(turn, form, again, wrong === undefined ? {} : { wrong })
  }
  await leaveInterview(turn)
  await form.filled(turn, read.values, interview.about ?? undefined)
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
  how: { opening?: boolean; wrong?: string },
): Message {
  const drawn: Form = localizeForm(form, turn.locale)
  const field = drawn.fields[interview.step]
  const count = drawn.fields.length
  const lines = [
    how.wrong === undefined ? undefined : turn.t(how.wrong),
    how.opening && count > 1 ? drawn.title : undefined,
    count > 1
      ? turn.t('interview.step', { step: interview.step + 1, count, label: field?.label ?? '' })
      : (field?.label ?? ''),
    field?.hint,
  ]
  const press = (move: string) => `interview:${interview.step}:${move}`
  const list: Button[] =
    field?.kind === 'choice'
      ? field.options.map((option, index) => ({ label: option.label, press: press(`pick:${index}`) }))
      : []
  if (!field?.required) list.push({ label: turn.t('interview.skip'), press: press('skip') })
  if (interview.step > 0) list.push({ label: turn.t('interview.back'), press: press('back') })
  list.push({ label: turn.t('interview.cancel'), press: press('cancel') })
  return { text: lines.filter((line) => line).join('\n'), parts: [buttons(...list)] }
}
