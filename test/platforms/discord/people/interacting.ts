import { type Interaction, interactionTypes } from '../interactions.ts'
import { inside, namesIn } from '../look.ts'
import type { Channel } from '../places.ts'
import { type Mark, show } from '../text/markdown.ts'
import { type Component, kinds, type Message } from '../wire.ts'
import { Commanding } from './commanding.ts'
import { checkCount, chosen, type Entry, filled, initial } from './inputs.ts'
import { idOf, type Known } from './people.ts'
import { Resolved } from './resolve.ts'

/** A field of a modal as people see it. */
type SeenField = {
  label: string
  hint?: string
  data: string
  kind: number
  required: boolean
  value: Entry
  options: { label: string; value: string }[]
}

/** A modal as the person sees it. */
export type SeenModal = {
  interaction: string
  who: string
  title: string
  data: string
  text: string
  /** Whatever in the text is not plain letters. */
  marks: Mark[]
  fields: SeenField[]
}

/** Using what messages and modals offer. */
export class Interacting extends Commanding {
  /**
   * Presses a button under a message, found by its label or its custom id. `{ data }` presses one that is not there,
   * as a forged client could.
   */
  presses(who: Known, on: Known, what: string | { data: string }): Interaction {
    const { message, channel } = this.seen(who, on)
    const data = typeof what === 'string' ? dataOf(message, what) : what.data
    return this.used(who, channel, message, { component_type: kinds.button, custom_id: data }, data)
  }

  /** Chooses from a select under a message, found by its custom id or what stands in it. */
  chooses(who: Known, on: Known, select: string, values: readonly (string | { id: string })[]): Interaction {
    const { message, channel } = this.seen(who, on)
    const selects = inside(message.components).filter(({ type }) => type !== kinds.button && type !== kinds.textDisplay)
    const found = selects.find((each) => each.custom_id === select || each.placeholder === select)
    if (found?.custom_id === undefined) throw new Error(`there is no select "${select}" under the message`)
    if (found.disabled) throw new Error(`the select "${select}" cannot be used`)
    const resolved = new Resolved(this.world, channel)
    const picked = chosen(found, values, resolved)
    checkCount({ ...found, required: (found.min_values ?? 1) > 0 }, picked.length, select)
    const named = resolved.data ? { resolved: resolved.data } : {}
    const data = { component_type: found.type, custom_id: found.custom_id, id: found.id, values: picked, ...named }
    return this.used(who, channel, message, data, found.custom_id)
  }

  /** The modal that an interaction opened. Throws when it opened none. */
  modal(interaction: Known): SeenModal {
    const { id, user, channel, modal } = this.world.interactions.get(idOf(interaction))
    if (!modal) throw new Error('no modal was opened')
    const names = namesIn(this.world.places, this.world.places.channel(channel).guild)
    const texts = modal.components
      .filter(({ type }) => type === kinds.textDisplay)
      .map(({ content = '' }) => show(content, names))
    return {
      interaction: id,
      who: user,
      title: modal.title,
      data: modal.custom_id,
      text: texts.map(({ text }) => text).join('\n'),
      marks: texts.flatMap(({ marks }) => marks),
      fields: fieldsOf(modal.components).map(({ input, label, hint }) => ({
        label,
        ...(hint !== undefined && { hint }),
        data: input.custom_id ?? '',
        kind: input.type,
        required: input.required ?? true,
        value: initial(input),
        options: (input.options ?? []).map((option) => ({ label: option.label, value: option.value })),
      })),
    }
  }

  /**
   * Fills a modal and sends it off: entries by label or custom id, the rest as it was. Throws when Discord's app would
   * not let it go.
   */
  submits(modal: SeenModal, entries: Readonly<Record<string, Entry>>): Interaction {
    const opener = this.world.interactions.get(modal.interaction)
    const { modal: opened } = opener
    if (!opened) throw new Error('this modal was sent off or closed before')
    const channel = this.world.places.channel(opener.channel)
    const resolved = new Resolved(this.world, channel)
    const fields = fieldsOf(opened.components)
    for (const name in entries) {
      if (!fields.some(({ label, input }) => label === name || input.custom_id === name)) {
        throw new Error(`there is no field "${name}"; there are: ${fields.map(({ label }) => label).join(', ')}`)
      }
    }
    const values = new Map(
      fields.map(({ input, label }) => {
        const entry = entries[label] ?? entries[input.custom_id ?? ''] ?? initial(input)
        return [input.id, filled(input, entry, label, resolved)]
      }),
    )
    const components = opened.components.map(({ type, id, component, components: children }) => {
      if (type === kinds.textDisplay) return { type, id }
      if (component) return { type, id, component: values.get(component.id) }
      return { type, id, components: (children ?? []).map((child) => values.get(child.id)) }
    })
    delete opener.modal
    const source = opener.source === undefined ? undefined : this.world.messages.find(opener.source)
    return this.world.interactions.begin({
      type: interactionTypes.modal,
      name: opened.custom_id,
      data: { custom_id: opened.custom_id, components, ...(resolved.data && { resolved: resolved.data }) },
      person: opener.user,
      channel,
      ...(source && { message: source }),
    })
  }

  /** Closes a modal without sending it off; the bot is told nothing. */
  closes(modal: SeenModal): void {
    delete this.world.interactions.get(modal.interaction).modal
  }

  private used(who: Known, channel: Channel, message: Message, data: object, name: string): Interaction {
    const deed = { type: interactionTypes.component, name, person: idOf(who), channel, message }
    return this.world.interactions.begin({ ...deed, data: { ...data } })
  }

  /** A message that this person sees. */
  private seen(who: Known, on: Known): { message: Message; channel: Channel } {
    const message = this.world.messages.find(idOf(on))
    if (!message) throw new Error(`there is no message ${idOf(on)}`)
    const only = this.world.messages.private.get(message.id)?.only
    if (only !== undefined && only !== idOf(who)) throw new Error('this message is for somebody else')
    return { message, channel: this.at(who, message.channel_id).channel }
  }
}

/** The inputs of a modal, with what stands beside them. */
const fieldsOf = (components: readonly Component[]): { input: Component; label: string; hint?: string }[] =>
  components.flatMap(({ type, label = '', description, component, components: children = [] }) => {
    if (type === kinds.row) return children.map((input) => ({ input, label: input.label ?? '' }))
    return component ? [{ input: component, label, ...(description !== undefined && { hint: description }) }] : []
  })

function dataOf(message: Message, what: string): string {
  const buttons = inside(message.components).filter(({ type }) => type === kinds.button)
  const found =
    buttons.find(({ label, emoji }) => label === what || `${emoji?.name} ${label}` === what) ??
    buttons.find(({ custom_id }) => custom_id === what)
  if (found?.disabled) throw new Error(`the button "${what}" cannot be pressed`)
  if (found?.custom_id !== undefined) return found.custom_id
  const labels = buttons.map(({ label }) => label).join(', ')
  throw new Error(`no button "${what}" that can be pressed under the message; there are: ${labels || 'none'}`)
}
