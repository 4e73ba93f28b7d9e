import { readFile } from 'node:fs/promises'
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openBrowser } from '../browser.ts'
import { faintTexts } from './contrast.ts'
import { type Served, serve } from './serve.ts'

let browser: Browser
let served: Served
let context: BrowserContext
let complaints: string[]

beforeAll(async () => {
  browser = await openBrowser()
}, 60_000)
afterAll(() => browser?.close())
beforeEach(async () => {
  served = await serve({ largestFile: 100_000 })
  complaints = []
})
afterEach(async () => {
  await context.close()
  await served.close()
  expect(complaints).toEqual([])
})

async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const size = { width: 1440, height: 900 }
  context = await browser.newContext({ viewport: size, locale: 'en-GB', reducedMotion: 'reduce', ...options })
  context.setDefaultTimeout(8_000)
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) complaints.push(message.text())
  })
  await page.goto(await served.listen())
  await page.locator('#live[data-live=true]').waitFor()
  return page
}

const seat = (page: Page, name = 'customer') => page.locator(`#seat-${name}`)
const button = (where: Locator, name: string) => where.getByRole('button', { name, exact: true })
const field = (where: Locator) => where.locator('.composer textarea')
const bill = { name: 'A very long name of a bill from the shop around the corner.pdf', mimeType: 'application/pdf' }
const picture = (name: string, size = 2_000) => ({ name, mimeType: 'image/png', buffer: Buffer.alloc(size, 7) })

