import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Message } from '../../src/chat.ts'
import { openBrowser } from '../browser.ts'
import { faintTexts } from './contrast.ts'
import { type Served, serve } from './serve.ts'

let browser: Browser
let served: Served
let address: string
let context: BrowserContext
/** What the browser complained of, but for answers that the test brought about itself. */
let complaints: string[]

beforeAll(async () => {
  browser = await openBrowser()
}, 60_000)
afterAll(() => browser?.close())

beforeEach(async () => {
  served = await serve()
  address = await served.listen()
  complaints = []
})
afterEach(async () => {
  await context.close()
  await served.close()
  expect(complaints).toEqual([])
})

async function open(options: BrowserContextOptions = {}, path = ''): Promise<Page> {
  context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...options,
  })
  context.setDefaultTimeout(8_000)
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource|net::ERR/.test(message.text()))
      complaints.push(message.text())
  })
  await page.goto(`${address}${path}`)
  await page.locator('#live[data-live=true]').waitFor()
  return page
}

/** More comes in between a scroll to the end and the event that tells of it, as in a burst of messages. */
const growBeforeItsScrollIsTold = `
  {
    const scroller = document.querySelector('#seat-staff .log .scroller')
    scroller.querySelector('li:last-child').style.paddingBottom = '300px'
    scroller.dispatchEvent(new Event('scroll'))
  }
`

/** What reaches beyond its place, sideways. */
const tooWide = `
  [...document.querySelectorAll('html, body, .seat, .engine, .scroller, .bubble, .form, .composer, .top')]
    .filter((it) => it.checkVisibility() && it.scrollWidth > it.clientWidth + 1)
    .map((it) => it.className || it.tagName)
`

const seat = (page: Page, name: string) => page.locator(`#seat-${name}`)
const field = (where: Locator) => where.locator('.composer textarea')
const bubble = (where: Locator, text: string) => where.locator('.bubble', { hasText: text })
const button = (where: Locator, name: string) => where.getByRole('button', { name, exact: true })

async function say(where: Locator, text: string): Promise<void> {
  await field(where).fill(text)
  await field(where).press('Enter')
}

