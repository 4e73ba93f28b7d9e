import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import manifest from '../../adapters/slack/manifest.json' with { type: 'json' }
import { Program } from '../crash/program.ts'
import type { Fresh } from '../databases.ts'
import { type DiscordServer, startDiscord } from '../platforms/discord/server.ts'
import { type SlackServer, startSlack } from '../platforms/slack/server.ts'
import { startTelegram, type TelegramServer } from '../platforms/telegram/server.ts'

/** How long somebody waits for a message, in milliseconds: a platform that was away is looked for again and again. */
const patience = 60_000

/** All platforms, the people who own the shop on them, and the program, not yet started. Gone with the test. */
export type Together = {
  telegram: TelegramServer
  slack: SlackServer
  discord: DiscordServer
  owners: { telegram: number; slack: string; discord: string }
  program: Program
  /** Address of its database. */
  database: string
}

export async function together(fresh: Fresh): Promise<Together> {
  const telegram = await startTelegram({ patience })
  // in truth Slack waits for minutes before it tells something again
  const slack = await startSlack({ patience, retries: Array(100).fill(500) })
  const discord = await startDiscord({ patience })
  slack.install(manifest)
  const owners = {
    telegram: telegram.person({ name: 'Tom', language: 'en' }).id,
    slack: slack.person({ name: 'Sal', locale: 'en-US' }).id,
    discord: discord.person({ name: 'Dee', locale: 'en-US' }).id,
  }
  const database = await fresh.url()
  const folder = mkdtempSync(join(tmpdir(), 'regulars-together-'))
  const env = {
    DATABASE_URL: database,
    LOG_LEVEL: 'error',
    OWNERS: Object.entries(owners)
      .map(([platform, id]) => `${platform}:${id}`)
      .join(),
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.root,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    DISCORD_BOT_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiRoot,
  }
  const program = await Program.on({ env, folder })
  fresh.after(async () => {
    await program.kill()
    await Promise.all([telegram.stop(), slack.stop(), discord.stop()])
    rmSync(folder, { recursive: true, force: true })
  })
  return { telegram, slack, discord, owners, program, database }
}