async function choose(page: Page, where: Locator, by: string, files: ReturnType<typeof picture>[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await button(where, by).click()
  await (await chooser).setFiles(files)
}

async function say(where: Locator, text: string): Promise<void> {
  await field(where).fill(text)
  await field(where).press('Enter')
}

/** What reaches beyond its place, sideways. */
const tooWide = `
  [...document.querySelectorAll('html, body, .seat, .scroller, .bubble, .form, .composer, .attachments, .own')]
    .filter((it) => it.checkVisibility() && it.scrollWidth > it.clientWidth + 1)
    .map((it) => it.className || it.tagName)
`

describe('files', () => {
  it('are chosen by keyboard, taken out again, and sent with or without words', async () => {
    const page = await open()
    const customer = seat(page)
    // Asked for before the focus: a key is pressed without a word with the page, and would come before the asking.
    const chooser = page.waitForEvent('filechooser')
    await button(customer, 'Attach files').focus()
    await page.keyboard.press('Enter')
    await (await chooser).setFiles([picture('one.png'), picture('two.png'), picture('three.png')])
    await customer.locator('.attachments .size', { hasText: '2 kB' }).nth(2).waitFor()
    await button(customer, 'Remove two.png').click()
    expect(await customer.locator('.attachments .name').allTextContents()).toEqual(['one.png', 'three.png'])
    await button(customer, 'Send').click()
    await customer.locator('.bubble .file', { hasText: 'three.png' }).waitFor()
    await choose(page, customer, 'Attach files', [picture('four.png')])
    await customer.locator('.attachments .size', { hasText: '2 kB' }).waitFor()
    await say(customer, 'And this')
    await customer.locator('.bubble .file', { hasText: 'four.png' }).waitFor()
    expect(await customer.locator('.attachments').isVisible()).toBe(false)
    expect(
      served.engine.happenings.map((it) => (it.kind === 'said' ? [it.text, it.files?.map(({ name }) => name)] : it)),
    ).toEqual([
      ['', ['one.png', 'three.png']],
      ['And this', ['four.png']],
    ])
  })

  it('wait until they are there, and say when they cannot be', async () => {
    const page = await open()
    const customer = seat(page)
    let letIn = () => {}
    const gate = new Promise<void>((resolve) => {
      letIn = resolve
    })
    await page.route('**/web/customer/files', async (route) => {
      await gate
      await route.continue()
    })
    await choose(page, customer, 'Attach files', [picture('slow.png')])
    await customer.getByRole('progressbar', { name: 'Uploading slow.png' }).waitFor()
    await field(customer).fill('Here')
    expect(await button(customer, 'Send').isDisabled()).toBe(true)
    await field(customer).press('Enter')
    expect(served.engine.happenings).toEqual([])
    letIn()
    await customer.locator('.attachments .size', { hasText: '2 kB' }).waitFor()
    await choose(page, customer, 'Attach files', [picture('large.png', 100_001)])
    await customer.getByText('large.png is too large, 98 kB at most.').waitFor()
    await page.route('**/web/customer/files', (route) => route.abort())
    await choose(page, customer, 'Attach files', [picture('lost.png')])
    await customer.getByText('Not uploaded.').waitFor()
    await page.unrouteAll()
    await button(customer, 'Try again').click()
    await customer.locator('.attachments .size', { hasText: '2 kB' }).nth(1).waitFor()
    await button(customer, 'Send').click()
    await customer.locator('.bubble .file', { hasText: 'lost.png' }).waitFor()
  })

  it('stay with the person for whom they were chosen', async () => {
    const page = await open()
    const customer = seat(page)
    await choose(page, customer, 'Attach files', [picture('mine.png')])
    await customer.locator('.attachments .name').waitFor()
    await customer.getByRole('combobox', { name: 'Who is the customer' }).selectOption('customer-2')
    expect(await customer.locator('.attachments .name').count()).toBe(0)
    await customer.getByRole('combobox', { name: 'Who is the customer' }).selectOption('customer')
    expect(await customer.locator('.attachments .name').allTextContents()).toEqual(['mine.png'])
  })

  it('are put into a form, no more than fit, and asked for when they are missing', async () => {
    const page = await open()
    const customer = seat(page)
    await say(customer, '/proof')
    await button(customer, 'Hand in').click()
    await customer.getByText('Please fill this in.').waitFor()
    expect(await button(customer, 'Choose files').getAttribute('aria-invalid')).toBe('true')
    await choose(page, customer, 'Choose files', [picture('a.png'), picture('b.png'), picture('c.png')])
    await customer.getByText('No more than 2 files fit.').waitFor()
    await customer.locator('.form .size', { hasText: '2 kB' }).nth(1).waitFor()
    await customer.getByRole('textbox', { name: 'A note' }).fill('For May')
    await button(customer, 'Hand in').click()
    await customer.locator('.facts dd', { hasText: 'b.png' }).waitFor()
    expect(served.engine.happenings.at(-1)).toMatchObject({
      kind: 'filled',
      values: { note: 'For May' },
      files: { papers: [{ name: 'a.png' }, { name: 'b.png' }] },
    })
  })

  it('of the bot are saved under their names', async () => {
    const page = await open()
    served.engine.stored.set('ours', Buffer.from('<script>alert(1)</script>'))
    const name = 'Bill <of> May.html'
    const part = { kind: 'file', file: 'ours', name, media: 'text/html', size: 25 } as const
    await served.engine.say('customer', { text: 'Your bill', parts: [part] })
    const downloading = page.waitForEvent('download')
    await seat(page).getByRole('link', { name }).click()
    const download = await downloading
    expect(download.suggestedFilename()).toBe('Bill _of_ May.html')
    expect(await readFile(await download.path(), 'utf8')).toBe('<script>alert(1)</script>')
  })
})

describe('one’s own message', () => {
  it('is changed and deleted in its place, by keyboard alone', async () => {
    const page = await open()
    const customer = seat(page)
    await say(customer, 'Five please')
    await customer.locator('.foot .state').waitFor()
    const more = button(customer, 'Change or delete')
    await more.focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await customer.getByRole('textbox', { name: 'Change' }).fill('Six please')
    await page.keyboard.press('Enter')
    await customer.locator('.bubble', { hasText: 'Six please' }).waitFor()
    await customer.locator('.me .edited').waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    expect(await customer.locator('.choices-own').isVisible()).toBe(false)
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await customer.getByText('You deleted this.').waitFor()
    expect(await more.count()).toBe(0)
    expect(served.engine.happenings.map(({ kind }) => kind)).toEqual(['said', 'edited', 'deleted'])
  })

  it('stays as it was when the change does not get through, and says so', async () => {
    const page = await open()
    const customer = seat(page)
    await say(customer, 'Five please')
    // What is on its way still would not get through either.
    await button(customer, 'Change or delete').waitFor()
    served.engine.down = true
    await button(customer, 'Change or delete').click()
    await button(customer, 'Change').click()
    await customer.getByRole('textbox', { name: 'Change' }).fill('Six')
    await button(customer, 'Save').click()
    await customer.getByText('That did not work. Try again.').waitFor()
    served.engine.down = false
    await button(customer, 'Save').click()
    await customer.locator('.bubble', { hasText: 'Six' }).waitFor()
  })

  it('is nothing to be changed when it is a command', async () => {
    const page = await open()
    await say(seat(page), '/points')
    await seat(page).getByText('You have 115 points.').waitFor()
    expect(await button(seat(page), 'Change or delete').count()).toBe(0)
  })
})

describe('how it looks', () => {
  const looks = [
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['phone', { colorScheme: 'light', viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }],
  ] as const

  it.each(looks)('fits and can be read: %s', async (_, options) => {
    const page = await open(options)
    const customer = seat(page)
    served.engine.stored.set('ours', Buffer.from('x'))
    await choose(page, customer, 'Attach files', [picture('one.png'), { ...bill, buffer: Buffer.alloc(90_000) }])
    await customer.locator('.attachments .size', { hasText: '88 kB' }).waitFor()
    await say(customer, 'Here are both')
    await customer.locator('.bubble .file').nth(1).waitFor()
    const part = { kind: 'file', file: 'ours', name: bill.name, media: 'application/pdf', size: 1_234_567 } as const
    await served.engine.say('customer', { text: 'Your bill', parts: [part] })
    await say(customer, 'Thank you')
    await customer.locator('.foot .state').nth(1).waitFor()
    await button(customer, 'Change or delete').nth(1).click()
    expect(await faintTexts(page)).toEqual([])
    await say(customer, '/proof')
    await customer.locator('.form').waitFor()
    await choose(page, customer, 'Choose files', [picture('a.png'), picture('b.png'), picture('c.png')])
    await customer.locator('.form .size', { hasText: '2 kB' }).nth(1).waitFor()
    await choose(page, customer, 'Attach files', [{ ...bill, buffer: Buffer.alloc(3_000) }, picture('x.png', 100_001)])
    await customer.locator('.going .size', { hasText: '2.9 kB' }).waitFor()
    expect(await page.evaluate(tooWide)).toEqual([])
    expect(await faintTexts(page)).toEqual([])
  })
})
