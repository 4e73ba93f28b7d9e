import { randomBytes } from 'node:crypto'
import type { Engine, FieldErrors, Form, Values } from '../../src/chat.ts'
import { type Acknowledge, answers } from './acknowledge.ts'
import { kinds } from './buttons.ts'
import { type Interaction, idOfOpened, messageOf, type Opened } from './interaction.ts'
import { drawModal, fits } from './modal.ts'
import { Recent } from './recent.ts'
import { bodyOf, draw, flags } from './render.ts'
import { caption, limits } from './text.ts'

/** A form that came back with something wrong in it: what had been typed, and the message that it was opened from. */
type Draft = { values: Values; message?: string }

type Submitted = Interaction & { kind: 'submit' }

/** Forms as Discord draws them. */
export interface Forms {
  /** Opens the form behind a command or a button, if there is one that Discord can draw; false when not. */
  open(interaction: Interaction): boolean
  /** Says what is wrong with what was filled in, with a button to go on; false when nothing is. */
  object(interaction: Submitted): boolean
  /** The message whose button the form was opened from, also when it was opened once more since. */
  origin(interaction: Submitted): string | undefined
}

/** Drafts that are kept in memory; who comes back to one that is gone finds the form empty. */
const mostDrafts = 1_000

export function makeForms(engine: Pick<Engine, 'form' | 'check'>, acknowledge: Acknowledge): Forms {
  const drafts = new Recent<string, Draft>(mostDrafts)

  function show(interaction: Interaction, form: Form, opened: Opened, values: Values = {}): void {
    void acknowledge(interaction, { type: answers.modal, data: drawModal(form, idOfOpened(opened), values) })
  }

  return {
    open(interaction) {
      const { locale } = interaction.who
      const opened = openedBy(interaction)
      const form =
        interaction.kind === 'command'
          ? engine.form({ command: interaction.command, args: interaction.args }, locale)
          : opened && engine.form({ form: opened.form, about: opened.about }, locale)
      if (!form || !fits(form)) return false
      const draft = opened?.again === undefined ? undefined : drafts.get(opened.again)
      show(interaction, form, opened ?? { form: form.id }, draft?.values)
      return true
    },

    object(interaction) {
      const { opened, values, files, who } = interaction
      const wrong = engine.check(opened.form, values, who.locale, files)
      const form = wrong && engine.form({ form: opened.form }, who.locale)
      if (!form) return false
      const again = randomBytes(6).toString('hex')
      const message = this.origin(interaction)
      drafts.set(again, { values, ...(message !== undefined && { message }) })
      const data = { ...drawErrors(form, wrong), components: [buttonTo(form, { ...opened, again })] }
      // the objection to an earlier try makes room for this one
      if (opened.again !== undefined) void acknowledge(interaction, { type: answers.change, data })
      else {
        const hidden = { ...data, flags: data.flags | flags.ephemeral }
        void acknowledge(interaction, { type: answers.message, data: hidden })
      }
      return true
    },

    origin(interaction) {
      const { opened } = interaction
      return opened.again === undefined ? messageOf(interaction) : drafts.get(opened.again)?.message
    },
  }
}

function openedBy(interaction: Interaction): Opened | undefined {
  if (interaction.kind === 'again') return interaction.again
  return interaction.kind === 'press' ? interaction.opens : undefined
}

/** Discord has no place for errors in a form: they are told in a message of their own, field by field. */
function drawErrors(form: Form, wrong: FieldErrors) {
  const rows = form.fields.flatMap(({ name, label }): [string, string][] => {
    const error = wrong[name]
    return error === undefined ? [] : [[label, error]]
  })
  return bodyOf(draw({ text: form.title, parts: [{ kind: 'facts', rows }] }))
}

function buttonTo(form: Form, opened: Opened) {
  const button = {
    type: kinds.button,
    style: 1,
    label: caption(form.title, limits.label),
    custom_id: idOfOpened(opened),
  }
  return { type: kinds.row, components: [button] }
}
