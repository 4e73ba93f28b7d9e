import { join } from 'node:path'
import { discord } from '../adapters/discord/adapter.ts'
import { slack } from '../adapters/slack/adapter.ts'
import { telegram } from '../adapters/telegram/adapter.ts'
import { web } from '../adapters/web/adapter.ts'
import type { Adapter } from './chat.ts'
import {
  type Config,
  dataFolder,
  discordSettings,
  fileRules,
  servesWebChat,
  slackSettings,
  telegramSettings,
} from './config.ts'
import { textsUnder } from './language/text.ts'
import type { Log } from './log.ts'
import type { Site } from './site.ts'

/** The platforms that the settings ask for. */
export function adaptersFor(config: Config, site: Site, log: Log): Adapter[] {
  const onTelegram = telegramSettings(config)
  const onSlack = slackSettings(config)
  const onDiscord = discordSettings(config)
  return [
    ...(onTelegram ? [telegram({ ...onTelegram, log })] : []),
    ...(onSlack ? [slack({ ...onSlack, log })] : []),
    ...(onDiscord ? [discord({ ...onDiscord, log })] : []),
    ...(servesWebChat(config)
      ? [
          web({
            seats: ['customer', 'staff', 'manager'],
            folder: join(dataFolder(config), 'web'),
            text: (locale) => textsUnder('web.', locale),
            largestFile: fileRules(config).most,
            address: site.local,
            log,
          }),
        ]
      : []),
  ]
}
