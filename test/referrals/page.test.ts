import fastify from 'fastify'
import { describe, expect, test } from 'vitest'
import { headers as chatHeaders } from '../../adapters/web/guard.ts'
import { readConfig } from '../../src/config.ts'
import { defaultProgram, defaultReferrals } from '../../src/program/program.ts'
import { referralPages } from '../../src/referrals/door/pages.ts'
import { codeShown } from '../../src/referrals/exports.ts'
import { eachDatabase, onDatabase } from '../databases.ts'
import { Shop, type ShopOptions } from '../http/shop.ts'
import { silent } from '../log.ts'
import { allWays, codeFor } from './ways.ts'

const shop = 'Café <b>Morgenrot</b>'
const plain = { program: { shop }, entrance: allWays }
const minute = 60_000

/** A shop whose clock is turned by hand. */
async function opened(fresh: Parameters<typeof Shop.open>[0], options: ShopOptions = plain) {
  let time = Date.UTC(2026, 10, 22, 12)
  const there = await Shop.open(fresh, { now: () => new Date(time), ...options })
  const visits = (path: string, headers: Record<string, string> = {}, remoteAddress = '203.0.113.1') =>
    there.send({ method: 'GET', url: path, headers, remoteAddress })
  const passes = (ms: number) => {
    time += ms
  }
  return { visits, passes, code: await codeFor(there.world, 'Rita') }
}

/** A code that nobody has, with great certainty. */
const guess = (n: number) =>
  `2${Array.from({ length: 7 }, (_, at) => 'ABCDEFGH'[Math.floor(n / 8 ** at) % 8]).join('')}`

eachDatabase((fresh) => {
  test('of a code shows what the friend gets and the ways in, and nothing of who invites', async () => {
    const { visits, code } = await opened(fresh)
    const { status, text, headers } = await visits(`/r/${code}`)
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(text).toContain('50 points for you')
    expect(text).toContain('They are yours 14 days after your first purchase. You have 90 days for it.')
    expect(text).toContain('Café &#60;b&#62;Morgenrot')
    expect(text).not.toContain('<b>Morgenrot')
    expect(text).toContain(codeShown(code))
    expect(text).toContain(`href="https://t.me/cafe_bot?start=${code}"`)
    expect(text).toContain('href="https://discord.com/users/1"')
    expect(text).toContain('href="https://slack.com/app_redirect?app=A1&#38;team=T1"')
    expect(text.indexOf('t.me')).toBeLessThan(text.indexOf('slack.com'))
    expect(text).not.toMatch(/Rita|rita/)
    for (const written of [codeShown(code), code.toLowerCase(), `${code.slice(0, 4)}%20${code.slice(4)}`])
      expect((await visits(`/r/${written}`)).status).toBe(200)
  })

  test('of a code that nobody has says so kindly, and leads in all the same', async () => {
    const { visits } = await opened(fresh)
    const { status, text } = await visits(`/r/${guess(0)}`)
    expect(status).toBe(404)
    expect(text).toContain('I do not know this invitation')
    expect(text).toContain('href="https://t.me/cafe_bot"')
    expect(text).not.toContain(guess(0))
  })
})

