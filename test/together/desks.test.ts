import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { peekInto } from '../crash/peek.ts'
import { eachDatabase } from '../databases.ts'
import { hears, says as ownerSays, started, type Together, together } from './program.ts'
import {
  type Customer,
  type Desk,
  discordCustomer,
  discordDesk,
  numbersIn,
  type Read,
  seen,
  slackCustomer,
  slackDesk,
  telegramCustomer,
  telegramDesk,
} from './seats.ts'

const patience = 240_000

/** A complaint of one customer: what it is about, who takes it, who answers it, and who settles it. */
type Case = {
  customer: Customer
  category: string
  label: string
  desks: Desk[]
  taker: number
  answerers: number[]
  settler: number
}

eachDatabase((fresh) => {
  test(
    'a complaint from any platform arrives at desks on all, whose staff work it together, and what they answer arrives',
    async () => {
      const there = await together(fresh)
      const { discord, owners } = there
      const guild = discord.guild({ members: [owners.discord] }).id
      const cases: Case[] = [
        {
          ...about('order', 'Order'),
          customer: telegramCustomer(there, 'Tina'),
          taker: 2,
          answerers: [0, 2, 3],
          settler: 3,
        },
        {
          ...about('product', 'Product'),
          customer: slackCustomer(there, 'Sven'),
          taker: 3,
          answerers: [1, 2, 3],
          settler: 0,
        },
        {
          ...about('service', 'Service'),
          customer: discordCustomer(there, 'Dora'),
          taker: 0,
          answerers: [1, 2, 3],
          settler: 2,
        },
      ]
      function about(category: string, label: string) {
        // Telegram lets 20 messages a minute into a group: so each complaint has desks of its own, and answers are few
        const by = category === 'product' ? 'thread' : 'modal'
        const desks = [
          telegramDesk(there, `${category} topics`, true),
          telegramDesk(there, `${category} answers`, false),
          slackDesk(there, category, by),
          discordDesk(there, guild, category, by === 'modal' ? 'thread' : 'modal'),
        ]
        return { category, label, desks }
      }
      await started(there)
      // who has opened a chat with the bot is answered there, and not in the group
      ownerSays(there, 'telegram', '/start')
      await hears(there, 'telegram', 'Hello Tom')
      for (const { desks, category } of cases) {
        for (const desk of desks) desk.opens(category)
        for (const desk of desks) await finds(desk, 'This is a desk now')
      }
      const told = await Promise.all(cases.map((each) => life(each)))
      await quiet(there)
      cases.forEach((each, n) => {
        judge(each, told[n] as Told)
      })
    },
    patience,
  )
})

/** What the thread of each desk has to hold in the end, in order, and what the customer was answered. */
type Told = { number: string; lines: RegExp[]; answers: string[] }

async function life({ customer, label, desks, taker, answerers, settler }: Case): Promise<Told> {
  const { name } = customer
  await customer.complains(label, `${name}: the cup is broken`)
  const opened = await reads(customer, /Your complaint is (C-\d+)/)
  const number = numbersIn(opened.text)[0] ?? ''
  const lines = [new RegExp(`^${number} · ${name}: ${name}: the cup is broken`)]
  const answers: string[] = []
  const everywhere = async (line: RegExp) => {
    lines.push(line)
    for (const desk of desks) await finds(desk, line)
  }
  for (const desk of desks) await finds(desk, lines[0] as RegExp)

  const takes = desks[taker] as Desk
  takes.presses(await card(takes, number), 'I take it')
  await everywhere(new RegExp(`^${number} · ${takes.owner} has it now`))
  for (const desk of desks) await shows(desk, number, `with ${takes.owner}`)
  await reads(customer, `${takes.owner} is looking into ${number}`)

  for (const desk of answerers.flatMap((n) => desks[n] ?? [])) {
    const words = `Sorry, says ${desk.owner} in ${desk.name}`
    await desk.answers(await card(desk, number), words)
    await reads(customer, words)
    answers.push(words)
    await everywhere(new RegExp(`^${number} · ${desk.owner} to ${name}: ${words}`))
  }

  customer.writes(`${name} sends a picture`)
  await everywhere(new RegExp(`^${number} · ${name}: ${name} sends a picture`))
  await everywhere(new RegExp(`^${number} · file from the customer`))

  const settles = desks[settler] as Desk
  await settles.resolves(await card(settles, number), `All good, ${name}`)
  const settled = await reads(customer, `We have settled ${number}: put right`)
  expect(settled.text).toContain(`All good, ${name}`)
  await everywhere(new RegExp(`^${number} · ${settles.owner} settled it: put right`))
  customer.presses(settled, '4')
  await reads(customer, 'Thank you. That helps us.')
  await everywhere(new RegExp(`^${number} · ${name} rated us 4 of 5`))
  for (const desk of desks) await shows(desk, number, '4 of 5')
  return { number, lines, answers }
}

/** One card at each desk, all lines once and in order in its one thread, and every answer once with the customer. */
function judge({ customer, desks }: Case, { number, lines, answers }: Told): void {
  for (const desk of desks) {
    const all = desk.reads()
    const [only, ...more] = all.filter((it) => isCard(it, number))
    expect(more, desk.name).toEqual([])
    const [thread, ...others] = only ? desk.threads(only) : []
    expect([typeof thread, ...others], desk.name).toEqual(['string'])
    const inThread = all.filter((it) => it.thread === thread && new RegExp(`^${number} · `).test(it.text))
    expect(
      inThread.map(({ text }) => lines.findIndex((line) => line.test(text))),
      `${desk.name}:\n${inThread.map(({ text }) => text).join('\n')}`,
    ).toEqual(lines.map((_, n) => n))
    const outside = all.filter((it) => it.thread !== thread && it.text.includes(number) && it !== only)
    expect(outside.filter(({ text }) => !/^Sent to|is settled/.test(text))).toEqual([])
    expect(inThread.filter(({ files }) => files > 0)).toHaveLength(1)
  }
  const heard = customer.reads().map(({ text }) => text)
  for (const words of answers) expect(heard.filter((text) => text.includes(words))).toHaveLength(1)
}

const isCard = ({ labels, text }: Read, number: string) => labels.includes('More') && text.includes(number)

const says = ({ text }: Read, words: string | RegExp) =>
  typeof words === 'string' ? text.includes(words) : words.test(text)

const finds = (desk: Desk, words: string | RegExp) =>
  seen(
    () => desk.reads().find((it) => says(it, words)),
    () => [desk.name, String(words), desk.reads()],
  )

const reads = (customer: Customer, words: string | RegExp) =>
  seen(
    () => customer.reads().find((it) => says(it, words)),
    () => [customer.name, String(words), customer.reads()],
  )

/** The card of that complaint, once its thread is open. */
const card = (desk: Desk, number: string) =>
  seen(
    () => desk.reads().find((it) => isCard(it, number) && desk.threads(it).length > 0),
    () => [desk.name, desk.reads()],
  )

const shows = (desk: Desk, number: string, words: string) =>
  seen(
    () => desk.reads().find((it) => isCard(it, number) && it.text.includes(words)),
    () => [desk.name, words, desk.reads()],
  )

/** Resolves once nothing waits to be done or sent. */
async function quiet({ database }: Together): Promise<void> {
  await using peek = await peekInto(database)
  for (;;) {
    const [row] = await peek.rows<{ n: number }>(
      `SELECT (SELECT count(*) FROM inbox WHERE done IS NULL) +
         (SELECT count(*) FROM delivery WHERE state IN ('queued', 'sending')) AS n`,
    )
    if (row?.n === 0) return
    await pause(20)
  }
}
