import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { type WebSocket, WebSocketServer } from 'ws'
import { answer } from './api.ts'
import { type Post, Refusal, State, type User } from './state.ts'

/**
 * What happens to the next post of the bot: answered with that status before it is done, or done, and the answer lost or
 * never given.
 */
export type Fault = { kind: 'answer'; status: number; id: string; retryAfter?: number } | { kind: 'lose' | 'hang' }

/** A Mattermost for one bot, on loopback, with people who use it. */
export class MattermostServer {
  readonly state = new State()
  readonly token = 'token-of-the-bot-0123456789'
  readonly commandToken = 'token-of-the-command-0123456789'
  readonly bot = this.state.user({ username: 'regulars', isBot: true })
  /** Where the command `/regulars` is answered. */
  commandUrl = ''
  #fault: Fault | undefined
  #port = 0
  #http: Server | undefined
  readonly #sockets = new Set<WebSocket>()
  #lastEvent = ''

  get root(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Whether anybody listens. */
  get isHeard(): boolean {
    return this.#sockets.size > 0
  }

  async start(): Promise<this> {
    const http = createServer((request, response) => void this.#serve(request, response))
    const sockets = new WebSocketServer({ noServer: true })
    http.on('upgrade', (request, socket, head) => {
      if (request.headers.authorization !== `Bearer ${this.token}`) return socket.destroy()
      return sockets.handleUpgrade(request, socket, head, (each) => this.#welcome(each))
    })
    http.listen(this.#port, '127.0.0.1')
    await once(http, 'listening')
    this.#port = (http.address() as AddressInfo).port
    this.#http = http
    return this
  }

  /** Breaks all connections and takes no new ones; {@link start} takes them again at the same address. */
  async stop(): Promise<void> {
    const http = this.#http
    if (!http) return
    this.#http = undefined
    for (const socket of this.#sockets) socket.terminate()
    http.close()
    http.closeAllConnections()
    await once(http, 'close')
    // the other side gets to know of it
    await setImmediate()
    await setImmediate()
  }

  /** Goes wrong once, with the next post of the bot. Gives what takes it away again. */
  strike(fault: Fault): () => void {
    this.#fault = fault
    return () => {
      if (this.#fault === fault) this.#fault = undefined
    }
  }

  /** Tells the bot, if it listens and is there. */
  tell(event: string, post: Post, more: object = {}): void {
    const channel = this.state.channels.get(post.channel_id)
    if (!channel?.members.has(this.bot.id)) return
    const data = { ...more, post: JSON.stringify(this.state.told(post)) }
    this.#lastEvent = JSON.stringify({ event, data, broadcast: { channel_id: channel.id }, seq: 1 })
    for (const socket of this.#sockets) socket.send(this.#lastEvent)
  }

  /** Tells the last event once more. */
  repeat(): void {
    for (const socket of this.#sockets) socket.send(this.#lastEvent)
  }

  /** Resolves once everything that was told has arrived, as it has before a person gets to do the next thing. */
  async arrived(): Promise<void> {
    await Promise.all(
      [...this.#sockets].map(async (socket) => {
        const gone = new AbortController()
        const { signal } = gone
        socket.ping()
        await Promise.race([once(socket, 'pong', { signal }), once(socket, 'close', { signal })])
        gone.abort()
      }),
    )
  }

  says(user: User, given: Partial<Post>): Post {
    const post = this.state.add(user.id, given)
    const channel_type = this.state.channels.get(post.channel_id)?.type
    this.tell('posted', post, { channel_type, sender_name: `@${user.username}` })
    return post
  }

  /** Presses the button of that name. Resolves when whoever is behind it has answered, or nobody has. */
  press(user: User, id: string, label: string): Promise<void> {
    const post = this.state.posts.get(id)
    const actions = post?.props.attachments?.flatMap((each) => each.actions ?? []) ?? []
    const action = actions.find(({ name }) => name === label)
    if (!post || !action || !/^[A-Za-z0-9]+$/.test(String(action.id))) throw new Error(`no button "${label}"`)
    const body = { ...this.#about(user, post.channel_id), post_id: id, context: action.integration?.context }
    return this.#call(String(action.integration?.url), 'application/json', JSON.stringify(body))
  }

  /** Types `/regulars` and what follows. */
  ask(user: User, channel: string, text: string, root = ''): Promise<void> {
    const about = { ...this.#about(user, channel), token: this.commandToken, command: '/regulars', text, root_id: root }
    return this.#call(this.commandUrl, 'application/x-www-form-urlencoded', new URLSearchParams(about).toString())
  }

  /** Calls once more as the last time. */
  again: () => Promise<void> = async () => {}

  #about(user: User, channel: string) {
    const { name = '' } = this.state.channels.get(channel) ?? {}
    const who = { user_id: user.id, user_name: user.username, channel_id: channel, channel_name: name }
    return { ...who, team_domain: 'shop', trigger_id: this.state.id() }
  }

  #call(url: string, type: string, body: string): Promise<void> {
    this.again = async () => {
      await fetch(url, { method: 'POST', headers: { 'content-type': type }, body }).catch(() => {})
    }
    return this.again()
  }

  #welcome(socket: WebSocket): void {
    this.#sockets.add(socket)
    socket.on('close', () => this.#sockets.delete(socket))
    socket.on('error', () => {})
    socket.send(JSON.stringify({ event: 'hello', data: { server_version: '10.0.0' }, seq: 0 }))
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const path = request.url ?? ''
    const isPost = request.method === 'POST' && path === '/api/v4/posts'
    const fault = isPost ? this.#fault : undefined
    if (fault) this.#fault = undefined
    try {
      if (request.headers.authorization !== `Bearer ${this.token}`)
        throw new Refusal(401, 'api.context.session_expired')
      if (fault?.kind === 'answer') {
        if (fault.retryAfter !== undefined) response.setHeader('retry-after', fault.retryAfter)
        throw new Refusal(fault.status, fault.id)
      }
      const result = answer(this.state, this.bot.id, request, Buffer.concat(chunks))
      if (fault?.kind === 'hang') return
      if (fault?.kind === 'lose') request.socket.destroy()
      else if (Buffer.isBuffer(result)) response.end(result)
      else response.setHeader('content-type', 'application/json').end(JSON.stringify(result))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      response.statusCode = error.status
      response.end(JSON.stringify({ id: error.id, message: 'Not done.', status_code: error.status }))
    }
  }
}
