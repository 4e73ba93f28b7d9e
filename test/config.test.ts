import { describe, expect, test } from 'vitest'
import {
  dataFolder,
  discordSettings,
  fileRules,
  filesPlace,
  readConfig,
  servesWebChat,
  telegramSettings,
} from '../src/config.ts'

describe('settings', () => {
  test('with none, the web chat is served on this machine, on SQLite', () => {
    const config = readConfig({})
    expect(config).toMatchObject({ DATABASE_URL: 'file:./data/regulars.db', HOST: '127.0.0.1', PORT: 3000, OWNERS: [] })
    expect(servesWebChat(config)).toBe(true)
    expect(telegramSettings(config)).toBeUndefined()
    expect(discordSettings(config)).toBeUndefined()
    expect(dataFolder(config)).toBe('./data')
  })

  test.each([
    [{}, true],
    [{ TELEGRAM_BOT_TOKEN: '1:a' }, false],
    [{ TELEGRAM_BOT_TOKEN: '1:a', WEB_CHAT: 'on' }, true],
    [{ DISCORD_BOT_TOKEN: 'a.b.c' }, false],
    [{ HOST: '0.0.0.0' }, false],
    [{ HOST: '::1' }, true],
    [{ WEB_CHAT: 'off' }, false],
  ])('with %o the web chat is served: %s', (environment, served) => {
    expect(servesWebChat(readConfig(environment))).toBe(served)
  })

  test('Discord needs its token alone, and may be elsewhere', () => {
    expect(discordSettings(readConfig({ DISCORD_BOT_TOKEN: 'a.b.c' }))).toEqual({ token: 'a.b.c' })
    const elsewhere = { DISCORD_BOT_TOKEN: 'a.b.c', DISCORD_API_URL: 'http://127.0.0.1:1/api' }
    expect(discordSettings(readConfig(elsewhere))).toEqual({ token: 'a.b.c', api: 'http://127.0.0.1:1/api' })
  })

  test('an empty setting is none', () => {
    const config = readConfig({ PUBLIC_URL: '', API_KEY: '', PORT: '', LOG_LEVEL: '', OWNERS: '' })
    expect(config).toMatchObject({ PORT: 3000, LOG_LEVEL: 'info', OWNERS: [] })
  })

  test('owners are a list of people on platforms', () => {
    expect(readConfig({ OWNERS: 'telegram:1001, slack:U01,' }).OWNERS).toEqual(['telegram:1001', 'slack:U01'])
  })

  test.each([
    ['PORT', 'seven'],
    ['PORT', '70000'],
    ['PUBLIC_URL', 'shop.example'],
    ['API_KEY', 'short-key'],
    ['OWNERS', 'nobody-here'],
    ['LOG_LEVEL', 'loud'],
    ['WEB_CHAT', 'maybe'],
    ['TELEGRAM_BOT_TOKEN', 'my-secret-token'],
    ['DISCORD_BOT_TOKEN', 'my-secret-token'],
    ['DISCORD_API_URL', 'ftp://my-secret-host'],
    ['TELEGRAM_API_ROOT', 'ftp://x'],
    ['TELEGRAM_PER_SECOND', '-1'],
  ])('%s=%s is refused by name, without its value', (name, value) => {
    const read = () => readConfig({ [name]: value })
    expect(read).toThrow(name)
    expect(read).not.toThrow(value)
  })

  test('a webhook needs an address', () => {
    expect(() => readConfig({ TELEGRAM_BOT_TOKEN: '1:a', TELEGRAM_WEBHOOK_SECRET: 's' })).toThrow('PUBLIC_URL')
  })

  test('Telegram is paced as Telegram asks, unless said otherwise', () => {
    expect(telegramSettings(readConfig({ TELEGRAM_BOT_TOKEN: '1:a' }))).toEqual({ token: '1:a' })
    const free = telegramSettings(readConfig({ TELEGRAM_BOT_TOKEN: '1:a', TELEGRAM_PER_SECOND: '0' }))
    expect(free?.pace?.all).toEqual([])
    const slow = telegramSettings(readConfig({ TELEGRAM_BOT_TOKEN: '1:a', TELEGRAM_PER_SECOND: '5' }))
    expect(slow?.pace).toEqual({ all: [{ count: 5, ms: 1000 }] })
  })

  test('files are kept in a folder beside the database, up to 20 MB', () => {
    const config = readConfig({ DATABASE_URL: 'file:./there/regulars.db' })
    expect(filesPlace(config)).toEqual({ folder: 'there/files' })
    expect(fileRules(config)).toMatchObject({ most: 20 * 1024 * 1024, types: expect.arrayContaining(['image/*']) })
    expect(filesPlace(readConfig({ FILES: '/srv/files' }))).toEqual({ folder: '/srv/files' })
    expect(fileRules(readConfig({ FILES_MAX_MB: '0.5', FILES_TYPES: 'image/*,text/plain' }))).toEqual({
      most: 512 * 1024,
      types: ['image/*', 'text/plain'],
    })
  })

  test('or in a bucket', () => {
    const keys = { S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'very-secret' }
    expect(filesPlace(readConfig({ FILES: 's3://shop/a/b/', ...keys, S3_REGION: 'eu-west-1' }))).toEqual({
      bucket: 'shop',
      prefix: 'a/b',
      endpoint: 'https://s3.eu-west-1.amazonaws.com',
      region: 'eu-west-1',
      accessKeyId: 'id',
      secretAccessKey: 'very-secret',
    })
    const other = readConfig({ FILES: 's3://shop', ...keys, S3_ENDPOINT: 'http://127.0.0.1:9000' })
    expect(filesPlace(other)).toMatchObject({ prefix: '', endpoint: 'http://127.0.0.1:9000', region: 'us-east-1' })
  })

  test.each([
    [{ FILES: 's3://shop' }, 'S3_ACCESS_KEY_ID'],
    [{ FILES: 's3:/shop' }, 's3://bucket/prefix'],
    [{ FILES_MAX_MB: '0' }, 'FILES_MAX_MB'],
    [{ FILES_TYPES: 'pictures' }, 'FILES_TYPES'],
    [{ S3_REGION: 'a b' }, 'S3_REGION'],
  ])('%o is told at the start', (environment, told) => {
    expect(() => readConfig({ S3_SECRET_ACCESS_KEY: 'very-secret', ...environment })).toThrow(told)
  })
})
