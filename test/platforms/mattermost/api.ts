import type { IncomingMessage } from 'node:http'
import { type Channel, Refusal, type State } from './state.ts'

type Call = {
  state: State
  bot: string
  query: URLSearchParams
  json: () => ReturnType<typeof JSON.parse>
  body: Buffer
  type: string
}
type Route = { method: string; path: RegExp; run(call: Call, id: string): unknown }

/** What the bot asks of the REST API, as far as it is used here. Throws {@link Refusal}. */
export function answer(state: State, bot: string, request: IncomingMessage, body: Buffer): unknown {
  const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://localhost')
  const path = pathname.replace('/api/v4/', '')
  for (const route of routes) {
    const found = route.method === request.method ? route.path.exec(path) : undefined
    const json = () => JSON.parse(body.toString())
    const type = request.headers['content-type'] ?? ''
    if (found) return route.run({ state, bot, query, json, body, type }, found[1] ?? '')
  }
  throw new Refusal(404, 'api.context.404.app_error')
}

const told = ({ id, type, name, last_post_at }: Channel) => ({ id, type, name, last_post_at })

const routes: Route[] = [
  { method: 'GET', path: /^users\/me$/, run: ({ state, bot }) => state.users.get(bot) },
  { method: 'GET', path: /^users\/me\/teams$/, run: () => [{ id: 'team', name: 'shop' }] },
  {
    method: 'GET',
    path: /^users\/me\/channels$/,
    run: ({ state, bot }) => [...state.channels.values()].filter(({ members }) => members.has(bot)).map(told),
  },
  {
    method: 'POST',
    path: /^users\/ids$/,
    run: ({ state, json }) => {
      const ids: string[] = json()
      return ids.flatMap((id) => state.users.get(id) ?? [])
    },
  },
  {
    method: 'POST',
    path: /^channels\/direct$/,
    run: ({ state, bot, json }) => {
      const ids: string[] = json()
      const other = state.users.get(ids.find((id) => id !== bot) ?? '')
      if (!other) throw new Refusal(404, 'app.user.missing_account.const')
      if (other.isStranger || !ids.includes(bot)) throw new Refusal(403, 'api.context.permissions.app_error')
      return told(state.channel('D', ids))
    },
  },
  { method: 'GET', path: /^channels\/(\w+)$/, run: ({ state, bot }, id) => told(state.open(id, bot)) },
  {
    method: 'GET',
    path: /^channels\/(\w+)\/posts$/,
    run: ({ state, bot, query }, id) => {
      const { id: channel } = state.open(id, bot)
      const since = Number(query.get('since') ?? 0)
      const posts = [...state.posts.values()].filter((post) => post.channel_id === channel && post.create_at >= since)
      const page = query.has('since') ? posts : posts.slice(-Number(query.get('per_page') ?? 60))
      const newest = page.toReversed()
      return {
        order: newest.map((post) => post.id),
        posts: Object.fromEntries(newest.map((post) => [post.id, state.told(post)])),
      }
    },
  },
  { method: 'POST', path: /^posts$/, run: ({ state, bot, json }) => state.told(state.add(bot, json())) },
  {
    method: 'PUT',
    path: /^posts\/(\w+)\/patch$/,
    run: ({ state, bot, json }, id) => state.told(state.change(bot, id, json())),
  },
  {
    method: 'DELETE',
    path: /^posts\/(\w+)$/,
    run: ({ state, bot }, id) => {
      state.own(bot, id)
      state.remove(id)
      return { status: 'OK' }
    },
  },
  {
    method: 'POST',
    path: /^files$/,
    run: ({ state, bot, query, body, type }) => {
      state.open(query.get('channel_id'), bot)
      const info = { id: state.id(), name: query.get('filename') ?? '', mime_type: type, size: body.length }
      state.files.set(info.id, { ...info, data: body })
      return { file_infos: [info], client_ids: [] }
    },
  },
  {
    method: 'GET',
    path: /^files\/(\w+)$/,
    run: ({ state }, id) => {
      const file = state.files.get(id)
      if (!file) throw new Refusal(404, 'app.file_info.get.app_error')
      return file.data
    },
  },
]