describe('the page', () => {
  it('says at first sight what to try, and does it at a tap', async () => {
    const page = await open()
    const customer = seat(page, 'customer')
    await customer.getByText('You are a customer').waitFor()
    await page.getByText('Something a person did.').waitFor()
    await button(customer, 'My points').click()
    await bubble(customer, 'You have 115 points.').waitFor()
    expect(await customer.locator('.facts dd').allTextContents()).toEqual([
      '115 points',
      '12 points',
      '40 points on 31 March',
    ])
    expect(await customer.getByText('You are a customer').isVisible()).toBe(false)
    expect(await button(customer, 'My points').isVisible()).toBe(false)
    await button(seat(page, 'manager'), 'Fill with a small invented shop').click()
    await bubble(seat(page, 'manager'), 'The shop is filled.').waitFor()
    expect(served.engine.happenings.map((it) => `${it.who.id} ${it.kind}`)).toEqual([
      'customer asked',
      'manager pressed',
    ])
  })

  it('shows what the engine does, a delivery in one row through all its states', async () => {
    const page = await open()
    const rows = page.locator('#seat-engine .scroller > .rows > li')
    await say(seat(page, 'customer'), '/points')
    await page.getByText('Delivery sent').waitFor()
    served.engine.trace({ kind: 'entry', entry: 'ent_1', customer: 'cus_1', points: -30, what: 'spend' })
    await page.getByText('Entry −30').waitFor()
    expect(await rows.locator('.title').allTextContents()).toEqual(['Entry −30', 'Delivery sent', 'Happening stored'])
    expect(await rows.locator('.who').allTextContents()).toEqual(['to Mia', 'Mia'])
    await page.reload()
    await page.getByText('Entry −30').waitFor()
    expect(await rows.count()).toBe(3)
  })

  it('carries a complaint from one seat to the other, and changes a message in place', async () => {
    const page = await open()
    const customer = seat(page, 'customer')
    const staff = seat(page, 'staff')
    await say(customer, '/start')
    const complain = button(customer, 'Complain')
    await complain.click()
    expect(await complain.getAttribute('aria-expanded')).toBe('true')
    await customer.getByRole('radio', { name: 'The drink' }).check()
    await customer.getByLabel('Tell us').fill('It was <b>cold</b>.')
    await button(customer, 'Send it').click()
    await bubble(customer, 'Thank you for telling us.').waitFor()
    await bubble(customer, 'It was <b>cold</b>.').waitFor()
    expect(served.engine.happenings.at(-1)).toMatchObject({
      kind: 'filled',
      form: 'complain',
      values: { about: 'drink', what: 'It was <b>cold</b>.' },
    })
    await button(staff, 'Take it').click()
    await bubble(staff, 'Complaint 7 is yours.').waitFor()
    expect(await staff.locator('.entry').count()).toBe(1)
    expect(await staff.getByText('A complaint from Mia.').count()).toBe(0)
  })

  it('seats somebody new who brings a word along, and says it for him once', async () => {
    const page = await open({}, '/?start=K7QM4XRD')
    const customer = seat(page, 'customer')
    await bubble(customer, '/start K7QM4XRD').waitFor()
    expect(new URL(page.url()).search).toBe('')
    await page.reload()
    await page.locator('#live[data-live=true]').waitFor()
    await bubble(customer, '/start K7QM4XRD').waitFor()
    expect(served.engine.happenings).toMatchObject([
      { kind: 'asked', command: 'start', args: 'K7QM4XRD', who: { id: 'customer-4' } },
    ])
    const people = await (await fetch(`${address}/web/setup`)).json()
    expect(people).toMatchObject({ people: expect.arrayContaining([expect.objectContaining({ id: 'customer-4' })]) })
    await page.goto(`${address}/?start=${encodeURIComponent('"><img src=x onerror=alert(1)>')}`)
    await bubble(customer, '/start K7QM4XRD').waitFor()
    await say(customer, '/points')
    await bubble(customer, 'You have 115 points.').waitFor()
    expect(served.engine.happenings).toHaveLength(2)
  })

  it('leaves a word to be said by whoever sits there, where nobody more can be invented', async () => {
    for (;;) if ((await fetch(`${address}/web/people`, { method: 'POST' })).status === 409) break
    const page = await open({}, '/?start=K7QM4XRD')
    const composer = field(seat(page, 'customer'))
    await expect.poll(() => composer.inputValue()).toBe('/start K7QM4XRD')
    expect(served.engine.happenings).toEqual([])
  })

  it('shows a picture, and enlarges it', async () => {
    const page = await open()
    const customer = seat(page, 'customer')
    await say(customer, '/card')
    const picture = customer.getByRole('img', { name: 'Bar code of card 1042 7731' })
    await picture.waitFor()
    await expect.poll(() => picture.evaluate((it: { naturalWidth?: number }) => it.naturalWidth)).toBe(320)
    await customer.getByRole('button', { name: 'Enlarge: Bar code of card 1042 7731' }).click()
    const dialog = page.getByRole('dialog', { name: 'Bar code of card 1042 7731' })
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  it('reads nothing that people write as markup', async () => {
    const page = await open()
    const text = '<img src=x onerror="document.title=1"><script>document.title=2</script>\u202e&amp; @all'
    await say(seat(page, 'customer'), text)
    await served.engine.say('customer', { text, parts: [{ kind: 'facts', rows: [[text, text]] }] })
    await expect.poll(() => seat(page, 'customer').locator('.facts dd').allTextContents()).toEqual([text])
    expect(await page.locator('#seat-customer .entries :is(img, script)').count()).toBe(0)
    expect(await page.title()).toBe('Regulars')
  })

  it('keeps the customers apart, and invents new ones', async () => {
    const page = await open()
    const customer = seat(page, 'customer')
    const who = customer.getByRole('combobox', { name: 'Who is the customer' })
    await say(customer, 'quiet')
    await field(customer).fill('half a thought')
    await who.selectOption({ label: 'Leo' })
    await customer.getByText('You are a customer').waitFor()
    expect(await field(customer).inputValue()).toBe('')
    await served.engine.say('customer', { text: 'For Mia alone' })
    await who.getByRole('option', { name: 'Mia (new)' }).waitFor({ state: 'attached' })
    await who.selectOption({ label: 'Somebody new' })
    await expect.poll(() => who.inputValue()).toBe('customer-4')
    await say(customer, '/points')
    await bubble(customer, 'You have 115 points.').waitFor()
    expect(served.engine.happenings.at(-1)?.who.id).toBe('customer-4')
    await page.reload()
    await bubble(customer, 'You have 115 points.').waitFor()
    await who.selectOption('customer')
    await bubble(customer, 'For Mia alone').waitFor()
  })
})

describe('a form', () => {
  it('shows what is wrong at its field, keeps what is right, and goes once', async () => {
    const page = await open()
    const staff = seat(page, 'staff')
    await button(staff, 'Book a purchase').click()
    await staff.getByLabel('Customer', { exact: true }).fill('Mia')
    const amount = staff.getByLabel('Amount in euro')
    await amount.fill('plenty')
    await button(staff, 'Give the points').click()
    await staff.getByText('Write an amount, such as 12.50.').waitFor()
    expect(await amount.getAttribute('aria-invalid')).toBe('true')
    expect(await amount.evaluate((it) => it.matches(':focus'))).toBe(true)
    const described = await amount.getAttribute('aria-describedby')
    expect(await page.locator(`#${described?.split(' ')[0]}`).textContent()).toContain('Write an amount')
    expect(await staff.getByLabel('Customer', { exact: true }).inputValue()).toBe('Mia')
    await amount.fill('25.90')
    await amount.press('Enter')
    await bubble(staff, '25 points for Mia.').waitFor()
    await bubble(seat(page, 'customer'), '+25 points, 140 in all.').waitFor()
    expect(await staff.locator('.form').count()).toBe(0)
    expect(served.engine.happenings.map(({ kind }) => kind)).toEqual(['filled'])
  })

  it('is kept, and is sent as one and the same, when the server fails', async () => {
    const page = await open()
    const staff = seat(page, 'staff')
    await say(staff, '/earn')
    await staff.getByLabel('Customer', { exact: true }).fill('Mia')
    await staff.getByLabel('Amount in euro').fill('25')
    const ids: string[] = []
    page.on('request', (request) => {
      const body = request.method() === 'POST' && request.postDataJSON()
      if (body?.kind === 'fill') ids.push(body.id)
    })
    served.engine.down = true
    await button(staff, 'Give the points').click()
    await staff.getByText('What you filled in is kept.').waitFor()
    served.engine.down = false
    await button(staff, 'Give the points').click()
    await bubble(staff, '25 points for Mia.').waitFor()
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
  })
})

describe('the list of commands', () => {
  it.each(['staff', 'manager'] as const)('also has those of %s in their seat', async (name) => {
    const page = await open()
    await field(seat(page, name)).fill('/ea')
    await seat(page, name).getByRole('option').getByText('/earn').waitFor()
  })
})

describe('the keyboard', () => {
  it('is enough for commands, forms and tabs of choices', async () => {
    const page = await open()
    const customer = seat(page, 'customer')
    await field(customer).focus()
    await page.keyboard.type('/')
    const options = customer.getByRole('option')
    await expect.poll(() => customer.getByRole('listbox').getByRole('option').count()).toBe(7)
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    const active = await field(customer).getAttribute('aria-activedescendant')
    expect(await page.locator(`#${active}`).textContent()).toContain('/language')
    await page.keyboard.press('Escape')
    expect(await customer.getByRole('listbox').isVisible()).toBe(false)
    await page.keyboard.type('poi')
    expect(await options.filter({ visible: true }).count()).toBe(1)
    await page.keyboard.press('Enter')
    await bubble(customer, 'You have 115 points.').waitFor()
    await page.keyboard.type('/com')
    await page.keyboard.press('Tab')
    expect(await field(customer).inputValue()).toBe('/complain ')
    await page.keyboard.press('Enter')
    await customer.getByRole('radio', { name: 'The drink' }).waitFor()
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Twenty minutes')
    await page.keyboard.press('Control+Enter')
    await bubble(customer, 'Thank you for telling us.').waitFor()
    expect(served.engine.happenings.at(-1)).toMatchObject({ values: { about: 'wait', what: 'Twenty minutes' } })
    expect(await field(customer).evaluate((it) => it.matches(':focus'))).toBe(true)
  })

  it('sends a command that was typed in full, also one that may say more', async () => {
    const page = await open()
    const customer = seat(page, 'customer')
    await field(customer).focus()
    await page.keyboard.type('/compl')
    await page.keyboard.press('Enter')
    expect(await field(customer).inputValue()).toBe('/complain ')
    expect(await customer.getByRole('radio').count()).toBe(0)
    await field(customer).fill('')
    await page.keyboard.type('/complain')
    await page.keyboard.press('Enter')
    await customer.getByRole('radio', { name: 'The drink' }).waitFor()
    expect(await field(customer).inputValue()).toBe('')
  })

  it('gives the focus back to the button when a form is closed by Escape', async () => {
    const page = await open()
    const customer = seat(page, 'customer')
    await say(customer, '/start')
    await button(customer, 'Complain').focus()
    await page.keyboard.press('Enter')
    await customer.locator('.form').waitFor()
    await page.keyboard.press('Escape')
    expect(await customer.locator('.form').count()).toBe(0)
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Complain')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Space')
    await bubble(customer, 'You have 115 points.').waitFor()
  })

  it('writes a new line with Shift and sends nothing empty', async () => {
    const page = await open()
    const customer = seat(page, 'customer')
    await field(customer).focus()
    await page.keyboard.type('one')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('two')
    await page.keyboard.press('Enter')
    await bubble(customer, 'I did not understand that.').waitFor()
    await page.keyboard.press('Enter')
    expect(served.engine.happenings).toMatchObject([{ kind: 'said', text: 'one\ntwo' }])
  })
})

describe('the languages', () => {
  it('follow the browser, and the switch', async () => {
    const page = await open({ locale: 'zh-CN' })
    const customer = seat(page, 'customer')
    await customer.getByText('你是顾客').waitFor()
    await button(page.locator('#languages'), 'English').click()
    await customer.getByText('You are a customer').waitFor()
    await say(customer, '/start')
    await bubble(customer, 'Hello Mia.').waitFor()
    await field(customer).fill('a draft')
    await button(page.locator('#languages'), '中文').click()
    await customer.getByText('今天').waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('zh')
    expect(await field(customer).inputValue()).toBe('a draft')
    await say(customer, '/points')
    await bubble(customer, 'You have 115 points.').waitFor()
    expect(served.engine.happenings.map(({ who }) => who.locale)).toEqual(['en', 'zh'])
    await page.reload()
    await page.getByText('事件已保存').first().waitFor()
    const left = await page.evaluate('document.body.innerText.match(/(web|engine|seat|message|form)\\.[a-z.]+/)')
    expect(left).toBeNull()
  })
})

describe('the connection', () => {
  it('comes back after a restart of the server, with nothing lost or doubled', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'regulars-browser-'))
    const port = Number(new URL(address).port)
    await served.close()
    served = await serve({ folder })
    await served.listen(port)
    const page = await open()
    const customer = seat(page, 'customer')
    await say(customer, '/points')
    await bubble(customer, 'You have 115 points.').waitFor()
    const before = await customer.locator('.entry').count()

    await served.close()
    await page.getByText('Reconnecting.').waitFor()
    await say(customer, 'quiet')
    await customer.getByText('Not sent yet.').waitFor()
    served = await serve({ folder })
    const told = served.engine.say('customer', { text: 'Said while nobody listened' })
    await served.listen(port)
    await told
    await page.locator('#live[data-live=true]').waitFor()
    await bubble(customer, 'Said while nobody listened').waitFor()
    await expect.poll(() => served.engine.happenings.map((it) => it.kind)).toEqual(['said'])
    await customer.getByText('Not sent yet.').waitFor({ state: 'detached' })
    await expect.poll(() => customer.locator('.entry:not([aria-hidden])').count()).toBe(before + 2)
    await rm(folder, { recursive: true })
  })

  it('says at the button when a press did not get through, and does it once', async () => {
    const page = await open()
    const customer = seat(page, 'customer')
    await say(customer, '/start')
    await bubble(customer, 'Hello Mia.').waitFor()
    served.engine.down = true
    await button(customer, 'My points').click()
    await customer.getByText('Not sent yet.').waitFor()
    served.engine.down = false
    await button(customer, 'My points').click()
    await bubble(customer, 'You have 115 points.').waitFor()
    expect(await customer.getByText('Not sent yet.').count()).toBe(0)
  })

  it('shows one thing once on two pages', async () => {
    const page = await open()
    const other = await context.newPage()
    await other.goto(address)
    await other.locator('#live[data-live=true]').waitFor()
    await say(seat(page, 'customer'), '/points')
    for (const it of [page, other]) {
      await bubble(seat(it, 'customer'), 'You have 115 points.').waitFor()
      expect(await seat(it, 'customer').locator('.entry:not([aria-hidden])').count()).toBe(2)
    }
  })
})

