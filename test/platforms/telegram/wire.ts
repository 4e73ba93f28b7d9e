/** Shapes of the Bot API that this server takes in or gives out, as far as it knows them. */

export type User = {
  id: number
  is_bot: boolean
  first_name: string
  last_name?: string
  username?: string
  language_code?: string
}

export type ChatType = 'private' | 'group' | 'supergroup'

export type Chat = {
  id: number
  type: ChatType
  title?: string
  first_name?: string
  username?: string
  is_forum?: true
}

export type Entity = {
  type: string
  offset: number
  length: number
  url?: string
  user?: User
  language?: string
  custom_emoji_id?: string
}

export type InlineButton = { text: string; callback_data?: string; url?: string } & Record<string, unknown>

/** Only an inline keyboard belongs to a message; the other kinds change what people see under their input field. */
export type Markup = { inline_keyboard: InlineButton[][] }

export type PhotoSize = { file_id: string; file_unique_id: string; width: number; height: number; file_size: number }

export type DocumentFile = {
  file_id: string
  file_unique_id: string
  file_name?: string
  mime_type?: string
  file_size: number
}

export type Message = {
  message_id: number
  message_thread_id?: number
  is_topic_message?: true
  from?: User
  chat: Chat
  date: number
  edit_date?: number
  reply_to_message?: Message
  text?: string
  entities?: Entity[]
  caption?: string
  caption_entities?: Entity[]
  photo?: PhotoSize[]
  document?: DocumentFile
  reply_markup?: Markup
} & Record<string, unknown>

export type CallbackQuery = {
  id: string
  from: User
  message: Message
  chat_instance: string
  data: string
}

/** An update without its number, such as `{ message: … }`. */
export type UpdateBody = Record<string, unknown>

export type Parameters = { retry_after?: number; migrate_to_chat_id?: number }
