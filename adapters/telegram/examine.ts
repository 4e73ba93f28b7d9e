import type { Dispatcher } from 'undici'
import type { ClockSeen, Finding, Place } from '../../src/chat.ts'
import { ask, clockSeen } from '../shared/ask.ts'
import { openAgent } from '../shared/exchange.ts'
import { integer, type Shape, shape, string } from '../shared/shape.ts'
import { chatId } from './place.ts'
import { path } from './webhook.ts'

export type ExamineSettings = { token: string; apiRoot: string; webhook?: { publicUrl: string } | undefined }

/** What Telegram answered: `result`, or what it said instead. */
type Said = { result: Shape } | { code: number; description: string }
type Call = (method: string, payload?: object) => Promise<Said>

/** What waits for longer than this, or is more than this, is worth a look: in milliseconds, and in updates. */
const recentMs = 3600_000
const many = 100

/** Looks at the token, the way updates come, and the groups: see `Adapter.examine`. */
export async function* examine(
  settings: ExamineSettings,
  places: readonly Place[],
  signal: AbortSignal,
): AsyncGenerator<Finding | ClockSeen> {
  const agent = openAgent(2)
  const call: Call = async (method, payload = {}) => {
    const answer = await post(agent, settings, method, payload, signal)
    return typeof answer === 'string' ? { code: 0, description: answer } : readAnswer(answer, settings.token)
  }
  try {
    const met = await post(agent, settings, 'getMe', {}, signal)
    if (typeof met === 'string') return yield unreached(settings.apiRoot, met)
    yield* clockSeen('Telegram', met)
    const me = readAnswer(met, settings.token)
    yield* tokenFindings(me)
    if (!('result' in me)) return
    yield* await receivingFindings(call, settings)
    const bot = integer(me.result.id) ?? 0
    for (const { channel } of places) yield await deskFinding(call, channel, bot)
  } finally {
    await agent.destroy()
  }
}

function post(
  agent: Dispatcher,
  { token, apiRoot }: ExamineSettings,
  method: string,
  payload: object,
  signal: AbortSignal,
) {
  const url = new URL(`./bot${token}/${method}`, apiRoot).href
  return ask(agent, { url, headers: { 'content-type': 'application/json' }, body: JSON.stringify(payload) }, signal)
}

function readAnswer({ status, json }: { status: number; json: unknown }, token: string): Said {
  const answer = shape(json)
  if (answer?.ok === true) return { result: shape(answer.result) ?? {} }
  const description = (string(answer?.description) ?? 'an answer that cannot be read').slice(0, 200)
  return { code: status, description: description.replaceAll(token, '***') }
}

function unreached(apiRoot: string, reason: string): Finding {
  return {
    about: 'Telegram token',
    state: 'wrong',
    found: `${new URL(apiRoot).host} cannot be reached (${reason})`,
    remedy: 'See whether this machine gets out to that address, and whether TELEGRAM_API_ROOT is right if it is set.',
  }
}

function* tokenFindings(me: Said): Generator<Finding> {
  const about = 'Telegram token'
  if (!('result' in me)) {
    const isToken = me.code === 401 || me.code === 404
    yield {
      about,
      state: 'wrong',
      found: isToken ? 'Telegram does not accept it' : `Telegram answered ${me.code} ${me.description}`,
      remedy: isToken
        ? 'Copy it again from @BotFather (/mybots, API Token) into TELEGRAM_BOT_TOKEN.'
        : 'Try again in a minute; when it stays, see whether TELEGRAM_API_ROOT is a Bot API server.',
    }
    return
  }
  const { username, can_join_groups: joins, can_read_all_group_messages: reads } = me.result
  yield { about, state: 'ok', found: `@${string(username)}` }
  if (joins === false) {
    yield {
      ...{ about: 'Telegram groups', state: 'look', found: 'the bot cannot be added to groups, so none can be a desk' },
      remedy: 'Send /setjoingroups to @BotFather and choose Enable, if a group is to be a desk.',
    }
  } else {
    const privacy =
      reads === true ? 'Group Privacy is off: it is sent all that is written there' : 'Group Privacy is on'
    yield { about: 'Telegram groups', state: 'ok', found: `the bot may be added; ${privacy}` }
  }
}

