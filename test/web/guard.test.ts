import { describe, expect, it } from 'vitest'
import { headers, isOurHost, isOurPage } from '../../adapters/web/guard.ts'

describe('the host', () => {
  it.each(['127.0.0.1:3000', 'localhost:3000', 'LOCALHOST', '[::1]:3000', '127.0.0.1'])('%s is ours', (host) => {
    expect(isOurHost(host, [])).toBe(true)
  })

  it.each([
    undefined,
    '',
    'evil.example',
    'evil.example:3000',
    'localhost.evil.example',
    '127.0.0.1.evil.example:3000',
    'evil.example#localhost',
    'localhost:3000@evil.example',
    'localhost:3000, evil.example',
    '127.0.0.2:3000',
    '0.0.0.0:3000',
    '[::ffff:127.0.0.1]:3000',
    'localhost:',
  ])('%s is not', (host) => {
    expect(isOurHost(host, [])).toBe(false)
  })

  it('may be another that is listed, with its port where one is given', () => {
    expect(isOurHost('shop.example:8080', ['shop.example'])).toBe(true)
    expect(isOurHost('Shop.example:8080', ['shop.example:8080'])).toBe(true)
    expect(isOurHost('shop.example:9090', ['shop.example:8080'])).toBe(false)
  })
})

describe('the page', () => {
  const host = 'localhost:3000'
  it.each([
    { host },
    { host, origin: 'http://localhost:3000' },
    { host, origin: 'http://localhost:3000', site: 'same-origin' },
    { host, site: 'none' },
  ])('is ours: %j', (origin) => {
    expect(isOurPage(origin)).toBe(true)
  })

  it.each([
    { host, origin: 'http://evil.example' },
    { host, origin: 'http://localhost:4000', site: 'same-site' },
    { host, origin: 'null' },
    { host, origin: 'http://localhost:3000.evil.example' },
    { host, site: 'cross-site' },
    { host, origin: 'http://localhost:3000', site: 'cross-site' },
  ])('is not: %j', (origin) => {
    expect(isOurPage(origin)).toBe(false)
  })

  it('runs and shows nothing but its own files', () => {
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|https?:/)
  })
})
