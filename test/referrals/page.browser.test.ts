import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { codeShown } from '../../src/referrals/exports.ts'
import { openBrowser } from '../browser.ts'
import { onDatabase } from '../databases.ts'
import { Shop } from '../http/shop.ts'
import { faintTexts } from '../web/contrast.ts'
import { allWays, codeFor } from './ways.ts'

const phone = { width: 360, height: 740 }
const shop = 'The Old Harbour Coffee Roasters and Bakery of Saint Petersburg'

/** What reaches beyond the page sideways, and what is too small for a thumb. */
const misshapen = `
  [...document.querySelectorAll('body *')]
    .filter((it) => it.checkVisibility() && it.getBoundingClientRect().right > innerWidth + 0.5)
    .concat([...document.querySelectorAll('a, button')].filter((it) => it.checkVisibility() && it.getBoundingClientRect().height < 44))
    .map((it) => it.outerHTML.slice(0, 80))
`

let browser: Browser
let context: BrowserContext | undefined
/** What the browser complained of, and what it asked somebody else for. */
let complaints: string[] = []

beforeAll(async () => {
  browser = await openBrowser()
}, 60_000)
afterAll(() => browser?.close())
afterEach(async () => {
  await context?.close()
  expect(complaints).toEqual([])
})

describe('the page on a phone', () => {
  const fresh = onDatabase('sqlite')

  async function opened(options: BrowserContextOptions = {}, path?: string): Promise<{ page: Page; code: string }> {
    const there = await Shop.open(fresh, { program: { shop }, entrance: allWays })
    const address = await there.http.listen({ host: '127.0.0.1', port: 0 })
    const code = await codeFor(there.world, 'Rita')
    context = await browser.newContext({ viewport: phone, locale: 'en-GB', ...options })
    context.setDefaultTimeout(8_000)
    complaints = []
    const page = await context.newPage()
    page.on('pageerror', ({ message }) => complaints.push(message))
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !/Failed to load resource/.test(message.text()))
        complaints.push(message.text())
    })
    page.on('request', (request) => {
      if (!request.url().startsWith(`${address}/r/`)) complaints.push(`asked for ${request.url()}`)
    })
    await page.goto(`${address}/r/${path ?? code}`)
    return { page, code }
  }

  test.each(
    ['en-GB', 'zh-CN'].flatMap((locale) =>
      (['light', 'dark'] as const).flatMap((scheme) => [
        [locale, scheme, undefined] as const,
        [locale, scheme, 'ABCD2345'] as const,
      ]),
    ),
  )('fits, and can be read and pressed (%s, %s, %s)', async (locale, colorScheme, path) => {
    const { page } = await opened({ locale, colorScheme }, path)
    expect(await page.locator('html').getAttribute('lang')).toBe(locale.slice(0, 2))
    expect(await page.evaluate(misshapen)).toEqual([])
    expect(await faintTexts(page)).toEqual([])
    expect(await page.locator('h1').count()).toBe(1)
  })

  test('speaks the other language when asked, and comes back', async () => {
    const { page } = await opened()
    await page.getByText('50 points for you').waitFor()
    await page.getByRole('link', { name: '中文' }).click()
    await page.getByText('送您 50 积分').waitFor()
    expect(await page.title()).toBe(shop)
    await page.getByRole('link', { name: 'English' }).click()
    await page.getByText('50 points for you').waitFor()
  })

  test('copies the code at a tap, and says so', async () => {
    const { page, code } = await opened({ permissions: ['clipboard-read', 'clipboard-write'] })
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    expect(await page.getByRole('status').textContent()).toBe('Copied')
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(codeShown(code))
  })

  test('does all that matters without a script', async () => {
    const { page, code } = await opened({ javaScriptEnabled: false })
    expect(await page.getByRole('button').count()).toBe(0)
    expect(await page.locator('#code').textContent()).toBe(codeShown(code))
    const doors = page.locator('.door')
    expect(await doors.allTextContents()).toEqual([
      expect.stringContaining('Open Telegram'),
      expect.stringContaining('Open the web chat'),
      expect.stringContaining('Open Slack'),
      expect.stringContaining('Open Discord'),
    ])
    expect(await doors.first().getAttribute('href')).toBe(`https://t.me/cafe_bot?start=${code}`)
    await page.getByRole('link', { name: '中文' }).click()
    expect(await page.locator('.offer strong').textContent()).toBe('送您 50 积分')
  })

  test('is walked through by keys alone, from above', async () => {
    const { page } = await opened()
    const order: string[] = []
    for (let n = 0; n < 7; n += 1) {
      await page.keyboard.press('Tab')
      order.push(
        await page.evaluate(
          "document.activeElement.querySelector('b')?.textContent ?? document.activeElement.textContent",
        ),
      )
    }
    expect(order).toEqual([
      'English',
      '中文',
      'Open Telegram',
      'Open the web chat',
      'Open Slack',
      'Open Discord',
      'Copy',
    ])
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid')
  })
})