describe('the reader', () => {
  it('is left where he reads, and is told of what is new', async () => {
    const page = await open()
    const staff = seat(page, 'staff')
    for (let i = 1; i <= 30; i++) await served.engine.say('staff', { text: `Message number ${i}` })
    await bubble(staff, 'Message number 30').waitFor()
    const scroller = staff.locator('.log .scroller')
    const fromEnd = () => scroller.evaluate((it) => Math.round(it.scrollHeight - it.scrollTop - it.clientHeight))
    await expect.poll(fromEnd).toBe(0)
    const beyond = await staff.evaluate((it) => it.scrollHeight - it.clientHeight)
    expect(beyond, 'the seat around it has nothing to scroll to').toBe(0)
    await page.evaluate(growBeforeItsScrollIsTold)
    await expect.poll(fromEnd).toBe(0)
    await served.engine.say('staff', { text: 'One more' })
    await bubble(staff, 'One more').waitFor()
    await expect.poll(fromEnd).toBe(0)
    expect(await button(staff, 'New messages').isVisible()).toBe(false)
    await scroller.evaluate((it) => it.scrollTo(0, 200))
    await expect.poll(fromEnd).toBeGreaterThan(300)
    await served.engine.say('staff', { text: 'The newest' })
    await button(staff, 'New messages').waitFor()
    expect(await scroller.evaluate((it) => it.scrollTop)).toBe(200)
    await button(staff, 'New messages').click()
    await expect.poll(fromEnd).toBe(0)
    expect(await button(staff, 'New messages').isVisible()).toBe(false)
  })
})