async function receivingFindings(call: Call, { webhook }: ExamineSettings): Promise<Finding[]> {
  const info = await call('getWebhookInfo')
  const about = 'Telegram receiving'
  if (!('result' in info)) {
    return [{ about, state: 'look', found: `Telegram answered ${info.code} ${info.description}`, remedy: 'Try again.' }]
  }
  const url = string(info.result.url) ?? ''
  const waiting = integer(info.result.pending_update_count) ?? 0
  const backlog: Finding[] =
    waiting < many
      ? []
      : [
          {
            ...{ about: 'Telegram waiting', state: 'look', found: `${waiting} updates wait to be fetched` },
            remedy: 'Start the program; if it runs, see in its log why it does not take them.',
          },
        ]
  return [webhook ? hooked(info.result, url, webhook.publicUrl) : polled(url), ...backlog]
}

function polled(url: string): Finding {
  const about = 'Telegram receiving'
  if (url === '') return { about, state: 'ok', found: 'polling, no webhook is set' }
  return {
    about,
    state: 'look',
    found: `a webhook is set (to ${hostOf(url)}), but the program polls`,
    remedy:
      'The program takes it away when it starts. If it comes back, another program uses the same token: end that one.',
  }
}

function hooked(info: Shape, url: string, publicUrl: string): Finding {
  const about = 'Telegram receiving'
  if (url !== publicUrl.replace(/\/+$/, '') + path) {
    return {
      about,
      state: 'look',
      found: url === '' ? 'no webhook is set yet' : `the webhook goes to ${hostOf(url)}`,
      remedy: 'The program sets its own when it starts. If it changes again, another program uses the same token.',
    }
  }
  const failed = integer(info.last_error_date)
  if (failed === undefined || Date.now() - failed * 1000 > recentMs) return { about, state: 'ok', found: 'webhook' }
  return {
    about,
    state: 'wrong',
    found: `Telegram could not deliver: ${(string(info.last_error_message) ?? '').slice(0, 150)}`,
    remedy: 'See whether PUBLIC_URL is reached from outside over https, and whether the program runs.',
  }
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : 'somewhere else')

async function deskFinding(call: Call, channel: string, bot: number): Promise<Finding> {
  const about = `Telegram desk ${channel}`
  const given = await call('getChat', { chat_id: chatId(channel) })
  if (!('result' in given)) return lost(about, given)
  const { type, title, is_forum: isForum, permissions } = given.result
  if (type === 'private') return { about, state: 'ok', found: 'a conversation with one person' }
  const member = await call('getChatMember', { chat_id: chatId(channel), user_id: bot })
  if (!('result' in member)) return lost(about, member)
  const { status, can_send_messages: own, can_manage_topics: topics } = member.result
  const name = `“${string(title) ?? ''}”`
  if (status === 'left' || status === 'kicked') return lost(about, { code: 403, description: `${status} from ${name}` })
  const muted = status === 'restricted' ? own === false : shape(permissions)?.can_send_messages === false
  if (muted && status !== 'administrator') {
    const remedy = 'Give the bot the right to write there, or make it an administrator.'
    return { about, state: 'wrong', found: `the bot may not write in ${name}`, remedy }
  }
  if (isForum === true && !(status === 'administrator' && topics === true)) {
    return {
      ...{ about, state: 'look', found: `${name} has topics, but the bot may not open any` },
      remedy: 'Make it an administrator who may manage topics, for one topic each alert.',
    }
  }
  return {
    about,
    state: 'ok',
    found: `${name}, ${isForum === true ? 'a topic for each alert' : 'answers below alerts'}`,
  }
}

function lost(about: string, { code, description }: { code: number; description: string }): Finding {
  if (/upgraded to a supergroup/i.test(description)) {
    return {
      ...{ about, state: 'look', found: 'the group has become a supergroup with another number' },
      remedy: 'Nothing: the next message that goes there follows it.',
    }
  }
  if (code === 0 || code >= 500 || code === 429) {
    return {
      about,
      state: 'look',
      found: `could not be looked at (${code || ''} ${description})`,
      remedy: 'Try again.',
    }
  }
  return {
    ...{ about, state: 'wrong', found: `the bot is not there (${description})` },
    remedy: 'Add the bot to the group again. If it is to be no desk any more, send /desk there then and close it.',
  }
}
