import { describe, expect, test } from 'vitest'
import { dataFolder, readConfig, servesWebChat, telegramSettings } from '../src/config.ts'

describe('settings', () => {
  test('with none, the web chat is served on this machine, on SQLite', () => {
    const config = readConfig({})
    expect(config).toMatchObject({ DATABASE_URL: 'file:./data/regulars.db', HOST: '127.0.0.1', PORT: 3000, OWNERS: [] })
    expect(servesWebChat(config)).toBe(true)
    expect(telegramSettings(config)).toBeUndefined()
    expect(dataFolder(config)).toBe('./data')
  })

  test.each([
    [{}, true],
    [{ TELEGRAM_BOT_TOKEN: '1:a' }, false],
    [{ TELEGRAM_BOT_TOKEN: '1:a', WEB_CHAT: 'on' }, true],
    [{ HOST: '0.0.0.0' }, false],
    [{ HOST: '::1' }, true],
    [{ WEB_CHAT: 'off' }, false],
  ])('with %o the web chat is served: %s', (environment, served) => {
    expect(servesWebChat(readConfig(environment))).toBe(served)
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
})
