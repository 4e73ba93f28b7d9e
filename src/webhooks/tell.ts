import { tell } from '../customers/reach.ts'
import type { Unit } from '../engine/unit.ts'
import { text } from '../language/text.ts'
import { holdersOf } from '../staff/exports.ts'
import type { Webhook } from './store.ts'

/** Tells the owners that a webhook is no longer sent to. Of its address only the host: the rest may be a secret. */
export async function tellDisabled(unit: Unit, { url, reason }: Webhook): Promise<void> {
  const host = new URL(url).host
  for (const owner of await holdersOf(unit, 'owner'))
    await tell(
      unit,
      owner,
      ({ locale }) => ({ text: text(locale, `webhooks.disabled.${reason ?? 'failing'}`, { host }) }),
      {
        lane: 'alert',
        cause: 'webhooks',
      },
    )
}
