/** Shapes of Slack's Web API and events that this server takes in or gives out, as far as it knows them. */

/** A JSON object of which only some fields are looked at. */
export type Json = Record<string, unknown>

/** A block as it was sent; checked before it is kept. */
export type Block = { type: string; block_id?: string } & Json

export type Metadata = { event_type: string; event_payload: Json }

export type FileJson = { id: string; name: string; mimetype: string; size: number; url_private: string } & Json

export type Message = {
  type: 'message'
  subtype?: string
  user: string
  bot_id?: string
  app_id?: string
  text: string
  ts: string
  team: string
  blocks?: Block[]
  thread_ts?: string
  parent_user_id?: string
  reply_count?: number
  edited?: { user: string; ts: string }
  metadata?: Metadata
  files?: FileJson[]
  reactions?: { name: string; users: string[]; count: number }[]
} & Json

/** A modal or home as the app gave it, with what the server adds. */
export type View = {
  id: string
  type: 'modal' | 'home'
  blocks: Block[]
  callback_id: string
  private_metadata: string
  external_id: string
  hash: string
} & Json
