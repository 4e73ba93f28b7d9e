import { describe, expect, test } from 'vitest'
import { peekInto } from '../crash/peek.ts'
import { onDatabase } from '../databases.ts'
import { started, type Together, together } from './program.ts'
import { type Customer, discordCustomer, type Read, seen, slackCustomer, telegramCustomer } from './seats.ts'

const patience = 240_000

/** A manager, and how he opens and fills in the first form. */
type Manager = { seat: Customer; makes(name: string, audience: string, text: string): Promise<void> }

const labels = { name: 'Name', audience: 'For whom', text: 'Text' }
const wrongPlace = '⟪cats⟫'

/** Is asked step by step; what is wrong is said at once. */
function onTelegram(there: Together): Manager {
  const seat = telegramCustomer(there, 'Tom', { id: there.owners.telegram, name: 'Tom' })
  return {
    seat,
    async makes(name, audience, text) {
      await hears(seat, () => seat.says('/campaign new'), labels.name)
      await hears(seat, () => seat.says(name), labels.audience)
      await hears(seat, () => seat.says('bought in 3 cats'), wrongPlace)
      await hears(seat, () => seat.says(audience), labels.text)
      seat.says(text)
    },
  }
}

/** Calls the command, and fills in a modal that stays open while something is wrong. */
function onSlack(there: Together): Manager {
  const { slack, owners } = there
  const seat = slackCustomer(there, 'Sal', { id: owners.slack, name: 'Sal', locale: 'en-US' })
  return {
    seat,
    async makes(name, audience, text) {
      slack.asks(owners.slack, '/regulars campaign new')
      await slack.nextModal(owners.slack, ({ title }) => title === 'New campaign')
      const values = (whom: string) => ({ [labels.name]: name, [labels.audience]: whom, [labels.text]: text })
      expect(JSON.stringify(await slack.submits(owners.slack, values('bought in 3 cats')))).toContain(wrongPlace)
      expect(await slack.submits(owners.slack, values(audience))).toMatchObject({ kind: 'closed' })
    },
  }
}

/** Presses the button under the list; what is wrong in the modal is said afterwards, with a way back into it. */
function onDiscord(there: Together): Manager {
  const { discord, owners } = there
  const seat = discordCustomer(there, 'Dee', { id: owners.discord, name: 'Dee', username: 'dee', locale: 'en-US' })
  return {
    seat,
    async makes(name, audience, text) {
      const list = await hears(seat, () => seat.says('campaign'), /./, 'New campaign')
      const values = (whom: string) => ({ [labels.name]: name, [labels.audience]: whom, [labels.text]: text })
      const form = await discord.opened(discord.presses(owners.discord, list.id, 'New campaign'))
      const wrong = () => void discord.submits(form, values('bought in 3 cats'))
      const refused = await hears(seat, wrong, wrongPlace)
      const again = await discord.opened(discord.presses(owners.discord, refused.id, refused.labels[0] ?? ''))
      discord.submits(again, values(audience))
    },
  }
}

/** The next message that says so, after that was done; with that button, if one is named. */
async function hears(seat: Customer, act: () => void, words: string | RegExp, label?: string): Promise<Read> {
  const before = new Set(seat.reads().map(({ id }) => id))
  act()
  return finds(seat, words, label, (it) => !before.has(it.id))
}

function finds(
  seat: Customer,
  words: string | RegExp,
  label?: string,
  fits: (it: Read) => boolean = () => true,
): Promise<Read> {
  const isMeant = (it: Read) =>
    (typeof words === 'string' ? it.text.includes(words) : words.test(it.text)) &&
    (label === undefined || it.labels.some((each) => each.startsWith(label))) &&
    fits(it)
  return seen(() => seat.reads().findLast(isMeant), seat.reads)
}

/** The shop is awake but for a minute twelve hours from now, and nobody has had enough. */
function files(): Record<string, string> {
  const far = String((new Date().getUTCHours() + 12) % 24).padStart(2, '0')
  const program = `timeZone: UTC\nquiet: { from: "${far}:00", to: "${far}:01" }\ncampaigns:\n  cap: 0\n`
  return { '.env': 'PROGRAM=shop.yaml\n', 'shop.yaml': program }
}

describe('on every platform', () => {
  const fresh = onDatabase('sqlite')

  test(
    'a manager makes a campaign, looks at it and starts it by the number; customers everywhere have it once',
    async () => {
      const there = await together(fresh, 1, files)
      const customers = [telegramCustomer(there, 'Tina'), slackCustomer(there, 'Sven'), discordCustomer(there, 'Dora')]
      await started(there)
      for (const customer of customers) {
        await hears(customer, () => customer.says('start'), 'Hello')
        const question = await finds(customer, 'we ask it only once', 'Yes, please')
        customer.presses(question, 'Yes, please')
        await finds(customer, 'You will hear from us now and then')
      }
      for (const [nth, manager] of [onTelegram(there), onSlack(there), onDiscord(there)].entries()) {
        const { seat, makes } = manager
        const name = `Spring ${nth}`
        await makes(name, 'everyone', `Round ${nth} for {name}, *no* <b>markup</b> & @everyone`)
        const card = await finds(seat, name, 'Preview')
        const before = new Set(seat.reads().map(({ id }) => id))
        seat.presses(card, 'Preview')
        const summary = await finds(seat, '3 of 3 people', 'Start it', (it) => !before.has(it.id))
        for (const platform of ['Telegram', 'Slack', 'Discord']) expect(summary.text).toContain(platform)
        expect(summary.text).toContain('1 message')
        const asked = await hears(seat, () => seat.presses(summary, 'Start it'), '3 of 3 people', 'Send it to 3')
        seat.presses(asked, 'Send it to 3')
        for (const customer of customers) {
          const got = await finds(customer, `Round ${nth} for ${customer.name}`, 'Unsubscribe')
          expect(got.text.replaceAll('\\', '')).toContain('*no* <b>markup</b> & @everyone')
        }
        await finds(seat, /100 ?%/, 'Use it again')
      }
      await using peek = await peekInto(there.database)
      expect(await peek.rows('SELECT state, count(*) AS n FROM campaign_recipient GROUP BY state')).toEqual([
        { state: 'sent', n: 9 },
      ])
      for (const [nth, customer] of customers.entries())
        for (const round of [0, 1, 2])
          expect(
            customer.reads().filter(({ text }) => text.includes(`Round ${round} for`)),
            `${nth} ${round}`,
          ).toHaveLength(1)
    },
    patience,
  )
})
