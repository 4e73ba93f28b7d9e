import type { Places } from './places.ts'
import { type Mark, type Shown, show } from './text/markdown.ts'
import type { Names } from './text/rules.ts'
import { type Component, type Emoji, flags, kinds, type Message } from './wire.ts'

/** A button as people see it; `data` is its custom id. */
type SeenButton = { label: string; data?: string; url?: string; style: number; disabled: boolean }

/** A select as people see it; without options it offers what the server has. */
type SeenSelect = {
  data: string
  kind: 'text' | 'user' | 'role' | 'mentionable' | 'channel'
  placeholder: string
  options: { label: string; value: string; description?: string }[]
  min: number
  max: number
  disabled: boolean
}

type SeenFile = { id: string; name: string; url: string; type: string; size: number; alt?: string }

/** What a message shows. */
export type Look = {
  /** All its words, as they are shown: what markdown turned into something else shows no signs of it. */
  text: string
  /** Whatever in it is not plain letters. */
  marks: Mark[]
  buttons: SeenButton[][]
  selects: SeenSelect[]
  files: SeenFile[]
  /** Still "thinking". */
  loading: boolean
}

/** Names of what is mentioned in a channel. */
export function namesIn(places: Places, guild: string | undefined): Names {
  const home = guild === undefined ? undefined : places.guilds.get(guild)
  return {
    user: (id) => {
      const user = home?.members.get(id)?.user ?? places.humans.get(id)?.user
      return user && (user.global_name ?? user.username)
    },
    role: (id) => home?.roles.get(id)?.name,
    channel: (id) => places.channels.get(id)?.name,
  }
}

/** Reads a message as people do, from top to bottom. */
export function look(message: Message, names: Names): Look {
  const marks: Mark[] = []
  const rich = (source: string): string => {
    const { text, marks: found }: Shown = show(source, names)
    marks.push(...found)
    return text
  }
  const { content, embeds, components, attachments } = message
  const parts = [
    ...(content === '' ? [] : [rich(content)]),
    ...embeds.flatMap(({ title, description, author, footer, fields = [] }) => [
      ...(author ? [author.name] : []),
      ...(title === undefined ? [] : [rich(title)]),
      ...(description === undefined ? [] : [rich(description)]),
      ...fields.map(({ name, value }) => `${rich(name)}: ${rich(value)}`),
      ...(footer ? [footer.text] : []),
    ]),
    ...inside(components).flatMap((each) => (each.type === kinds.textDisplay ? [rich(each.content ?? '')] : [])),
  ]
  return {
    text: parts.join('\n'),
    marks,
    buttons: buttonRows(components),
    selects: inside(components).flatMap(asSelect),
    files: attachments.map(({ id, filename, url, content_type, size, description }) => ({
      id,
      name: filename,
      url,
      type: content_type,
      size,
      ...(description !== undefined && { alt: description }),
    })),
    loading: (message.flags & flags.loading) !== 0,
  }
}

/** These components and all within them, from top to bottom. */
export const inside = (components: readonly Component[]): Component[] =>
  components.flatMap((each) => [
    each,
    ...inside(each.components ?? []),
    ...inside(each.accessory ? [each.accessory] : []),
    ...inside(each.component ? [each.component] : []),
  ])

function buttonRows(components: readonly Component[]): SeenButton[][] {
  return inside(components).flatMap((each) => {
    const children = each.type === kinds.row ? (each.components ?? []) : each.accessory ? [each.accessory] : []
    const buttons = children.filter(({ type }) => type === kinds.button).map(asButton)
    return buttons.length > 0 ? [buttons] : []
  })
}

const asButton = ({ label, emoji, custom_id, url, style, disabled }: Component): SeenButton => ({
  label: [emojiText(emoji), label].filter(Boolean).join(' '),
  ...(custom_id !== undefined && { data: custom_id }),
  ...(url !== undefined && { url }),
  style: style ?? 0,
  disabled: disabled ?? false,
})

const emojiText = (emoji: Emoji | undefined): string =>
  emoji ? (emoji.id === null ? emoji.name : `:${emoji.name}:`) : ''

const selectKinds: Readonly<Record<number, SeenSelect['kind']>> = {
  [kinds.stringSelect]: 'text',
  [kinds.userSelect]: 'user',
  [kinds.roleSelect]: 'role',
  [kinds.mentionableSelect]: 'mentionable',
  [kinds.channelSelect]: 'channel',
}

function asSelect(component: Component): SeenSelect[] {
  const kind = selectKinds[component.type]
  if (!kind) return []
  const { custom_id = '', placeholder = '', options = [], min_values = 1, max_values = 1, disabled = false } = component
  return [
    {
      data: custom_id,
      kind,
      placeholder,
      options: options.map(({ label, value, description }) => ({
        label,
        value,
        ...(description !== undefined && { description }),
      })),
      min: min_values,
      max: max_values,
      disabled,
    },
  ]
}
