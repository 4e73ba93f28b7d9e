import type { Happening } from '../../src/chat.ts'
import type { Shape } from '../shared/shape.ts'
import { idOf, type Me, type ParentOf, timeOf } from './base.ts'
import type { Interaction } from './interaction.ts'
import { type Author, readEdit, readMessage } from './message.ts'

/** What is known of a message from before: who said it where. */
export type Remembered = (message: string) => Author | undefined

/**
 * What a person did with a message, or undefined when the event is nothing to us: other bots, talk in servers that is
 * not about us, and whatever is not shaped as an event at all. Never throws. `now` stands in where no time is told.
 */
export function read(
  type: string,
  data: Shape,
  { me, parentOf, remembered, now }: { me: Me; parentOf: ParentOf; remembered: Remembered; now: Date },
): Happening | undefined {
  const id = idOf(data.id)
  if (id === undefined) return undefined
  switch (type) {
    case 'MESSAGE_CREATE':
      return readMessage(data, me, parentOf)
    case 'MESSAGE_UPDATE':
      return readEdit(data, me, parentOf, remembered(id) !== undefined)
    case 'MESSAGE_DELETE': {
      const author = remembered(id)
      return author && { id: `${id}:deleted`, ...author, at: now, kind: 'deleted', message: id }
    }
    default:
      return undefined
  }
}

/** What somebody did with a command, a button or a form, and on which `message`, if on any. */
export function happeningOf(interaction: Interaction, message: string | undefined): Happening | undefined {
  const { id, who, where, direct } = interaction
  const base = { id, who, where, direct, at: timeOf(id) }
  const on = message === undefined ? {} : { message }
  switch (interaction.kind) {
    case 'command':
      return { ...base, kind: 'asked', command: interaction.command, args: interaction.args }
    case 'press':
      return { ...base, kind: 'pressed', press: interaction.press, ...on }
    case 'submit': {
      const { opened, values, files } = interaction
      const { form, about } = opened
      const given = Object.keys(files).length > 0 ? { files } : {}
      return { ...base, kind: 'filled', form, ...(about !== undefined && { about }), values, ...given, ...on }
    }
    case 'again':
      return undefined
    default:
      return interaction satisfies never
  }
}
