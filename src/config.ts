import { isIP } from 'node:net'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { Pace } from './chat.ts'
import type { FilesPlace } from './files/blobs/open.ts'
import { type FileRules, readTypes, usualTypes } from './files/rules.ts'
import { StartError } from './start-error.ts'

const person = z.string().regex(/^[a-z]+:[^\s:,]+$/, 'each must be a platform and an id, such as telegram:1001')
const url = z.url({ protocol: /^https?$/ })
const optional = <T extends z.ZodType>(type: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), type.optional())

/** Messages a second that Telegram allows over all chats. */
const usualRate = 30

const bytesPerMb = 1024 * 1024

const fileTypes = z.string().transform((list, context) => {
  const types = readTypes(list)
  if (types) return types
  context.addIssue('must be media types such as image/*, application/pdf')
  return z.NEVER
})

/** Names of the networks that everybody has, as the server knows them. */
const networks = ['loopback', 'linklocal', 'uniquelocal']

/** Addresses of the proxies before us. How many there are would not do: whoever reaches us beside them could claim to be any. */
const proxies = z.string().transform((written, context) => {
  const list = written.split(',').map((it) => it.trim())
  if (list.every((it) => networks.includes(it) || isNetwork(it))) return list
  context.addIssue('must be addresses of proxies such as loopback, 10.0.0.5 or 10.0.0.0/8, with commas')
  return z.NEVER
})

function isNetwork(written: string): boolean {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(written) ?? []
  const kind = isIP(address)
  return kind !== 0 && (bits === undefined || Number(bits) <= (kind === 4 ? 32 : 128))
}

const shape = z.object({
  DATABASE_URL: z.string().default('file:./data/regulars.db'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  PUBLIC_URL: optional(url),
  TRUST_PROXY: optional(proxies),
  API_KEY: optional(
    z.string().regex(/^[A-Za-z0-9._~+/=-]{16,256}$/, 'takes 16 to 256 letters, digits and any of . _ ~ + / = -'),
  ),
  OWNERS: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((it) => it.trim())
        .filter((it) => it !== ''),
    )
    .pipe(z.array(person)),
  PROGRAM: optional(z.string()),
  FILES: optional(z.string()),
  FILES_MAX_MB: z.coerce.number().positive().max(2000).default(20),
  FILES_TYPES: optional(fileTypes),
  S3_ENDPOINT: optional(url),
  S3_REGION: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'takes small letters, digits and "-"')
    .default('us-east-1'),
  S3_ACCESS_KEY_ID: optional(z.string()),
  S3_SECRET_ACCESS_KEY: optional(z.string()),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  WEB_CHAT: z.enum(['on', 'off', 'auto']).default('auto'),
  TELEGRAM_BOT_TOKEN: optional(z.string().regex(/^\d+:[\w-]+$/, 'must look like 123456:letters-and-digits')),
  TELEGRAM_API_ROOT: optional(url),
  TELEGRAM_WEBHOOK_SECRET: optional(z.string().regex(/^[\w-]{1,256}$/, 'takes letters, digits, "_" and "-"')),
  TELEGRAM_PER_SECOND: z.coerce.number().int().min(0).default(usualRate),
  SLACK_BOT_TOKEN: optional(z.string().regex(/^xox[\w.-]+$/, 'must look like xoxb-letters-and-digits')),
  SLACK_APP_TOKEN: optional(z.string().regex(/^xapp-[\w.-]+$/, 'must look like xapp-letters-and-digits')),
  SLACK_SIGNING_SECRET: optional(z.string().regex(/^\S+$/, 'takes no spaces')),
  SLACK_API_URL: optional(url),
  DISCORD_BOT_TOKEN: optional(z.string().regex(/^[\w-]+\.[\w-]+\.[\w-]+$/, 'must be of three parts with dots')),
  DISCORD_API_URL: optional(url),
})

export type Config = z.infer<typeof shape>

/** What is wrong with settings, in one line without their values. `settings`: those that cannot be used. */
export type SettingProblem = { settings: readonly string[]; problem: string }

/**
 * Reads the settings from the environment. Throws a {@link StartError} that names every setting that cannot be
 * used, and never its value.
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const read = shape.safeParse(given(environment))
  if (!read.success) {
    const lines = problemsOf(read.error).map(({ problem }) => problem)
    throw new StartError(`These settings cannot be used: ${[...new Set(lines)].join('; ')}. See .env.example.`)
  }
  const [first] = together(read.data)
  if (first) throw new StartError(first.problem)
  return read.data
}

/** The settings as far as they can be used, and all that is wrong with the others: those are as if they were not set. */
export function checkConfig(environment: NodeJS.ProcessEnv): { config: Config; problems: SettingProblem[] } {
  const read = shape.safeParse(given(environment))
  const problems = read.success ? together(read.data) : problemsOf(read.error)
  if (read.success && problems.length === 0) return { config: read.data, problems }
  const unusable = new Set(problems.flatMap(({ settings }) => settings))
  const rest = Object.entries(environment).filter(([name]) => !unusable.has(name))
  const others = checkConfig(Object.fromEntries(rest))
  return { config: others.config, problems: [...problems, ...others.problems] }
}

const given = (environment: NodeJS.ProcessEnv) =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))

function problemsOf({ issues }: z.ZodError): SettingProblem[] {
  return issues.map(({ path: [name = 'settings'], message }) => ({
    settings: [String(name)],
    problem: `${String(name)}: ${message}`,
  }))
}

