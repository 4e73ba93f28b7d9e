import { flag, integer, text } from '../params.ts'
import { allowedUpdates } from '../polling.ts'
import { badRequest, conflict } from '../refusal.ts'
import type { Method } from '../world.ts'

const conflictWithHook = () =>
  conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")

/** setWebhook: as the real one run locally, it takes plain http. An empty url removes the webhook. */
export const setWebhook: Method = (world, params) => {
  const url = text(params, 'url') ?? ''
  const secret = text(params, 'secret_token') ?? ''
  if (!/^[\w-]{0,256}$/.test(secret)) throw badRequest('secret token contains unallowed characters')
  if (url !== '' && !/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) {
    throw badRequest('bad webhook: An HTTPS URL must be provided for webhook')
  }
  const most = integer(params, 'max_connections') ?? 40
  world.updates.allow(allowedUpdates(params))
  if (flag(params, 'drop_pending_updates')) world.updates.drop()
  if (url !== '') world.polling.end(conflict('terminated by setWebhook request'))
  world.webhook.set(url === '' ? undefined : { url, secret, maxConnections: Math.min(Math.max(most, 1), 100) })
  return 'true'
}

/** deleteWebhook */
export const deleteWebhook: Method = (world, params) => {
  if (flag(params, 'drop_pending_updates')) world.updates.drop()
  if (world.webhook.hook) world.webhook.set(undefined)
  return 'true'
}

/** getWebhookInfo */
export const getWebhookInfo: Method = (world) => {
  const { hook, lastError } = world.webhook
  const allowed = world.updates.allowedTypes
  return JSON.stringify({
    url: hook?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: world.updates.pending,
    ...(hook && { max_connections: hook.maxConnections }),
    ...(lastError && {
      last_error_date: Math.floor(lastError.at / 1000),
      last_error_message: lastError.message,
    }),
    ...(allowed && { allowed_updates: allowed }),
  })
}

/** getUpdates */
export const getUpdates: Method = (world, params, _call, gone) => {
  if (world.webhook.hook) throw conflictWithHook()
  return world.polling.get(world, params, gone)
}
