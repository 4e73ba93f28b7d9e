import { flag, integer, needed } from '../params.ts'
import { Refusal } from '../refusal.ts'
import type { Member } from '../workspace.ts'
import type { Method, World } from '../world.ts'

/** A member as users.info tells it; the locale only where it was asked for. */
function userJson({ workspace }: World, member: Member, locale: boolean): Record<string, unknown> {
  const { id, handle, name, tz, email, botId, deleted } = member
  const profile = {
    real_name: name,
    display_name: name,
    ...(email !== undefined && { email }),
    team: workspace.team.id,
  }
  return {
    id,
    team_id: workspace.team.id,
    name: handle,
    deleted,
    real_name: name,
    tz,
    tz_offset: 0,
    profile: { ...profile, ...(botId !== undefined && { bot_id: botId, api_app_id: workspace.app.id }) },
    is_bot: botId !== undefined,
    is_admin: false,
    is_owner: false,
    is_restricted: false,
    updated: 0,
    is_email_confirmed: true,
    ...(locale && { locale: member.locale }),
  }
}

/** users.info */
export const info: Method = (world, params) => {
  const member = world.workspace.findMember(needed(params, 'user'))
  if (!member) throw new Refusal('user_not_found')
  return { user: userJson(world, member, flag(params, 'include_locale')) }
}

/** users.list */
export const list: Method = (world, params) => {
  const limit = integer(params, 'limit', 1000, 1, 1000)
  const members = world.workspace.allMembers().slice(0, limit)
  return {
    members: members.map((member) => userJson(world, member, flag(params, 'include_locale'))),
    cache_ts: world.stamps.seconds(),
    response_metadata: { next_cursor: '' },
  }
}

/** bots.info: of our own bot. */
export const bot: Method = ({ workspace: { app, bot } }, params) => {
  if (needed(params, 'bot') !== app.botId) throw new Refusal('bot_not_found')
  return { bot: { id: app.botId, app_id: app.id, user_id: app.botUser, name: bot.name, deleted: false } }
}
