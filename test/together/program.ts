import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import manifest from '../../adapters/slack/manifest.json' with { type: 'json' }
import { Program } from '../crash/program.ts'
import type { Fresh } from '../databases.ts'
import { type DiscordServer, startDiscord } from '../platforms/discord/server.ts'
import { type SlackServer, startSlack } from '../platforms/slack/server.ts'
import { startTelegram, type TelegramServer } from '../platforms/telegram/server.ts'

/** How long somebody waits for a message, in milliseconds: a platform that was away is looked for again and again. */
const patience = 60_000

/** All platforms, the people who own the shop on them, and the program, in one process or several. Gone with the test. */
export type Together = {
  telegram: TelegramServer
  slack: SlackServer
  discord: DiscordServer
  owners: { telegram: number; slack: string; discord: string }
  /** Not yet started. */
  programs: [Program, ...Program[]]
  /** Address of their database. */
  database: string
}

/** `files` are put where it runs, by name: settings in `.env`, the shop's program. They may name its address. */
export async function together(
  fresh: Fresh,
  processes = 1,
  files: (url: string) => Record<string, string> = () => ({}),
): Promise<Together> {
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
  const programs: Together['programs'] = [await Program.on({ env, folder })]
  while (programs.length < processes) programs.push(await Program.on({ env, folder }))
  const written = Object.entries(files(programs[0].url))
  for (const [name, content] of written) writeFileSync(join(folder, name), content)
  fresh.after(async () => {
    await Promise.all(programs.map((program) => program.kill()))
    await Promise.all([telegram.stop(), slack.stop(), discord.stop()])
    rmSync(folder, { recursive: true, force: true })
  })
  return { telegram, slack, discord, owners, programs, database }
}

/** Starts the program and resolves once every platform tells it what happens. */
export async function started({ programs, slack, discord }: Together): Promise<void> {
  for (const program of programs) program.start()
  await Promise.all(programs.map((program) => program.ready))
  await slack.connected()
  while (discord.gateway.live.length === 0) await setImmediate()
}

export const platforms = ['telegram', 'slack', 'discord'] as const

/** The owner says something on that platform. */
export function says(
  { telegram, slack, discord, owners }: Together,
  platform: (typeof platforms)[number],
  text: string,
): void {
  if (platform === 'telegram') telegram.says(owners.telegram, text)
  else if (platform === 'slack') slack.says(owners.slack, text)
  else discord.says(owners.discord, text)
}

/** Resolves once the owner is answered that on that platform. */
export async function hears(there: Together, platform: (typeof platforms)[number], text: string): Promise<void> {
  const { telegram, slack, discord, owners } = there
  if (platform === 'telegram') await telegram.next(owners.telegram, text)
  else if (platform === 'slack') await slack.next(owners.slack, text)
  else await discord.next(owners.discord, text)
}
