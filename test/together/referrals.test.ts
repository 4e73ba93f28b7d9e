import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from '../browser.ts'
import { eachDatabase } from '../databases.ts'
import { started, type Together, together } from './program.ts'
import { type Customer, discordCustomer, type Read, seen, slackCustomer, telegramCustomer } from './seats.ts'

const patience = 240_000

/** Open to everybody at the address of the server itself, so that the page leads to the web chat, too. */
const files = (url: string) => ({
  '.env': `PUBLIC_URL=${url}/\nWEB_CHAT=on\nPROGRAM=program.yaml\n`,
  'program.yaml': 'shop: Café Morgenrot\nreferrals:\n  minimum: 10.00\n  hold: none\n',
})

/** What a friend does from the link in his hands until he is welcome. */
type Steps = { taps: number; messages: number }

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
}, 60_000)
afterAll(() => browser?.close())

/** A phone with the page in it: every tap counts. `left` is where it was sent to outside of this server. */
async function phone(site: string, steps: Steps) {
  const context = await browser.newContext({
    viewport: { width: 375, height: 740 },
    locale: 'en-GB',
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  const outside = new Promise<string>((resolve) => {
    void context.route(
      (url) => !url.href.startsWith(site),
      (route) => {
        resolve(route.request().url())
        return route.abort()
      },
    )
  })
  return {
    page,
    outside,
    opens: (link: string) => counted(steps, () => page.goto(link)),
    taps: (name: string) =>
      counted(steps, () => page.getByRole('link', { name }).or(page.getByRole('button', { name })).click()),
    copied: () => page.evaluate('navigator.clipboard.readText()') as Promise<string>,
    close: () => context.close(),
  }
}

function counted<T>(steps: Steps, tap: () => T): T {
  steps.taps += 1
  return tap()
}

/** A friend on his way in, and once he is: what he reads, and how staff name him. */
type Friend = { name: string; steps: Steps; hears(words: string): Promise<unknown>; reference: string }

eachDatabase((fresh) => {
  test(
    'a friend comes to every platform by the page, buys, and both are paid: the steps he takes are counted',
    async () => {
      const there = await together(fresh, 1, files)
      const site = there.programs[0].url
      await started(there)
      const rita = telegramCustomer(there, 'Rita')
      rita.says('/refer')
      const offer = await reads(rita, '/r/')
      expect(offer.files).toBe(1)
      const link = /http\S+\/r\/\w{8}/.exec(offer.text)?.[0] ?? ''
      expect(link.startsWith(`${site}/r/`)).toBe(true)

      const friends = [
        await byTelegram(there, link),
        await byDeepLink(there, link),
        await bySlack(there, link),
        await byDiscord(there, link),
        await byWeb(there, link),
      ]
      expect(Object.fromEntries(friends.map(({ name, steps }) => [name, steps]))).toEqual({
        Tina: { taps: 3, messages: 0 },
        Toni: { taps: 2, messages: 0 },
        Sven: { taps: 3, messages: 1 },
        Dora: { taps: 3, messages: 1 },
        Wanda: { taps: 2, messages: 0 },
      })

      const { telegram, owners } = there
      for (const { reference } of friends) telegram.says(owners.telegram, `/earn ${reference} 12.50`)
      for (const { hears } of friends) await hears('Thank you for coming: here are your 50 points.')
      const told = () => rita.reads().filter(({ text }) => text.includes('and you get 100 points'))
      await seen(() => told().length === friends.length, told)
      rita.says('/points')
      await reads(rita, 'You have 500 points')
      await byCommand(there, link.slice(-8))
    },
    patience,
  )
})

/** He opens the link, chooses Telegram, and taps Start there. */
async function byTelegram(there: Together, link: string): Promise<Friend> {
  const steps = { taps: 0, messages: 0 }
  const inHand = await phone(there.programs[0].url, steps)
  await inHand.opens(link)
  await inHand.page.getByText('50 points for you').waitFor()
  await inHand.taps('Open Telegram')
  const friend = onTelegram(there, 'Tina', steps, await inHand.outside)
  await inHand.close()
  await friend.hears('A friend has brought you')
  return friend
}

/** He has Telegram's own link, as where the shop has no page. */
async function byDeepLink(there: Together, link: string): Promise<Friend> {
  const steps = { taps: 1, messages: 0 }
  const friend = onTelegram(there, 'Toni', steps, `https://t.me/regulars_bot?start=${link.slice(-8)}`)
  await friend.hears('A friend has brought you')
  return friend
}

/** Telegram shows Start below the bot that the link names, and sends the word along. */
function onTelegram(there: Together, name: string, steps: Steps, address: string): Friend {
  const url = new URL(address)
  expect(`${url.host}${url.pathname}`).toBe('t.me/regulars_bot')
  const person = there.telegram.person({ name, language: 'en' })
  const customer = telegramCustomer(there, name, person)
  counted(steps, () => customer.says(`/start ${url.searchParams.get('start')}`))
  const hears = async (words: string) => {
    const read = await reads(customer, words)
    // the greeting and the welcome are one message
    if (words.startsWith('A friend'))
      expect([read.text.startsWith('Hello'), customer.reads().length]).toEqual([true, 1])
  }
  return { name, steps, hears, reference: `telegram:${person.id}` }
}

async function bySlack(there: Together, link: string): Promise<Friend> {
  const person = there.slack.person({ name: 'Sven', locale: 'en-US' })
  const customer = slackCustomer(there, 'Sven', person)
  return byCode(there, link, { customer, platform: 'Slack', host: 'slack.com', reference: `slack:${person.id}` })
}

async function byDiscord(there: Together, link: string): Promise<Friend> {
  const person = there.discord.person({ name: 'Dora', locale: 'en-US' })
  const customer = discordCustomer(there, 'Dora', person)
  return byCode(there, link, { customer, platform: 'Discord', host: 'discord.com', reference: `discord:${person.id}` })
}

type Carrier = { customer: Customer; platform: string; host: string; reference: string }

/** He opens the link, copies the code, opens the chat, and sends it. */
async function byCode(
  there: Together,
  link: string,
  { customer, platform, host, reference }: Carrier,
): Promise<Friend> {
  const steps = { taps: 0, messages: 0 }
  const inHand = await phone(there.programs[0].url, steps)
  await inHand.opens(link)
  await inHand.taps('Copy')
  const code = await inHand.copied()
  await inHand.taps(`Open ${platform}`)
  expect(new URL(await inHand.outside).host).toBe(host)
  await inHand.close()
  customer.says(code)
  steps.messages += 1
  const hears = (words: string) => reads(customer, words)
  await hears('A friend has brought you')
  return { name: customer.name, steps, hears, reference }
}

/** He opens the link, and the web chat: there he is somebody new, and has said his word. */
async function byWeb(there: Together, link: string): Promise<Friend> {
  const steps = { taps: 0, messages: 0 }
  const { page, opens, taps } = await phone(there.programs[0].url, steps)
  await opens(link)
  await taps('Open the web chat')
  const hears = (words: string) => bubble(page, words).waitFor({ timeout: 60_000 })
  await hears('A friend has brought you')
  return { name: 'Wanda', steps, hears, reference: 'web:customer-4' }
}

/** The commands take a code, too, wherever and in whatever language they are called. */
async function byCommand({ slack, discord }: Together, code: string): Promise<void> {
  const [sam, sophie] = ['Sam', 'Sophie'].map((name) => slack.person({ name, locale: 'en-US' }))
  const [dan, daxia] = [
    discord.person({ name: 'Dan', locale: 'en-US' }),
    discord.person({ name: '大侠', locale: 'zh-CN' }),
  ]
  if (!sam || !sophie) throw new Error('nobody there')
  slack.asks(sam, `/regulars start ${code}`)
  slack.asks(sophie, `/regulars refer ${code}`)
  discord.slash(dan, 'start', { code })
  discord.slash(daxia, 'refer', { code })
  const welcome = 'A friend has brought you'
  expect((await slack.next(sam, welcome)).text).toMatch(/^Hello Sam/)
  await slack.next(sophie, welcome)
  expect((await discord.next(dan, welcome)).text).toMatch(/^Hello Dan/)
  await discord.next(daxia, '欢迎')
}

const bubble = (page: Page, words: string) => page.locator('#seat-customer .bubble', { hasText: words })

const reads = (customer: Customer, words: string): Promise<Read> =>
  seen(
    () => customer.reads().find(({ text }) => text.includes(words)),
    () => [customer.name, words, customer.reads()],
  )
