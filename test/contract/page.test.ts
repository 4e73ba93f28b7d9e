import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe } from 'vitest'
import { openBrowser } from '../browser.ts'
import { onPage } from './page.ts'
import { presses } from './presses.ts'
import { quotes } from './quotes.ts'

let browser: Browser

beforeAll(async () => {
  browser = await openBrowser()
}, 60_000)
afterAll(() => browser?.close())

/** The rest of the contract is the same for the page and for the server behind it. */
describe('the contract in a browser', () => {
  const page = onPage(() => browser)
  describe('quoting', () => quotes(page))
  describe('pressing and filling in', () => presses(page))
})
