import { shape, string } from '../shared/shape.ts'
import { ids, type Me } from './base.ts'
import { CallError, type Client } from './client.ts'

/** How long one of these calls may take, in milliseconds. */
const deadline = 15_000
const linkDeadline = 3_000

/** Who the app is. Throws {@link CallError}. */
export async function whoAmI(client: Client, signal: AbortSignal): Promise<Me> {
  const answer = await client.call('auth.test', {}, { signal, deadline })
  const user = string(answer.user_id)
  const bot = string(answer.bot_id)
  if (!user || !ids.person.test(user) || !bot) {
    throw new CallError('auth.test', { kind: 'lost', reason: 'this is no token of a bot' })
  }
  return { user, bot, team: string(answer.team_id) ?? '' }
}

/** Address that opens the conversation with the app; undefined where Slack does not tell, without which all else works. */
export async function findLink(client: Client, me: Me, signal: AbortSignal): Promise<string | undefined> {
  const answer = await client
    .call('bots.info', { bot: me.bot }, { signal, deadline: linkDeadline })
    .catch(() => undefined)
  const app = string(shape(answer?.bot)?.app_id)
  return app && `https://slack.com/app_redirect?app=${app}&team=${me.team}`
}
