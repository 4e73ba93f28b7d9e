import { Field } from '../check/field.ts'
import { openDm } from '../dms.ts'
import { refusal } from '../refusal.ts'
import { channelJson, guildJson, memberJson, roleJson } from '../shapes.ts'
import { channelOf, guildOf } from './reach.ts'
import { nothing, objectOf, ok, param, queryNumber, type Route } from './request.ts'

/** Flag of an application in few servers that may read what is written there. */
const messageContent = 1 << 19

/** GET /gateway/bot */
export const getGateway: Route = ({ world }) =>
  ok({
    url: world.gatewayUrl,
    shards: 1,
    session_start_limit: {
      total: 1000,
      remaining: 1000 - world.gateway.identified,
      reset_after: 3_600_000,
      max_concurrency: 1,
    },
  })

/** GET /users/@me */
export const getMe: Route = ({ world }) => ok({ ...world.me, verified: true, mfa_enabled: true, flags: 0 })

/** GET /applications/@me */
export const getApplication: Route = ({ world }) =>
  ok({
    id: world.app,
    name: world.me.username,
    icon: null,
    description: '',
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: '0'.repeat(64),
    team: null,
    flags: world.gateway.reads ? messageContent : 0,
    bot: world.me,
    approximate_guild_count: world.places.guilds.size,
  })

/** GET /users/:user */
export const getUser: Route = (request) => {
  const human = request.world.places.humans.get(param(request, 'user'))
  if (!human) throw refusal('unknownUser')
  return ok(human.user)
}

/** POST /users/@me/channels */
export const createDm: Route = ({ world, body }) => {
  const field = new Field(objectOf(body)).at('recipient_id')
  const id = field.id(true)
  field.issues.settle()
  if (id === undefined || !world.places.humans.has(id)) throw refusal('invalidRecipient')
  return ok(channelJson(openDm(world, id), world.places))
}

/** GET /channels/:channel */
export const getChannel: Route = (request) => ok(channelJson(channelOf(request), request.world.places))

/** GET /users/@me/guilds */
export const getOwnGuilds: Route = ({ world }) =>
  ok(
    [...world.places.guilds.values()]
      .filter(({ hasBot }) => hasBot)
      .map(({ id, name, permissions }) => ({
        id,
        name,
        icon: null,
        owner: false,
        permissions: String(permissions),
        features: [],
      })),
  )

/** GET /guilds/:guild */
export const getGuild: Route = (request) => ok(guildJson(guildOf(request)))

/** DELETE /users/@me/guilds/:guild */
export const leaveGuild: Route = (request) => {
  const guild = guildOf(request)
  guild.hasBot = false
  guild.members.delete(request.world.me.id)
  request.world.events.push('GUILD_DELETE', { id: guild.id }, { guild: guild.id })
  return nothing
}

/** GET /guilds/:guild/channels */
export const getGuildChannels: Route = (request) => {
  const { places } = request.world
  const channels = [...guildOf(request).channels].map((id) => places.channel(id))
  return ok(channels.filter(({ thread }) => !thread).map((channel) => channelJson(channel, places)))
}

/** GET /guilds/:guild/roles */
export const getRoles: Route = (request) => ok([...guildOf(request).roles.values()].map(roleJson))

/** GET /guilds/:guild/members */
export const getMembers: Route = (request) => {
  const { query } = request
  const limit = queryNumber(query, 'limit', 1, 1000)
  const after = BigInt(query.get('after') ?? '0')
  const members = [...guildOf(request).members.values()].filter(({ user }) => BigInt(user.id) > after)
  return ok(members.slice(0, limit).map(memberJson))
}

/** GET /guilds/:guild/members/:user */
export const getMember: Route = (request) => {
  const user = param(request, 'user')
  const member = guildOf(request).members.get(user === '@me' ? request.world.me.id : user)
  if (!member) throw refusal('unknownMember')
  return ok(memberJson(member))
}