describe('the page', () => {
  const fresh = onDatabase('sqlite')

  test('has the headers of the web chat, runs only what is in it, and is not kept, found or told', async () => {
    const { visits, code } = await opened(fresh)
    for (const path of [`/r/${code}`, `/r/${guess(0)}`]) {
      const { headers, text } = await visits(path)
      const { 'content-security-policy': policy, 'cache-control': _, ...same } = chatHeaders
      expect(headers).toMatchObject(same)
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow' })
      const rules = String(headers['content-security-policy']).split('; ')
      for (const rule of String(policy).split('; '))
        if (!/^(script|style|img|connect)-src/.test(rule)) expect(rules).toContain(rule)
      expect(rules.join()).not.toMatch(/unsafe|https?:|\*|data:/)
      expect(text).not.toMatch(/ (src|style|on\w+)=/)
    }
  })

  test.each([
    [undefined, '', 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', '', 'zh'],
    ['fr, zh-TW;q=0.4, en;q=0.3', '', 'zh'],
    ['zh;q=0, en', '', 'en'],
    ['zh;q=x', '', 'en'],
    ['fr-FR', '', 'en'],
    ['*', '', 'en'],
    ['x'.repeat(8_000), '', 'en'],
    ['en', '?lang=zh', 'zh'],
    ['zh', '?lang=en', 'en'],
    ['zh', '?lang=xx', 'zh'],
    ['zh', '?lang=en&lang=zh', 'zh'],
  ])('for %s%s is in %s', async (accepted, query, locale) => {
    const { visits, code } = await opened(fresh)
    const { text, headers } = await visits(
      `/r/${code}${query}`,
      accepted === undefined ? {} : { 'accept-language': accepted },
    )
    expect(text).toContain(`<html lang="${locale}">`)
    expect(text).toContain(locale === 'zh' ? '送您 50 积分' : '50 points for you')
    expect(headers.vary).toContain('accept-language')
  })

  test('leads to the machine itself only those who sit at it', async () => {
    const { visits, code } = await opened(fresh)
    expect((await visits(`/r/${code}`, { host: 'shop.example' })).text).not.toContain('127.0.0.1')
    for (const host of ['127.0.0.1:3000', 'localhost', '[::1]:3000'])
      expect((await visits(`/r/${code}`, { host })).text).toContain(`http://127.0.0.1:3000/?start=${code}`)
  })

  test('says how where no platform is connected, and nothing of points where none are given', async () => {
    const referrals = { ...defaultReferrals, friend: 0 }
    const { visits, code } = await opened(fresh, { program: { referrals } })
    const { text } = await visits(`/r/${code}`)
    expect(text).toContain('Send this code as a message in the chat with us.')
    expect(text).toContain('You are welcome here')
    expect(text).not.toContain('points')
  })

  test('is not there where nobody is brought', async () => {
    const { visits, code } = await opened(fresh, { program: { referrals: null } })
    expect((await visits(`/r/${code}`)).status).toBe(404)
  })

  test('of 10,000 guesses lets few through, finds nothing, says when it goes on, and then goes on', async () => {
    const { visits, passes, code } = await opened(fresh)
    const statuses = new Map<number, number>()
    for (let begin = 0; begin < 10_000; begin += 500) {
      const answers = await Promise.all(Array.from({ length: 500 }, (_, n) => visits(`/r/${guess(begin + n)}`)))
      for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    expect(Object.fromEntries(statuses)).toEqual({ 404: 10, 429: 9_990 })
    const stopped = await visits(`/r/${code}`)
    expect(stopped).toMatchObject({ status: 429, headers: { 'retry-after': '600', 'cache-control': 'no-store' } })
    expect(stopped.text).toContain('Too many codes were tried that nobody has. Please try again in 10 minutes.')
    expect(stopped.text).not.toContain(code)
    expect((await visits(`/r/${code}`, {}, '203.0.113.2')).status).toBe(200)
    passes(10 * minute - 1)
    expect((await visits(`/r/${code}`)).headers['retry-after']).toBe('1')
    passes(1)
    expect((await visits(`/r/${code}`)).status).toBe(200)
  })

  test('is walked through by nobody who has many addresses', async () => {
    const { visits, code } = await opened(fresh)
    let looked = 0
    for (let n = 0; n < 1_000; n += 1)
      if ((await visits(`/r/${guess(n)}`, {}, `10.0.${n >> 8}.${n & 255}`)).status === 404) looked += 1
    expect(looked).toBe(300)
    expect((await visits(`/r/${code}`, {}, '192.0.2.1')).status).toBe(429)
  })

  test('counts no right code, and nothing that cannot be one', async () => {
    const { visits, code } = await opened(fresh)
    for (let n = 0; n < 30; n += 1) {
      expect((await visits(`/r/${code}`)).status).toBe(200)
      expect((await visits('/r/hello')).status).toBe(404)
    }
  })

  test('believes what a proxy says of an address only where that proxy is set', async () => {
    const forwarded = (n: number) => ({ 'x-forwarded-for': `198.51.100.${n}` })
    const limited = async (visits: Awaited<ReturnType<typeof opened>>['visits'], from: string) => {
      for (let n = 0; n < 10; n += 1) await visits(`/r/${guess(n)}`, forwarded(n), from)
      return (await visits(`/r/${guess(10)}`, forwarded(10), from)).status
    }
    expect(await limited((await opened(fresh)).visits, '10.0.0.5')).toBe(429)
    const config = readConfig({ TRUST_PROXY: 'loopback, 10.0.0.0/8' })
    const behind = await opened(fresh, { ...plain, config })
    expect(await limited(behind.visits, '10.0.0.5')).toBe(404)
    expect(await limited(behind.visits, '203.0.113.9')).toBe(429)
    const both = { 'x-forwarded-for': '192.0.2.77, 203.0.113.9' }
    expect((await behind.visits(`/r/${guess(11)}`, both, '10.0.0.5')).status).toBe(429)
  })

  test.each([
    '',
    '%00',
    'ABCD%00EFGH',
    '..%2f..%2fetc%2fpasswd',
    '../../etc/passwd',
    '%2e%2e/%2e%2e/r',
    '%E0%A4%A',
    '%F0%9F%98%80',
    '<script>alert(1)</script>',
    '%3Cscript%3Ealert(1)%3C%2Fscript%3E',
    "' OR 1=1 --",
    '%22%20onload=alert(1)',
    'A'.repeat(1_000),
    'A'.repeat(9_000),
    'ABCD-EFGH/more',
    'ABCD-EFGH;a=b',
    'page.css',
    'constructor',
    '__proto__',
    '%0d%0aSet-Cookie:%20a=b',
  ])('of %s has a clear answer', async (written) => {
    const { visits } = await opened(fresh)
    const { status, text, headers } = await visits(`/r/${written}`)
    expect(status).toBe(404)
    expect(headers).not.toHaveProperty('set-cookie')
    expect(headers['content-type']).toMatch(/^(text\/html|application\/problem\+json)/)
    expect(text).not.toMatch(/alert\(1\)|onload|passwd|at \S+ \(/)
    expect(text.length).toBeLessThan(10_000)
  })

  test('says so when nothing can be looked up, and counts no code then', async () => {
    const http = fastify()
    fresh.after(() => http.close())
    const run = () => Promise.reject(new Error('the database is away'))
    referralPages({ ...defaultProgram, shop }, allWays)(http, { run, now: () => new Date(), log: silent })
    for (let n = 0; n < 20; n += 1) {
      const { statusCode, headers, body } = await http.inject(`/r/${guess(n)}?lang=zh`)
      expect(statusCode).toBe(503)
      expect(headers).toMatchObject({ 'retry-after': '60', 'content-type': 'text/html; charset=utf-8' })
      expect(body).toContain('现在无法显示您的邀请')
      expect(body).not.toContain('away')
    }
  })

  test('does not care what else the headers say', async () => {
    const { visits, code } = await opened(fresh)
    for (const headers of [
      { host: '"><script>alert(1)</script>' },
      { host: 'evil.example' },
      { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'javascript' },
      { referer: 'https://evil.example/', origin: 'https://evil.example' },
      { cookie: 'a=b', 'accept-language': '<script>' },
      { 'x-original-url': '/metrics', 'x-http-method-override': 'DELETE' },
    ]) {
      const { status, text } = await visits(`/r/${code}`, headers as Record<string, string>)
      expect(status).toBe(200)
      expect(text).not.toMatch(/evil|alert/)
    }
  })
})
