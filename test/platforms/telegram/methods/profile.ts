import { isObject } from '../../shared/json.ts'
import { json, type Params, text, toInteger } from '../params.ts'
import { badRequest } from '../refusal.ts'
import type { Method } from '../world.ts'

const scopes = new Set([
  'default',
  'all_private_chats',
  'all_group_chats',
  'all_chat_administrators',
  'chat',
  'chat_administrators',
  'chat_member',
])

/** Where and for whom texts are set: `scope/language`, as a key. */
function slot(params: Params): string {
  const scope = json(params, 'scope', 'BotCommandScope') ?? { type: 'default' }
  if (!isObject(scope)) throw badRequest("can't parse BotCommandScope: expected an Object")
  const { type, chat_id: chat, user_id: user } = scope
  if (typeof type !== 'string' || !scopes.has(type)) {
    throw badRequest("can't parse BotCommandScope: unsupported type specified")
  }
  const forChat = type === 'chat' || type === 'chat_administrators' || type === 'chat_member'
  if (forChat && toInteger(chat) === undefined) throw badRequest('chat_id is empty')
  return `${forChat ? [type, chat, user ?? ''].join(':') : type}/${language(params)}`
}

function language(params: Params): string {
  const code = text(params, 'language_code') ?? ''
  if (code !== '' && !/^[a-z]{2}$/.test(code)) throw badRequest('invalid language code specified')
  return code
}

/** setMyCommands */
export const setMyCommands: Method = (world, params) => {
  const commands = json(params, 'commands', 'commands')
  if (!Array.isArray(commands)) throw badRequest("can't parse commands JSON object")
  if (commands.length > 100) throw badRequest('BOT_COMMANDS_TOO_MUCH')
  const read = commands.map((each: unknown) => {
    if (!isObject(each)) throw badRequest("can't parse BotCommand: expected an Object")
    const { command, description } = each
    if (typeof command !== 'string' || !/^\/?[a-z0-9_]{1,32}$/.test(command)) throw badRequest('BOT_COMMAND_INVALID')
    if (typeof description !== 'string' || description.trim() === '' || description.length > 256) {
      throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID')
    }
    return { command: command.replace('/', ''), description: description.trim() }
  })
  world.profile.set(`commands/${slot(params)}`, JSON.stringify(read))
  return 'true'
}

/** getMyCommands */
export const getMyCommands: Method = (world, params) => world.profile.get(`commands/${slot(params)}`) ?? '[]'

/** deleteMyCommands */
export const deleteMyCommands: Method = (world, params) => {
  world.profile.delete(`commands/${slot(params)}`)
  return 'true'
}

const setter =
  (name: string, most: number): Method =>
  (world, params) => {
    const value = text(params, name) ?? ''
    if (value.length > most) throw badRequest(`${name.toUpperCase()}_TOO_LONG`)
    world.profile.set(`${name}/${language(params)}`, JSON.stringify({ [name]: value }))
    return 'true'
  }

const getter =
  (name: string): Method =>
  (world, params) =>
    world.profile.get(`${name}/${language(params)}`) ?? JSON.stringify({ [name]: '' })

export const setMyDescription = setter('description', 512)
export const getMyDescription = getter('description')
export const setMyShortDescription = setter('short_description', 120)
export const getMyShortDescription = getter('short_description')
