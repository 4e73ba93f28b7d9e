import type { Dispatcher } from 'undici'
import type { ClockSeen, Finding, Place } from '../../src/chat.ts'
import { ask, clockSeen, type Reply } from '../shared/ask.ts'
import { openAgent } from '../shared/exchange.ts'
import { shape, string } from '../shared/shape.ts'
import manifest from './manifest.json' with { type: 'json' }

/** `apiUrl` ends with a slash. */
export type ExamineSettings = {
  botToken: string
  appToken?: string | undefined
  signingSecret?: string | undefined
  apiUrl: string
}

type Call = (method: string, token: string, args?: Record<string, string>) => Promise<Reply | string>

/** Looks at the tokens, what they may do, and the channels: see `Adapter.examine`. */
export async function* examine(
  settings: ExamineSettings,
  places: readonly Place[],
  signal: AbortSignal,
): AsyncGenerator<Finding | ClockSeen> {
  const agent = openAgent(2)
  const call: Call = (method, token, args = {}) => post(agent, settings.apiUrl + method, token, args, signal)
  try {
    const met = await call('auth.test', settings.botToken)
    if (typeof met === 'string') return yield unreached(settings.apiUrl, met)
    yield* clockSeen('Slack', met)
    const token = tokenFinding(met)
    yield token
    if (token.state !== 'ok') return
    yield scopesFinding(met)
    yield await hearingFinding(call, settings)
    for (const { channel } of places) yield await deskFinding(call, settings.botToken, channel)
  } finally {
    await agent.destroy()
  }
}

function post(agent: Dispatcher, url: string, token: string, args: Record<string, string>, signal: AbortSignal) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' }
  return ask(agent, { url, headers, body: new URLSearchParams(args).toString() }, signal)
}

/** Slack's name for what went wrong; undefined when nothing did. */
function errorOf({ status, json }: Reply): string | undefined {
  const answer = shape(json)
  if (answer?.ok === true) return undefined
  const name = string(answer?.error)
  return name !== undefined && /^\w{1,80}$/.test(name) ? name : `status ${status}`
}

function unreached(apiUrl: string, reason: string): Finding {
  return {
    ...{ about: 'Slack token', state: 'wrong', found: `${new URL(apiUrl).host} cannot be reached (${reason})` },
    remedy: 'See whether this machine gets out to that address, and whether SLACK_API_URL is right if it is set.',
  }
}

function tokenFinding(met: Reply): Finding {
  const about = 'Slack token'
  const answer = shape(met.json) ?? {}
  const error = errorOf(met)
  if (error !== undefined) {
    return {
      ...{ about, state: 'wrong', found: `Slack does not let us in (${error})` },
      remedy:
        'Copy the Bot User OAuth Token from "Install App" of your app into SLACK_BOT_TOKEN; install it if need be.',
    }
  }
  if (string(answer.bot_id) === undefined) {
    return {
      ...{ about, state: 'wrong', found: 'this is the token of a person, not of a bot' },
      remedy: 'SLACK_BOT_TOKEN takes the Bot User OAuth Token, which begins with xoxb-.',
    }
  }
  return { about, state: 'ok', found: `${string(answer.user)} in ${string(answer.team)}` }
}

/** Slack tells with each answer what the token may do. */
function scopesFinding({ headers }: Reply): Finding {
  const about = 'Slack scopes'
  const told = headers['x-oauth-scopes']
  if (typeof told !== 'string') {
    return { about, state: 'look', found: 'Slack did not tell them', remedy: 'Compare them with docs/slack.md.' }
  }
  const given = new Set(told.split(',').map((scope) => scope.trim()))
  const missing = manifest.oauth_config.scopes.bot.filter((scope) => !given.has(scope))
  if (missing.length === 0) return { about, state: 'ok', found: `all ${manifest.oauth_config.scopes.bot.length}` }
  return {
    ...{ about, state: 'wrong', found: `missing: ${missing.join(', ')}` },
    remedy:
      'Copy adapters/slack/manifest.json into "App Manifest" of your app once more, then "Install App", "Reinstall".',
  }
}

async function hearingFinding(call: Call, { appToken, signingSecret }: ExamineSettings): Promise<Finding> {
  const about = 'Slack receiving'
  if (appToken === undefined) {
    return signingSecret === undefined
      ? { about, state: 'wrong', found: 'no way to hear', remedy: 'Set SLACK_APP_TOKEN or SLACK_SIGNING_SECRET.' }
      : { about, state: 'ok', found: 'over HTTP below /slack/events; the signing secret is set' }
  }
  const answer = await call('apps.connections.open', appToken)
  const error = typeof answer === 'string' ? answer : errorOf(answer)
  if (error === undefined) return { about, state: 'ok', found: 'socket mode, the app token is good' }
  return {
    ...{ about, state: 'wrong', found: `socket mode is refused (${error})` },
    remedy:
      'In "Basic Information", "App-Level Tokens" make one with the scope connections:write for SLACK_APP_TOKEN, and switch "Socket Mode" on.',
  }
}

/** Reading the last message needs no scope beyond ours, and is refused where the app is not in the channel. */
async function deskFinding(call: Call, token: string, channel: string): Promise<Finding> {
  const about = `Slack desk ${channel}`
  const answer = await call('conversations.history', token, { channel, limit: '1' })
  const error = typeof answer === 'string' ? answer : errorOf(answer)
  if (error === undefined) return { about, state: 'ok', found: 'the app is in it' }
  const isOut = error === 'not_in_channel' || error === 'channel_not_found'
  if (!isOut && error !== 'missing_scope') {
    return { about, state: 'look', found: `could not be looked at (${error})`, remedy: 'Try again.' }
  }
  return {
    ...{ about, state: 'wrong', found: isOut ? `the app is not in it (${error})` : 'a scope is missing' },
    remedy: isOut
      ? 'Type /invite @Regulars in that channel. If it is to be no desk any more, type /regulars desk there then and close it.'
      : 'Mend the scopes first, see above.',
  }
}
