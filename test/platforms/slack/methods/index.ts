import type { Method } from '../world.ts'
import { openConnection, test } from './auth.ts'
import { deleteMessage, getPermalink, postEphemeral, postMessage, update } from './chat.ts'
import * as conversations from './conversations.ts'
import * as files from './files.ts'
import { addReaction, removeReaction } from './reactions.ts'
import * as users from './users.ts'
import * as views from './views.ts'

/** A method with the token it wants and the scope that token must have. */
type Entry = { run: Method; token: 'bot' | 'app'; scope?: string }

const bot = (run: Method, scope?: string): Entry => ({ run, token: 'bot', ...(scope !== undefined && { scope }) })

const methods: Readonly<Record<string, Entry>> = {
  'apps.connections.open': { run: openConnection, token: 'app' },
  'auth.test': bot(test),
  'bots.info': bot(users.bot, 'users:read'),
  'chat.delete': bot(deleteMessage, 'chat:write'),
  'chat.getPermalink': bot(getPermalink),
  'chat.postEphemeral': bot(postEphemeral, 'chat:write'),
  'chat.postMessage': bot(postMessage, 'chat:write'),
  'chat.update': bot(update, 'chat:write'),
  'conversations.history': bot(conversations.history),
  'conversations.info': bot(conversations.info),
  'conversations.join': bot(conversations.join, 'channels:join'),
  'conversations.list': bot(conversations.list),
  'conversations.members': bot(conversations.members),
  'conversations.open': bot(conversations.open, 'im:write'),
  'conversations.replies': bot(conversations.replies),
  'files.completeUploadExternal': bot(files.completeUploadExternal, 'files:write'),
  'files.delete': bot(files.deleteFile, 'files:write'),
  'files.getUploadURLExternal': bot(files.getUploadURLExternal, 'files:write'),
  'files.info': bot(files.info, 'files:read'),
  'reactions.add': bot(addReaction, 'reactions:write'),
  'reactions.remove': bot(removeReaction, 'reactions:write'),
  'users.info': bot(users.info, 'users:read'),
  'users.list': bot(users.list, 'users:read'),
  'views.open': bot(views.open),
  'views.publish': bot(views.publish),
  'views.push': bot(views.push),
  'views.update': bot(views.update),
}

/** The method of that name; undefined when there is none. */
export const methodNamed = (name: string): Entry | undefined =>
  Object.hasOwn(methods, name) ? methods[name] : undefined
