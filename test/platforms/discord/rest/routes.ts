import { answerInteraction } from './callback.ts'
import { createCommand, deleteCommand, getCommand, getCommands, putCommands } from './commands.ts'
import { createMessage, deleteMessage, editMessage, getMessage, getMessages, typing } from './messages.ts'
import * as places from './places.ts'
import { createReaction, deleteReaction, getReactions } from './reactions.ts'
import type { Route } from './request.ts'
import * as threads from './threads.ts'
import { deleteOriginal, editOriginal, followUp, getOriginal } from './webhook.ts'

/** A call by its name. `open`: needs no token of the bot. */
export type Named = { name: string; run: Route; open: boolean }

const channel = '/channels/:channel'
const message = `${channel}/messages/:message`
const reactions = `${message}/reactions/:emoji`
const commands = '/applications/:app/commands'
const guildCommands = '/applications/:app/guilds/:guild/commands'
const webhook = '/webhooks/:app/:token'

const table: readonly [method: string, path: string, name: string, run: Route][] = [
  ['GET', '/gateway/bot', 'getGateway', places.getGateway],
  ['GET', '/users/@me', 'getMe', places.getMe],
  ['GET', '/users/@me/guilds', 'getOwnGuilds', places.getOwnGuilds],
  ['DELETE', '/users/@me/guilds/:guild', 'leaveGuild', places.leaveGuild],
  ['POST', '/users/@me/channels', 'createDm', places.createDm],
  ['GET', '/users/:user', 'getUser', places.getUser],
  ['GET', '/applications/@me', 'getApplication', places.getApplication],
  ['GET', channel, 'getChannel', places.getChannel],
  ['PATCH', channel, 'editChannel', threads.editChannel],
  ['DELETE', channel, 'deleteChannel', threads.deleteChannel],
  ['POST', `${channel}/typing`, 'typing', typing],
  ['GET', `${channel}/messages`, 'getMessages', getMessages],
  ['POST', `${channel}/messages`, 'createMessage', createMessage],
  ['GET', message, 'getMessage', getMessage],
  ['PATCH', message, 'editMessage', editMessage],
  ['DELETE', message, 'deleteMessage', deleteMessage],
  ['GET', reactions, 'getReactions', getReactions],
  ['PUT', `${reactions}/@me`, 'createReaction', createReaction],
  ['DELETE', `${reactions}/@me`, 'deleteReaction', deleteReaction],
  ['DELETE', `${reactions}/:user`, 'deleteReaction', deleteReaction],
  ['POST', `${message}/threads`, 'startThread', threads.startThread],
  ['POST', `${channel}/threads`, 'startThread', threads.startThreadAlone],
  ['GET', `${channel}/thread-members`, 'getThreadMembers', threads.getThreadMembers],
  ['PUT', `${channel}/thread-members/:user`, 'addToThread', threads.addToThread],
  ['DELETE', `${channel}/thread-members/:user`, 'removeFromThread', threads.removeFromThread],
  ['GET', '/guilds/:guild', 'getGuild', places.getGuild],
  ['GET', '/guilds/:guild/channels', 'getGuildChannels', places.getGuildChannels],
  ['GET', '/guilds/:guild/roles', 'getRoles', places.getRoles],
  ['GET', '/guilds/:guild/members', 'getMembers', places.getMembers],
  ['GET', '/guilds/:guild/members/:user', 'getMember', places.getMember],
  ['GET', '/guilds/:guild/threads/active', 'getActiveThreads', threads.getActiveThreads],
  ...[commands, guildCommands].flatMap((path): [string, string, string, Route][] => [
    ['GET', path, 'getCommands', getCommands],
    ['PUT', path, 'putCommands', putCommands],
    ['POST', path, 'createCommand', createCommand],
    ['GET', `${path}/:command`, 'getCommand', getCommand],
    ['DELETE', `${path}/:command`, 'deleteCommand', deleteCommand],
  ]),
  ['POST', '/interactions/:interaction/:token/callback', 'answerInteraction', answerInteraction],
  ['POST', webhook, 'followUp', followUp],
  ['GET', `${webhook}/messages/:message`, 'getOriginal', getOriginal],
  ['PATCH', `${webhook}/messages/:message`, 'editOriginal', editOriginal],
  ['DELETE', `${webhook}/messages/:message`, 'deleteOriginal', deleteOriginal],
]

const routes = table.map(([method, path, name, run]) => ({
  method,
  parts: path.split('/'),
  named: { name, run, open: path.includes(':token') },
}))

/** What a path means; `false` when there is something there, but not with that method. */
export function find(
  method: string,
  path: string,
): { named: Named; params: Record<string, string> } | false | undefined {
  const parts = path.split('/').map(decodeURIComponent)
  let isThere = false
  for (const route of routes) {
    const params = matched(route.parts, parts)
    if (!params) continue
    if (route.method === method) return { named: route.named, params }
    isThere = true
  }
  return isThere ? false : undefined
}

function matched(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, step] of pattern.entries()) {
    const part = parts[index] ?? ''
    if (step.startsWith(':')) params[step.slice(1)] = part
    else if (step !== part) return undefined
  }
  return params
}
