import type { Log } from '../shared/log.ts'
import { integer, shape, string } from '../shared/shape.ts'
import type { Me } from './base.ts'
import { type Client, ClientError } from './client.ts'
import { wanted } from './source.ts'
import { path } from './webhook.ts'

/** How long one of these calls may take, in milliseconds. */
const deadline = 15_000

/** Who the bot is. Throws `ClientError`. */
export async function whoAmI(client: Client, signal: AbortSignal): Promise<Me> {
  const given = shape(await client('getMe', {}, { signal, deadline }))
  const [id, username] = [integer(given?.id), string(given?.username)]
  if (id === undefined || username === undefined) throw new ClientError('getMe', 'answered with something else')
  return { id, username }
}

/** Has Telegram deliver to us. Throws `ClientError`. */
export async function setHook(
  client: Client,
  { publicUrl, secret }: { publicUrl: string; secret: string },
  signal: AbortSignal,
): Promise<void> {
  const url = publicUrl.replace(/\/+$/, '') + path
  await client('setWebhook', { url, secret_token: secret, allowed_updates: wanted }, { signal, deadline })
}

/** Does it unless Telegram refuses it for good, which is logged: trying again would not help. */
export async function unlessRefused(work: () => Promise<void>, log: Log): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof ClientError) || error.code !== 400) throw error
    log.error({ platform: 'telegram', trouble: error.message }, 'telegram: the menu of commands was refused')
  }
}
