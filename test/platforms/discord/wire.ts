/** Shapes of Discord's API, version 10, that this server takes in or gives out, as far as it knows them. */

export type Json = Record<string, unknown>

export type User = {
  id: string
  username: string
  discriminator: string
  global_name: string | null
  avatar: string | null
  bot?: true
}

export type Emoji = { id: string | null; name: string; animated?: boolean }

export type Attachment = {
  id: string
  filename: string
  title?: string
  description?: string
  content_type: string
  size: number
  url: string
  proxy_url: string
  width?: number
  height?: number
  ephemeral?: true
}

type EmbedField = { name: string; value: string; inline: boolean }

export type Embed = {
  type: 'rich'
  title?: string
  description?: string
  url?: string
  timestamp?: string
  color?: number
  footer?: { text: string; icon_url?: string }
  image?: { url: string }
  thumbnail?: { url: string }
  author?: { name: string; url?: string; icon_url?: string }
  fields?: EmbedField[]
}

/** Numbers of the component types. */
export const kinds = {
  row: 1,
  button: 2,
  stringSelect: 3,
  textInput: 4,
  userSelect: 5,
  roleSelect: 6,
  mentionableSelect: 7,
  channelSelect: 8,
  section: 9,
  textDisplay: 10,
  thumbnail: 11,
  gallery: 12,
  file: 13,
  separator: 14,
  container: 17,
  label: 18,
  fileUpload: 19,
  radioGroup: 21,
  checkboxGroup: 22,
  checkbox: 23,
} as const

export type SelectOption = { label: string; value: string; description?: string; emoji?: Emoji; default?: boolean }

export type Media = { url: string; attachment_id?: string }

/** A component of a message or a modal; which fields there are depends on the type. */
export type Component = {
  type: number
  id: number
  components?: Component[]
  component?: Component
  accessory?: Component
  custom_id?: string
  style?: number
  label?: string
  description?: string
  emoji?: Emoji
  url?: string
  disabled?: boolean
  placeholder?: string
  options?: SelectOption[]
  min_values?: number
  max_values?: number
  channel_types?: number[]
  default_values?: { id: string; type: string }[]
  required?: boolean
  value?: string
  min_length?: number
  max_length?: number
  content?: string
  media?: Media
  items?: { media: Media; description?: string; spoiler?: boolean }[]
  file?: Media
  file_types?: string[]
  name?: string
  spoiler?: boolean
  divider?: boolean
  spacing?: number
  accent_color?: number | null
  default?: boolean
}

export type Modal = { custom_id: string; title: string; components: Component[] }

type Reaction = { count: number; me: boolean; emoji: Emoji }

export type Message = {
  id: string
  channel_id: string
  author: User
  content: string
  timestamp: string
  edited_timestamp: string | null
  tts: boolean
  mention_everyone: boolean
  mentions: User[]
  mention_roles: string[]
  attachments: Attachment[]
  embeds: Embed[]
  components: Component[]
  reactions?: Reaction[]
  nonce?: string | number
  pinned: boolean
  webhook_id?: string
  application_id?: string
  type: number
  flags: number
  message_reference?: { type: number; message_id?: string; channel_id: string; guild_id?: string }
  referenced_message?: Message | null
  interaction_metadata?: Json
  thread?: Json
}

/** Bits of a message's flags. */
export const flags = {
  suppressEmbeds: 1 << 2,
  hasThread: 1 << 5,
  ephemeral: 1 << 6,
  loading: 1 << 7,
  silent: 1 << 12,
  componentsV2: 1 << 15,
} as const

export type AllowedMentions = {
  parse: string[]
  users: string[]
  roles: string[]
  replied_user: boolean
}

export type CommandOption = {
  type: number
  name: string
  name_localizations?: Record<string, string> | null
  description: string
  description_localizations?: Record<string, string> | null
  required?: boolean
  choices?: { name: string; name_localizations?: Record<string, string> | null; value: string | number }[]
  options?: CommandOption[]
  channel_types?: number[]
  min_value?: number
  max_value?: number
  min_length?: number
  max_length?: number
  autocomplete?: boolean
}

export type Command = {
  id: string
  application_id: string
  guild_id?: string
  type: number
  name: string
  name_localizations: Record<string, string> | null
  description: string
  description_localizations: Record<string, string> | null
  options?: CommandOption[]
  default_member_permissions: string | null
  dm_permission?: boolean
  contexts: number[] | null
  integration_types: number[]
  nsfw: boolean
  version: string
}
