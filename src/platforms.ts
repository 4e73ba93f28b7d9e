import { join } from 'node:path'
import { telegram } from '../adapters/telegram/adapter.ts'
import { web } from '../adapters/web/adapter.ts'
import type { Adapter } from './chat.ts'
import { type Config, dataFolder, servesWebChat } from './config.ts'
import { textsUnder } from './language/text.ts'
import type { Log } from './log.ts'

/** The adapters that the settings ask for. */
export function adaptersFor(config: Config, log: Log): Adapter[] {
  const adapters: Adapter[] = []
  if (config.TELEGRAM_BOT_TOKEN)
    adapters.push(
      telegram({
        token: config.TELEGRAM_BOT_TOKEN,
        log,
        ...(config.TELEGRAM_API_ROOT ? { apiRoot: config.TELEGRAM_API_ROOT } : {}),
        ...(config.TELEGRAM_WEBHOOK_SECRET && config.PUBLIC_URL
          ? { webhook: { publicUrl: config.PUBLIC_URL, secret: config.TELEGRAM_WEBHOOK_SECRET } }
          : {}),
        ...(config.TELEGRAM_PER_SECOND === 30 ? {} : { pace: telegramPace(config.TELEGRAM_PER_SECOND) }),
      }),
    )
  if (servesWebChat(config))
    adapters.push(
      web({
        seats: ['customer', 'staff', 'manager'],
        folder: join(dataFolder(config), 'web'),
        text: (locale) => textsUnder('web.', locale),
        log,
      }),
    )
  return adapters
}

/** A Bot API server of the shop's own has no limit per chat either. */
function telegramPace(perSecond: number): Partial<Adapter['pace']> {
  return perSecond === 0 ? { all: [], place: () => [] } : { all: [{ count: perSecond, ms: 1_000 }] }
}
