import type { FileValues, Person, Place, Values } from '../../src/chat.ts'
import { integer, type Shape, shape, string } from '../shared/shape.ts'
import { clip, literal } from '../shared/text.ts'
import { hidden, idOf, placeOf, readFile, readPerson } from './base.ts'
import { kinds, opening, pressOf } from './buttons.ts'
import { named } from './message.ts'
import { flags } from './render.ts'

/** Something a person did that Discord wants answered within three seconds. `token` answers it for fifteen minutes. */
export type Interaction = {
  id: string
  token: string
  app: string
  who: Person
  where: Place
  direct: boolean
  /** The message on which it was done; `ephemeral`: it is for the eyes of that person alone. */
  message?: { id: string; ephemeral: boolean }
} & (
  | { kind: 'command'; command: string; args: string }
  | { kind: 'press'; press: string; opens?: Opened }
  | { kind: 'again'; again: Again }
  | { kind: 'submit'; opened: Opened; values: Values; files: FileValues }
)

/** What a modal is for, and comes back under; `again`: it was opened once more, with what had been typed. */
export type Opened = { form: string; about?: string; again?: string }

/** The button that opens a form once more. */
type Again = Opened & { again: string }

const types = { command: 2, component: 3, modal: 5 }
const slash = 1
/** Discord's number for a conversation of people in which the bot is not. */
const amongOthers = 2
const threads = [10, 11, 12]
const longest = 6000

/** The custom id of a modal, or of the button that opens it once more. At most 100 characters, as Discord wants it. */
export function idOfOpened({ form, about, again }: Opened): string {
  const press = opening.of(form, about)
  return again === undefined ? press : `again:${again}:${press}`
}

function readOpened(id: string): Opened | undefined {
  const again = /^again:(\w{1,16}):([\s\S]*)$/.exec(id)
  const opened = opening.read(again?.[2] ?? id)
  return opened && { ...opened, ...(again?.[1] && { again: again[1] }) }
}

/** The message on which it was done, as the engine is to know it. */
export function messageOf({ message, who }: Interaction): string | undefined {
  return message?.ephemeral ? hidden.of(message.id, who.id) : message?.id
}

/** Names of the options of a command, in the order in which they make up what follows it. */
export type OrderOf = (command: string) => readonly string[]

/** An interaction that concerns us, or undefined for all else. Never throws. */
export function readInteraction(given: Shape, orderOf: OrderOf): Interaction | undefined {
  const [id, app, channel] = [idOf(given.id), idOf(given.application_id), idOf(given.channel_id)]
  const token = string(given.token)
  const data = shape(given.data)
  const who = readPerson(shape(given.member)?.user ?? given.user, given.locale)
  if (id === undefined || app === undefined || channel === undefined || !token || !data || !who) return undefined
  const inside = shape(given.channel)
  const isThread = threads.includes(integer(inside?.type) ?? -1)
  const on = shape(given.message)
  const message = idOf(on?.id)
  const base = {
    id,
    token,
    app,
    who,
    where: placeOf(channel, isThread ? idOf(inside?.parent_id) : undefined),
    direct: given.guild_id === undefined && given.context !== amongOthers,
    ...(message !== undefined && {
      message: { id: message, ephemeral: ((integer(on?.flags) ?? 0) & flags.ephemeral) !== 0 },
    }),
  }
  if (given.type === types.command) return readCommand(base, data, orderOf)
  if (given.type === types.component) return readPress(base, data)
  return given.type === types.modal ? readSubmit(base, data) : undefined
}

type Base = Pick<Interaction, 'id' | 'token' | 'app' | 'who' | 'where' | 'direct' | 'message'>

/** Options come in the order in which they were filled in, and are put into that of the command. */
function readCommand(base: Base, data: Shape, orderOf: OrderOf): Interaction | undefined {
  const command = string(data.name)
  if (command === undefined || (integer(data.type) ?? slash) !== slash) return undefined
  const options: unknown[] = Array.isArray(data.options) ? data.options : []
  const order = orderOf(command)
  const given = options.flatMap((option) => {
    const { name, value } = shape(option) ?? {}
    const isGiven = typeof value === 'string' || typeof value === 'number'
    return isGiven ? [{ rank: order.indexOf(String(name)), text: String(value) }] : []
  })
  const args = given.sort((a, b) => a.rank - b.rank).map(({ text }) => text)
  return { ...base, kind: 'command', command, args: named(literal(clip(args.join(' '), longest))) }
}

function readPress(base: Base, data: Shape): Interaction | undefined {
  const id = string(data.custom_id) ?? ''
  const again = readOpened(id)
  if (again?.again !== undefined) return { ...base, kind: 'again', again: { ...again, again: again.again } }
  // of a select it is what was chosen that tells
  const chosen: unknown[] = Array.isArray(data.values) ? data.values : [id]
  const press = pressOf(string(chosen[0]) ?? '')
  if (press === undefined) return undefined
  const opens = opening.read(press)
  return { ...base, kind: 'press', press: literal(press), ...(opens && { opens }) }
}

function readSubmit(base: Base, data: Shape): Interaction | undefined {
  const opened = readOpened(string(data.custom_id) ?? '')
  if (!opened) return undefined
  const values: Values = {}
  const files: FileValues = {}
  const attachments = shape(shape(data.resolved)?.attachments)
  for (const input of inputsOf(data)) {
    const name = string(input.custom_id)
    if (name === undefined) continue
    const chosen: unknown[] = Array.isArray(input.values) ? input.values : []
    if (input.type === kinds.upload) {
      const sent = chosen.flatMap((id) => readFile(attachments?.[String(id)]) ?? [])
      if (sent.length > 0) files[name] = sent
      continue
    }
    const value = literal(string(input.value) ?? string(chosen[0]) ?? '')
    if (value !== '') values[name] = value
  }
  return { ...base, kind: 'submit', opened, values, files }
}

/** The inputs of a modal: each within a label, or in rows as Discord once had it. */
function inputsOf(data: Shape): Shape[] {
  const components: unknown[] = Array.isArray(data.components) ? data.components : []
  return components.map((each) => shape(shape(each)?.component)).filter((each) => each !== undefined)
}