describe('a message that is taken away', () => {
  const gone = { state: 'detached' } as const

  it('goes without a jump, in every tab, and stays gone', async () => {
    const page = await open()
    const staff = seat(page, 'staff')
    const sent: string[] = []
    for (let i = 1; i <= 30; i++) sent.push(await served.engine.say('staff', { text: `Message number ${i}.` }))
    await bubble(staff, 'Message number 30.').waitFor()
    const other = await context.newPage()
    await other.goto(address)
    await bubble(seat(other, 'staff'), 'Message number 30.').waitFor()
    const scroller = staff.locator('.log .scroller')
    const fromEnd = () => scroller.evaluate((it) => Math.round(it.scrollHeight - it.scrollTop - it.clientHeight))
    await expect.poll(fromEnd).toBe(0)
    await served.engine.unsay('staff', sent[29] ?? '')
    for (const it of [page, other]) await bubble(seat(it, 'staff'), 'Message number 30.').waitFor(gone)
    await expect.poll(fromEnd).toBe(0)
    await scroller.evaluate((it) => it.scrollTo(0, 200))
    await expect.poll(fromEnd).toBeGreaterThan(300)
    const top = () => bubble(staff, 'Message number 15.').evaluate((it) => Math.round(it.getBoundingClientRect().top))
    const before = await top()
    for (const index of [1, 2, 28]) await served.engine.unsay('staff', sent[index] ?? '')
    for (const it of [page, other]) await bubble(seat(it, 'staff'), 'Message number 29.').waitFor(gone)
    await expect.poll(top).toBe(before)
    expect(await button(staff, 'New messages').isVisible()).toBe(false)
    await page.reload()
    await bubble(staff, 'Message number 28.').waitFor()
    expect(await staff.locator('.entry:not([aria-hidden])').count()).toBe(26)
  })

  it('leaves the focus in the conversation, and marks nothing as new', async () => {
    const page = await open()
    const staff = seat(page, 'staff')
    const parts: Message['parts'] = [{ kind: 'buttons', buttons: [{ label: 'Take it', press: 'quiet' }] }]
    await say(staff, 'quiet')
    const sent = await served.engine.say('staff', { text: 'A complaint.', parts })
    await button(staff, 'Take it').focus()
    await served.engine.unsay('staff', sent)
    await bubble(staff, 'A complaint.').waitFor(gone)
    expect(await staff.locator('.log .scroller:focus').count()).toBe(1)
    const hidden = await served.engine.say('customer-2', { text: 'For Leo.' })
    await served.engine.unsay('customer-2', hidden)
    await say(seat(page, 'customer'), '/points')
    await bubble(seat(page, 'customer'), 'You have 115 points.').waitFor()
    expect(await page.getByText('For Leo.').count()).toBe(0)
  })
})

