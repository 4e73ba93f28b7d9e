/** What stands in the tables of a Mattermost server, as its API tells it. Times in milliseconds since the epoch. */
export type User = { id: string; username: string; isBot: boolean; isStranger: boolean }

export type Channel = { id: string; type: 'D' | 'O'; name: string; members: Set<string>; last_post_at: number }

export type FileInfo = { id: string; name: string; mime_type: string; size: number; data: Buffer }

type Action = {
  id?: unknown
  name?: unknown
  style?: unknown
  integration?: { url?: unknown; context?: unknown }
}

type Attachment = {
  title?: string
  title_link?: string
  fields?: { title: string; value: string }[]
  actions?: Action[]
}

export type Post = {
  id: string
  user_id: string
  channel_id: string
  root_id: string
  message: string
  type: string
  props: { attachments?: Attachment[]; [name: string]: unknown }
  file_ids: string[]
  create_at: number
  edit_at: number
  delete_at: number
}

/** An answer that is an error, as Mattermost words it. */
export class Refusal extends Error {
  readonly status: number
  readonly id: string
  constructor(status: number, id: string) {
    super(id)
    this.status = status
    this.id = id
  }
}

const mostMessage = 16_383

/** The tables. */
export class State {
  readonly users = new Map<string, User>()
  readonly channels = new Map<string, Channel>()
  readonly posts = new Map<string, Post>()
  readonly files = new Map<string, FileInfo>()
  #number = 0
  #time = 0

  /** Ids are of 26 small letters and digits. */
  id(): string {
    this.#number += 1
    return `m${this.#number.toString(36).padStart(25, '0')}`
  }

  /** No two things happen at the same time here, so that order can be told from it. */
  now(): number {
    this.#time = Math.max(Date.now(), this.#time + 1)
    return this.#time
  }

  user(about: Partial<User> = {}): User {
    const id = this.id()
    const user = { id, username: `user${this.#number}`, isBot: false, isStranger: false, ...about }
    this.users.set(id, user)
    return user
  }

  channel(type: Channel['type'], members: string[]): Channel {
    const name = type === 'D' ? [...members].sort().join('__') : `town-${this.#number}`
    const before = [...this.channels.values()].find((channel) => type === 'D' && channel.name === name)
    if (before) return before
    const channel = { id: this.id(), type, name, members: new Set(members), last_post_at: 0 }
    this.channels.set(channel.id, channel)
    return channel
  }

  /** The channel, for somebody who is in it. */
  open(id: unknown, user: string): Channel {
    const channel = this.channels.get(String(id))
    if (!channel?.members.has(user)) throw new Refusal(403, 'api.context.permissions.app_error')
    return channel
  }

  add(user: string, given: Partial<Post>): Post {
    const channel = this.open(given.channel_id, user)
    const { message = '', props = {}, file_ids = [], root_id = '' } = given
    check(message, props, file_ids)
    const root = this.posts.get(root_id)
    if (root_id !== '' && (!root || root.channel_id !== channel.id || root.root_id !== '' || root.delete_at > 0))
      throw new Refusal(400, 'api.post.create_post.root_id.app_error')
    const at = this.now()
    const post: Post = {
      ...{ id: this.id(), user_id: user, channel_id: channel.id, root_id, message, type: '', props, file_ids },
      ...{ create_at: at, edit_at: 0, delete_at: 0 },
    }
    this.posts.set(post.id, post)
    channel.last_post_at = at
    return post
  }

  change(user: string, id: string, { message, props, file_ids }: Partial<Post>): Post {
    const post = this.own(user, id)
    check(message ?? post.message, props ?? post.props, file_ids ?? post.file_ids)
    Object.assign(post, message !== undefined && { message }, props && { props }, file_ids && { file_ids })
    post.edit_at = this.now()
    return post
  }

  /** What answers a post goes with it. */
  remove(id: string): Post {
    const post = this.posts.get(id)
    if (!post || post.delete_at > 0) throw new Refusal(404, 'app.post.get.app_error')
    const at = this.now()
    for (const each of this.posts.values()) if (each.id === id || each.root_id === id) each.delete_at = at
    return post
  }

  own(user: string, id: string): Post {
    const post = this.posts.get(id)
    if (!post || post.delete_at > 0) throw new Refusal(404, 'app.post.get.app_error')
    if (post.user_id !== user) throw new Refusal(403, 'api.context.permissions.app_error')
    return post
  }

  /** The post as it is told, with what is known of its files; addresses and contexts of actions are told to nobody. */
  told(post: Post): object {
    const files = post.file_ids.flatMap((id) => this.files.get(id) ?? []).map(({ data, ...info }) => info)
    return { ...post, props: bare(post.props), metadata: { files } }
  }
}

function check(message: string, props: Post['props'], files: string[]): void {
  if ([...message].length > mostMessage) throw new Refusal(400, 'model.post.is_valid.message_length.app_error')
  const isEmpty = message.trim() === '' && files.length === 0 && !props.attachments?.length
  if (isEmpty || files.length > 10) throw new Refusal(400, 'model.post.is_valid.app_error')
  if (JSON.stringify(props).length > 800_000) throw new Refusal(400, 'model.post.is_valid.props.app_error')
}

function bare(props: Post['props']): object {
  const attachments = props.attachments?.map((each) => ({
    ...each,
    ...(each.actions && { actions: each.actions.map(({ integration, ...action }) => action) }),
  }))
  return { ...props, ...(attachments && { attachments }) }
}
