import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../browser.ts'
import { Program } from '../crash/program.ts'
import { onDatabase } from '../databases.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
}, 60_000)
afterAll(() => browser?.close())

const seat = (page: Page, name: string) => page.locator(`#seat-${name}`)
const hears = (page: Page, name: string, words: string) =>
  seat(page, name).locator('.bubble', { hasText: words }).last().waitFor()
const says = async (page: Page, name: string, words: string) => {
  await seat(page, name).locator('.composer textarea').fill(words)
  await seat(page, name).locator('.composer textarea').press('Enter')
}

describe('on one machine, with no account anywhere', () => {
  const fresh = onDatabase('sqlite')

  test('a customer invites, a friend comes by the page, staff book a purchase, and both are paid', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'regulars-machine-'))
    writeFileSync(join(folder, 'program.yaml'), 'shop: Café Morgenrot\nreferrals:\n  hold: none\n')
    const env = { DATABASE_URL: await fresh.url(), PROGRAM: 'program.yaml', LOG_LEVEL: 'error' }
    const program = await Program.on({ env, folder })
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })
    context.setDefaultTimeout(20_000)
    fresh.after(async () => {
      await context.close()
      await program.kill()
      rmSync(folder, { recursive: true, force: true })
    })
    program.start()
    await program.ready
    const shop = await context.newPage()
    await shop.goto(program.url)
    await says(shop, 'customer', '/refer')
    await seat(shop, 'customer').getByRole('img', { name: 'An invitation to Café Morgenrot' }).waitFor()
    const link = await seat(shop, 'customer').getByRole('link', { name: 'See your invitation' }).getAttribute('href')
    expect(link).toMatch(new RegExp(`^${program.url}/r/[0-9A-Z]{8}$`))

    const friend = await context.newPage()
    await friend.goto(link ?? '')
    await friend.getByRole('link', { name: 'Open the web chat' }).click()
    await hears(friend, 'customer', 'A friend has brought you')
    await hears(shop, 'customer', 'A friend has come with your code')
    await says(friend, 'staff', '/earn web:customer-4 12.50')
    await hears(friend, 'customer', 'here are your 50 points')
    await hears(shop, 'customer', 'you get 100 points')
    expect(program.errors).toEqual([])
  })
})
