import type { ClockSeen, Finding, Place } from '../../src/chat.ts'
import { ask, clockSeen, type Reply } from '../shared/ask.ts'
import { openAgent } from '../shared/exchange.ts'
import { integer, type Shape, shape, string } from '../shared/shape.ts'
import { idOf } from './base.ts'
import { permitted, wanted } from './permitted.ts'

export type ExamineSettings = { token: string; api: string }

type Get = (path: string) => Promise<Reply | string>

/** Fewer new connections than this a day are worth a look. */
const fewStarts = 50

/** Looks at the token, what the app is set to, and the channels: see `Adapter.examine`. */
export async function* examine(
  { token, api }: ExamineSettings,
  places: readonly Place[],
  signal: AbortSignal,
): AsyncGenerator<Finding | ClockSeen> {
  const agent = openAgent(2)
  const base = `${api.replace(/\/+$/, '')}/v10`
  const headers = { 'user-agent': 'DiscordBot (regulars, 0.1)', authorization: `Bot ${token}` }
  const get: Get = (path) => ask(agent, { url: base + path, headers }, signal)
  try {
    const met = await get('/users/@me')
    if (typeof met === 'string') return yield unreached(api, met)
    yield* clockSeen('Discord', met)
    const me = shape(met.json)
    const token = tokenFinding(met)
    yield token
    if (token.state !== 'ok') return
    yield contentFinding(await get('/applications/@me'))
    yield gatewayFinding(await get('/gateway/bot'))
    for (const { channel } of places) yield await deskFinding(get, channel, idOf(me?.id) ?? '')
  } finally {
    await agent.destroy()
  }
}

function unreached(api: string, reason: string): Finding {
  return {
    ...{ about: 'Discord token', state: 'wrong', found: `${new URL(api).host} cannot be reached (${reason})` },
    remedy: 'See whether this machine gets out to that address, and whether DISCORD_API_URL is right if it is set.',
  }
}

function tokenFinding({ status, json }: Reply): Finding {
  const about = 'Discord token'
  const me = shape(json)
  if (status === 200 && idOf(me?.id) !== undefined) return { about, state: 'ok', found: string(me?.username) ?? '' }
  if (status !== 401) {
    return { about, state: 'wrong', found: `Discord answered ${status}`, remedy: 'Try again in a minute.' }
  }
  return {
    ...{ about, state: 'wrong', found: 'Discord does not accept it' },
    remedy: 'Press "Reset Token" on the page "Bot" of your app and put the new one into DISCORD_BOT_TOKEN.',
  }
}

function contentFinding(answer: Reply | string): Finding {
  const about = 'Discord message content'
  const flags = typeof answer === 'string' ? undefined : integer(shape(answer.json)?.flags)
  if (flags === undefined) return { about, state: 'look', found: 'could not be looked at', remedy: 'Try again.' }
  if (Math.floor(flags / 2 ** 18) % 4 !== 0) return { about, state: 'ok', found: 'the intent is on' }
  return {
    ...{ about, state: 'look', found: 'the intent is off: replies without a mention come without their words' },
    remedy: 'Switch on "Message Content Intent" on the page "Bot" of your app.',
  }
}

function gatewayFinding(answer: Reply | string): Finding {
  const about = 'Discord connections'
  const limit = typeof answer === 'string' ? undefined : shape(shape(answer.json)?.session_start_limit)
  const [left, total] = [integer(limit?.remaining), integer(limit?.total)]
  if (left === undefined) return { about, state: 'look', found: 'could not be looked at', remedy: 'Try again.' }
  const found = `${left} of ${total} new ones left today`
  if (left >= fewStarts) return { about, state: 'ok', found }
  return {
    ...{ about, state: left === 0 ? 'wrong' : 'look', found },
    remedy: 'Something restarts the program again and again: see its log, and mend that first.',
  }
}

async function deskFinding(get: Get, channel: string, me: string): Promise<Finding> {
  const about = `Discord desk ${channel}`
  const found = await get(`/channels/${channel}`)
  if (typeof found === 'string' || found.status !== 200) return unseen(about, found)
  const given = shape(found.json) ?? {}
  const guild = idOf(given.guild_id)
  if (guild === undefined) return { about, state: 'ok', found: 'a conversation with one person' }
  const [whole, member] = [await get(`/guilds/${guild}`), await get(`/guilds/${guild}/members/${me}`)]
  if (typeof whole === 'string' || whole.status !== 200) return unseen(about, whole)
  if (typeof member === 'string' || member.status !== 200) return unseen(about, member)
  return rightsFinding(about, { channel: given, guild: shape(whole.json) ?? {}, member: shape(member.json) ?? {}, me })
}

function rightsFinding(about: string, seen: { channel: Shape; guild: Shape; member: Shape; me: string }): Finding {
  const may = permitted(seen)
  const name = `#${string(seen.channel.name) ?? ''}`
  const missing = wanted.filter(({ bit }) => (may & bit) === 0n)
  if (missing.length === 0) return { about, state: 'ok', found: `${name}, all six permissions` }
  return {
    about,
    state: missing.some(({ needed }) => needed) ? 'wrong' : 'look',
    found: `${name}: the bot may not ${missing.map((each) => each.name).join(', ')}`,
    remedy: 'Give these to the role of the bot, in the settings of the channel or of the server.',
  }
}

function unseen(about: string, answer: Reply | string): Finding {
  const status = typeof answer === 'string' ? answer : answer.status
  if (status !== 403 && status !== 404) {
    return { about, state: 'look', found: `could not be looked at (${status})`, remedy: 'Try again.' }
  }
  return {
    ...{ about, state: 'wrong', found: `the bot cannot see it (${status})` },
    remedy:
      'Add the bot to the server and the channel again. If it is to be no desk any more, send /desk there then and close it.',
  }
}
