import { describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { doorOf, pageOf } from '../../src/referrals/door/entrance.ts'
import { siteOf } from '../../src/site.ts'
import { allWays } from './ways.ts'

describe('an adapter', () => {
  const telegram = { platform: 'telegram', link: (word?: string) => `https://t.me/bot${word ? `?start=${word}` : ''}` }
  const discord = { platform: 'discord', link: () => 'https://discord.com/users/1' }

  test.each([
    [telegram, undefined, [{ platform: 'telegram', url: 'https://t.me/bot', carries: false }]],
    [telegram, 'K7QM4XRD', [{ platform: 'telegram', url: 'https://t.me/bot?start=K7QM4XRD', carries: true }]],
    [discord, 'K7QM4XRD', [{ platform: 'discord', url: 'https://discord.com/users/1', carries: false }]],
    [{ platform: 'slack', link: () => undefined }, 'K7QM4XRD', []],
    [{ platform: 'fake' }, 'K7QM4XRD', []],
  ])('%o is a way in with %s as far as it has an address', (adapter, code, doors) => {
    expect(doorOf(adapter, code)).toEqual(doors)
  })
})

describe('the address of the program', () => {
  test('for everybody is the one that was set, and its own machine has another', () => {
    const site = siteOf(readConfig({ PUBLIC_URL: 'https://shop.example/bot//', WEB_CHAT: 'on' }))
    expect(site.public).toBe('https://shop.example/bot')
    expect(site.local()).toBeUndefined()
    site.listens('http://[::]:3000')
    expect(site.local()).toBe('http://localhost:3000')
  })

  test('is none for anybody where no web chat is served and none was set', () => {
    const site = siteOf(readConfig({ WEB_CHAT: 'off' }))
    site.listens('http://127.0.0.1:3000')
    expect([site.public, site.local()]).toEqual([undefined, undefined])
  })

  test('of the page is on the site that everybody reaches, if there is one', () => {
    expect(pageOf(allWays, 'K7QM4XRD')).toBe('https://shop.example/r/K7QM4XRD')
    expect(pageOf({ ...allWays, public: undefined }, 'K7QM4XRD')).toBe('http://127.0.0.1:3000/r/K7QM4XRD')
    expect(pageOf({ ...allWays, public: undefined, local: () => undefined }, 'K7QM4XRD')).toBeUndefined()
  })
})

describe('proxies', () => {
  test.each([
    ['loopback', ['loopback']],
    ['10.0.0.5, 2001:db8::/32', ['10.0.0.5', '2001:db8::/32']],
    ['', undefined],
  ])('%s are taken', (written, read) => {
    expect(readConfig({ TRUST_PROXY: written }).TRUST_PROXY).toEqual(read)
  })

  test.each(['1', 'true', '*', 'all', '10.0.0.0/33', '::/129', '10.0.0.5,', 'proxy.example'])(
    '%s are refused',
    (written) => {
      expect(() => readConfig({ TRUST_PROXY: written })).toThrow('TRUST_PROXY: must be addresses of proxies')
    },
  )
})
