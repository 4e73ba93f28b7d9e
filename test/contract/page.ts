import { readFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import type { FieldErrors, Person, Values } from '../../src/chat.ts'
import type { Actor, Opener, Outside, Platform, Shown } from './platform.ts'
import { OnWeb, onWeb } from './web.ts'

/** The web chat again, this time seen in a browser: what counts is what the page makes of it. */
export function onPage(browser: () => Browser): Platform {
  return {
    ...onWeb,
    name: 'the page of the web chat',
    open: async (outside) => new OnPage(outside, await mkdtemp(join(tmpdir(), 'regulars-contract-')), browser()),
  }
}

class OnPage extends OnWeb {
  readonly #browser: Browser
  readonly #contexts: BrowserContext[] = []

  constructor(outside: Outside, folder: string, browser: Browser) {
    super(outside, folder)
    this.#browser = browser
  }

  override person({ locale }: { locale?: string } = {}): Actor {
    const who: Person = { ...this.guest(), locale: locale ?? 'en' }
    return actor(who, this.#visit(who))
  }

  override async close(): Promise<void> {
    for (const context of this.#contexts) await context.close()
    await super.close()
  }

  async #visit({ id, locale }: Person): Promise<Visit> {
    const context = await this.#browser.newContext({ reducedMotion: 'reduce', ...(locale && { locale }) })
    this.#contexts.push(context)
    context.setDefaultTimeout(8_000)
    await context.addInitScript((guest) => localStorage.setItem('regulars.customer', guest), id)
    const page = await context.newPage()
    const alarms: string[] = []
    page.on('dialog', (dialog) => void dialog.dismiss().then(() => alarms.push('dialog')))
    page.on('pageerror', (error) => alarms.push(error.message))
    page.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(this.outside.url) && !url.startsWith('data:image/png;')) alarms.push(`request to ${url}`)
    })
    await page.goto(this.outside.url)
    await page.locator('#live[data-live=true]').waitFor()
    return { page, alarms }
  }
}

/** A message as the page shows it; `source` is base64. */
type Look = Omit<Shown, 'id' | 'place' | 'images'> & { pictures: { source: string; alt: string }[] }

const look = readFileSync(new URL('look.js', import.meta.url), 'utf8')

/** A page that somebody looks at, and what went on in it that should not. */
type Visit = { page: Page; alarms: string[] }

const entries = (page: Page) => page.locator('.entry.bot:not([aria-hidden])')

function actor(who: Person, visit: Promise<Visit>): Actor {
  const place = { platform: 'web', channel: who.id }
  let doing: Promise<unknown> = visit
  /** One act after the other, as people do. */
  const act = <T>(what: (page: Page) => Promise<T>): Promise<T> => {
    const done = doing.then(async () => what((await visit).page))
    doing = done.catch(() => {})
    return done
  }
  const say = async (page: Page, text: string) => {
    await page.locator('.composer textarea').fill(text)
    await page.locator('.composer .send').click()
  }
  const order = new Map<string, number>()
  const buttonOf = (page: Page, { id, buttons }: Shown, label: string): Locator => {
    const index = buttons.findIndex((button) => button.label === label)
    return entries(page)
      .nth(order.get(id) ?? -1)
      .locator('.buttons > *')
      .nth(index)
  }
  const open = async (page: Page, opener: Opener): Promise<Locator> => {
    const left = page.locator('.form .quiet')
    if (await left.isVisible()) await left.click()
    if ('command' in opener) await say(page, `/${opener.command}`)
    else await buttonOf(page, opener.shown, opener.label).click()
    const form = page.locator('.form')
    await form.waitFor()
    return form
  }
  return {
    who,
    place,
    says: (text) => void act((page) => say(page, text)),
    asks: (command, args) => void act((page) => say(page, `/${command} ${args}`)),
    presses: (shown, label) => void act((page) => buttonOf(page, shown, label).click()),
    fills: (opener, values) => act(async (page) => fill(await open(page, opener), values)),
    sees: async () => {
      const { page, alarms } = await visit
      const answer = await fetch(`${new URL(page.url()).origin}/web/${who.id}/messages`)
      const theirs = ((await answer.json()) as { entries: { id: string; from: string }[] }).entries
      const ids = theirs.filter(({ from }) => from === 'bot').map(({ id }) => id)
      if (ids.length > 0)
        await entries(page)
          .nth(ids.length - 1)
          .waitFor()
      const looks: Look[] = await page.evaluate(look)
      return looks.map(({ pictures, live, ...seen }, index): Shown => {
        const id = ids[index] ?? ''
        order.set(id, index)
        const images = pictures.map(({ source, alt }) => ({ bytes: Buffer.from(source, 'base64'), alt }))
        return { id, place, ...seen, images, live: [...live, ...alarms] }
      })
    },
  }
}

/** Fills in a form and sends it off; what is wrong is read at the fields. */
async function fill(form: Locator, values: Values): Promise<FieldErrors | undefined> {
  for (const [name, value] of Object.entries(values)) {
    const field = form.locator(`[name="${name}"]`)
    if ((await field.count()) > 0) await field.fill(value)
    else await form.locator(`input[name$="-${name}"][value="${value}"]`).check()
  }
  const answer = form.page().waitForResponse(/\/happenings$/)
  await form.locator('button[type=submit]').click()
  if ((await answer).status() !== 422) {
    await form.waitFor({ state: 'detached' })
    return undefined
  }
  const wrong: FieldErrors = {}
  await form.locator('.wrong:visible').first().waitFor()
  for (const error of await form.locator('.field .wrong:visible').all()) {
    const [, name = ''] = /^form-[0-9a-f]+-(.+)-wrong$/.exec((await error.getAttribute('id')) ?? '') ?? []
    wrong[name] = (await error.textContent()) ?? ''
  }
  return wrong
}
