import type { Method } from '../world.ts'

/** auth.test */
export const test: Method = ({ workspace: { team, app, bot } }) => ({
  url: `https://${team.domain}.slack.com/`,
  team: team.name,
  user: bot.handle,
  team_id: team.id,
  user_id: app.botUser,
  bot_id: app.botId,
  is_enterprise_install: false,
})

/** apps.connections.open */
export const openConnection: Method = (world) => ({
  url: `${world.root.replace(/^http/, 'ws')}${world.connections.ticket()}`,
})