/** What is wrong with settings only because of others. */
function together(config: Config): SettingProblem[] {
  const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET } = config
  const problems: SettingProblem[] = []
  const slackSettings = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET']
  if (config.TELEGRAM_WEBHOOK_SECRET && !config.PUBLIC_URL)
    problems.push({
      settings: ['TELEGRAM_WEBHOOK_SECRET'],
      problem: 'TELEGRAM_WEBHOOK_SECRET asks for a webhook, so PUBLIC_URL must say where Telegram can reach us.',
    })
  try {
    filesPlace(config)
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    problems.push({ settings: ['FILES'], problem: error.message })
  }
  if (SLACK_BOT_TOKEN && !SLACK_APP_TOKEN && !SLACK_SIGNING_SECRET)
    problems.push({
      settings: slackSettings,
      problem:
        'SLACK_BOT_TOKEN is for speaking only: to hear, set SLACK_APP_TOKEN (socket mode) or SLACK_SIGNING_SECRET (HTTP).',
    })
  if (!SLACK_BOT_TOKEN && (SLACK_APP_TOKEN || SLACK_SIGNING_SECRET))
    problems.push({
      settings: slackSettings,
      problem: 'Slack needs SLACK_BOT_TOKEN as well: with it the bot speaks.',
    })
  return problems
}

/** What the Telegram adapter is to be set up with; undefined without a token. */
export function telegramSettings(config: Config) {
  if (config.TELEGRAM_BOT_TOKEN === undefined) return undefined
  return {
    token: config.TELEGRAM_BOT_TOKEN,
    ...(config.TELEGRAM_API_ROOT ? { apiRoot: config.TELEGRAM_API_ROOT } : {}),
    ...(config.TELEGRAM_WEBHOOK_SECRET && config.PUBLIC_URL
      ? { webhook: { publicUrl: config.PUBLIC_URL, secret: config.TELEGRAM_WEBHOOK_SECRET } }
      : {}),
    ...(config.TELEGRAM_PER_SECOND === usualRate ? {} : { pace: telegramPace(config.TELEGRAM_PER_SECOND) }),
  }
}

/** Where no limit is asked for, there is none per chat either: a Bot API server of the shop's own. */
function telegramPace(perSecond: number): Partial<Pace> {
  return perSecond === 0 ? { all: [], place: () => [] } : { all: [{ count: perSecond, ms: 1_000 }] }
}

/** What the Slack adapter is to be set up with; undefined without a token. */
export function slackSettings({ SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, SLACK_API_URL }: Config) {
  if (SLACK_BOT_TOKEN === undefined) return undefined
  return {
    botToken: SLACK_BOT_TOKEN,
    ...(SLACK_APP_TOKEN ? { appToken: SLACK_APP_TOKEN } : {}),
    ...(SLACK_SIGNING_SECRET ? { signingSecret: SLACK_SIGNING_SECRET } : {}),
    ...(SLACK_API_URL ? { apiUrl: SLACK_API_URL } : {}),
  }
}

/** What the Discord adapter is to be set up with; undefined without a token. */
export function discordSettings({ DISCORD_BOT_TOKEN, DISCORD_API_URL }: Config) {
  if (DISCORD_BOT_TOKEN === undefined) return undefined
  return { token: DISCORD_BOT_TOKEN, ...(DISCORD_API_URL ? { api: DISCORD_API_URL } : {}) }
}

/** Whether any platform is set up. */
function hasPlatform({ TELEGRAM_BOT_TOKEN, SLACK_BOT_TOKEN, DISCORD_BOT_TOKEN }: Config): boolean {
  return [TELEGRAM_BOT_TOKEN, SLACK_BOT_TOKEN, DISCORD_BOT_TOKEN].some((token) => token !== undefined)
}

const loopback = new Set(['127.0.0.1', 'localhost', '::1'])

/** Whether the web chat is served: by default only where nobody but this machine can reach it, and no platform is set up. */
export function servesWebChat(config: Config): boolean {
  if (config.WEB_CHAT !== 'auto') return config.WEB_CHAT === 'on'
  return !hasPlatform(config) && loopback.has(config.HOST)
}

/** Where files are kept that are not in the database: beside the SQLite file. */
export function dataFolder(config: Config): string {
  const { DATABASE_URL } = config
  return DATABASE_URL.startsWith('file:') ? dirname(DATABASE_URL.slice('file:'.length)) : 'data'
}

/** Where files that people send are kept. Throws a {@link StartError} when a bucket lacks a setting. */
export function filesPlace(config: Config): FilesPlace {
  const { FILES, S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = config
  if (!FILES?.startsWith('s3:')) return { folder: FILES ?? join(dataFolder(config), 'files') }
  const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,62})(?:\/(.*?))?\/?$/.exec(FILES) ?? []
  if (bucket === undefined) throw new StartError('FILES must be a folder, or look like s3://bucket/prefix.')
  if (!S3_ACCESS_KEY_ID || !S3_SECRET_ACCESS_KEY)
    throw new StartError('FILES names a bucket, so S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY must be set.')
  return {
    bucket,
    prefix,
    endpoint: S3_ENDPOINT ?? `https://s3.${S3_REGION}.amazonaws.com`,
    region: S3_REGION,
    accessKeyId: S3_ACCESS_KEY_ID,
    secretAccessKey: S3_SECRET_ACCESS_KEY,
  }
}

/** Which files are kept. */
export function fileRules(config: Config): FileRules {
  return { most: Math.floor(config.FILES_MAX_MB * bytesPerMb), types: config.FILES_TYPES ?? usualTypes }
}