describe('the screen', () => {
  it('of a phone shows one seat at a time, and marks where something is new', async () => {
    const page = await open({ viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true })
    const tab = (name: string) => page.getByRole('tab', { name })
    await seat(page, 'customer').getByText('You are a customer').waitFor()
    expect(await seat(page, 'staff').isVisible()).toBe(false)
    await served.engine.say('staff', { text: 'Look here' })
    await tab('Staff (new)').tap()
    await bubble(seat(page, 'staff'), 'Look here').waitFor()
    expect(await seat(page, 'customer').isVisible()).toBe(false)
    await page.keyboard.press('ArrowRight')
    await seat(page, 'manager').getByText('You run the shop').waitFor()
    await page.keyboard.press('ArrowRight')
    await page.getByText('Delivery sent').waitFor()
  })

  it('of any width holds everything', async () => {
    const page = await open()
    const customer = seat(page, 'customer')
    await say(customer, '/start')
    const facts = { kind: 'facts', rows: [['A'.repeat(60), '1'.repeat(60)]] as [string, string][] } as const
    await served.engine.say('customer', { text: 'W'.repeat(300), parts: [facts] })
    await button(customer, 'Complain').click()
    await customer.locator('.form').waitFor()
    for (const width of [320, 390, 639, 640, 899, 900, 1180, 1181, 1440, 2200]) {
      await page.setViewportSize({ width, height: 760 })
      expect(await page.evaluate(tooWide), `${width} pixels`).toEqual([])
    }
  })

  it.each(['light', 'dark'] as const)('in %s has a contrast that everybody can read', async (colorScheme) => {
    const page = await open({ colorScheme })
    await page.getByText('You run the shop').waitFor()
    expect(await faintTexts(page)).toEqual([])
    const customer = seat(page, 'customer')
    const staff = seat(page, 'staff')
    await say(customer, '/start')
    await say(customer, '/points')
    await button(seat(page, 'manager'), 'Fill with a small invented shop').click()
    await button(staff, 'Book a purchase').click()
    await button(staff, 'Give the points').click()
    await staff.getByText('Please fill this in.').first().waitFor()
    await button(customer, 'Complain').click()
    await customer.getByRole('radio', { name: 'The drink' }).check()
    for (const state of ['queued', 'failed', 'unknown'])
      served.engine.trace({ kind: 'delivery', delivery: state, state, who: 'staff' })
    await page.getByText('Delivery uncertain').waitFor()
    await field(seat(page, 'manager')).fill('/')
    await seat(page, 'manager').getByRole('listbox').waitFor()
    expect(await faintTexts(page)).toEqual([])
    await served.close()
    await page.getByText('Reconnecting.').waitFor()
    await say(customer, 'quiet')
    await customer.getByText('Not sent yet.').waitFor()
    expect(await faintTexts(page)).toEqual([])
  })
})
