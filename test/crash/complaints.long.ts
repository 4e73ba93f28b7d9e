import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { eachDatabase } from '../databases.ts'
import { type Random, seeded } from '../platforms/shared/random.ts'
import { hears, says as ownerSays, started, type Together, together } from '../together/program.ts'
import {
  type Customer,
  type Desk,
  discordCustomer,
  discordDesk,
  numbersIn,
  type Read,
  slackCustomer,
  slackDesk,
  telegramCustomer,
  telegramDesk,
} from '../together/seats.ts'
import { type Peek, peekInto } from './peek.ts'
import { kills, patience, seed } from './survives.ts'

const categories = ['Order', 'Product', 'Service', 'Bill or payment', 'Something else']
const ids = ['order', 'product', 'service', 'billing', 'other']

/** How often people look, and how long they wait before they press again what seems to do nothing, in milliseconds. */
const lookMs = 30
const againMs = 4_000
/** How long all may take after the last kill, for each complaint: Telegram lets 20 messages a minute into a group. */
const eachMs = 10_000

/** A complaint as people live through it. `begins`, and `pressed` last, in milliseconds. */
type Story = {
  customer: Customer
  words: string
  category: string
  /** Who takes it at which desk, and at which it is answered. */
  desks: Desk[]
  taker: Desk
  answerer: Desk
  begins: number
  pressed: number
  step: 'to say' | 'said' | 'opened' | 'answered' | 'over'
  number: string
}

eachDatabase((fresh) => {
  test(
    'whenever the program is killed, every complaint has one number and its card at each desk, and its answer arrives',
    async () => {
      const there = await together(fresh)
      const times = kills(3)
      const random = seeded(seed)
      const stories = await town(there, Math.min(60, times * 3), random, times * 4_000)
      const [program] = there.programs
      const since = performance.now()
      const killing = (async () => {
        for (let n = 0; n < times; n += 1) {
          await program.ready
          await pause(100 + random() * 2_500)
          await program.kill()
          program.start()
        }
        await program.ready
        return performance.now()
      })()
      let end = Number.POSITIVE_INFINITY
      void killing.then((at) => {
        end = at + eachMs * stories.length
      })
      while (stories.some(({ step }) => step !== 'over') && performance.now() < end) {
        for (const story of stories) goesOn(story, performance.now() - since)
        await pause(lookMs)
      }
      await killing
      expect(stories.filter(({ step }) => step !== 'over').map(({ words, step }) => `${words}: ${step}`)).toEqual([])
      await using peek = await peekInto(there.database)
      while (!(await isQuiet(peek))) await pause(lookMs)
      const { wrong, doubled } = await judge(there, stories, peek)
      process.stdout.write(`${stories.length} complaints, ${times} kills, doubled: ${JSON.stringify(doubled)}\n`)
      expect([...wrong, ...program.errors]).toEqual([])
    },
    patience(6),
  )
})

/** A town with desks for each category on each platform, and customers who have said hello. */
async function town(there: Together, count: number, random: Random, ms: number): Promise<Story[]> {
  const { telegram, slack, discord, owners } = there
  // while a platform takes its time, the program can be killed between what was sent and what is known of it
  telegram.fault({ kind: 'delay', on: 'sendMessage', ms: 2, spread: 200 })
  telegram.fault({ kind: 'delay', on: 'createForumTopic', ms: 2, spread: 200 })
  slack.fault({ kind: 'delay', on: 'chat.postMessage', ms: 2, spread: 200 })
  discord.fault({ kind: 'delay', on: 'createMessage', ms: 2, spread: 200 })
  const guild = discord.guild({ members: [owners.discord] }).id
  const desks = ids.map((id) => [
    telegramDesk(there, id, true),
    slackDesk(there, id, 'thread'),
    discordDesk(there, guild, id, 'modal'),
  ])
  const customers = [telegramCustomer, slackCustomer, discordCustomer]
  const stories = Array.from({ length: count }, (_, n): Story => {
    const here = desks[n % desks.length] as [Desk, Desk, Desk]
    return {
      customer: (customers[n % 3] as typeof telegramCustomer)(there, `Guest ${n}`),
      words: `This is unacceptable, cup ${n} is broken`,
      category: categories[n % desks.length] as string,
      desks: here,
      taker: here[Math.floor(random() * 3)] as Desk,
      // a command on Discord may or may not have been taken when the program is killed; nobody could tell
      answerer: here[Math.floor(random() * 2)] as Desk,
      begins: random() * ms,
      pressed: Number.NEGATIVE_INFINITY,
      step: 'to say',
      number: '',
    }
  })
  await started(there)
  ownerSays(there, 'telegram', '/start')
  await hears(there, 'telegram', 'Hello Tom')
  desks.forEach((each, n) => {
    for (const desk of each) desk.opens(ids[n] as string)
  })
  for (const { customer } of stories) customer.says(customer.platform === 'telegram' ? '/start' : 'start')
  const isReady = () =>
    desks.flat().every((desk) => desk.reads().some(({ text }) => text.startsWith('This is a desk now'))) &&
    stories.every(({ customer }) => customer.reads().some(({ text }) => text.startsWith('Hello')))
  while (!isReady()) await pause(lookMs)
  return stories
}

/** Whoever has to do something now does it; what had no effect is done again after a while. */
function goesOn(story: Story, now: number): void {
  const { customer, desks, taker, answerer, number, category } = story
  const mayPress = now - story.pressed > againMs
  switch (story.step) {
    case 'to say': {
      if (now < story.begins) return
      customer.says(story.words)
      story.step = 'said'
      return
    }
    case 'said': {
      const told = customer.reads().find(({ text }) => text.includes('Your complaint is'))
      const offer = customer.reads().findLast(({ labels }) => labels.includes(category))
      if (told) {
        story.number = numbersIn(told.text)[0] ?? 'none'
        story.step = 'opened'
      } else if (offer && mayPress) {
        customer.presses(offer, category)
        story.pressed = now
      }
      return
    }
    case 'opened': {
      const card = cardsOf(taker, number)[0]
      if (card?.labels.includes('I take it') && mayPress) {
        taker.presses(card, 'I take it')
        story.pressed = now
      }
      const there = cardsOf(answerer, number).at(-1)
      const isTaken = desks.some((desk) => saysThere(desk, `${number} · ${taker.owner} has it now.`).length > 0)
      if (!there || !isTaken || answerer.threads(there).length === 0) return
      void answerer.answers(there, `A new cup for ${number}`)
      story.step = 'answered'
      return
    }
    case 'answered': {
      const isShown = desks.every((desk) => saysThere(desk, `: A new cup for ${number}`).length > 0)
      if (isShown && heard(story).length > 0) story.step = 'over'
    }
  }
}

const saysThere = (desk: Desk, words: string) => desk.reads().filter(({ text }) => text.includes(words))

const heard = ({ customer, number }: Story) =>
  customer.reads().filter(({ text }) => text.includes(`A new cup for ${number}`))

const cardsOf = (desk: Desk, number: string): Read[] =>
  desk.reads().filter(({ labels, text }) => labels.includes('More') && text.includes(`${number} · `))

async function isQuiet(peek: Peek): Promise<boolean> {
  const [row] = await peek.rows<{ n: number }>(
    `SELECT (SELECT count(*) FROM inbox WHERE done IS NULL) +
       (SELECT count(*) FROM delivery WHERE state IN ('queued', 'sending')) AS n`,
  )
  return row?.n === 0
}

/** What is wrong, and what came twice, by platform: no more than outcomes that nobody could know. */
async function judge({ telegram, slack, discord }: Together, stories: readonly Story[], peek: Peek) {
  const wrong: string[] = []
  const doubled: Record<string, number> = { telegram: 0, slack: 0, discord: 0 }
  const count = (platform: string, found: number, what: string) => {
    if (found === 0) wrong.push(`lost on ${platform}: ${what}`)
    doubled[platform] = (doubled[platform] ?? 0) + Math.max(0, found - 1)
    return Math.max(0, found - 1)
  }
  const stored = await peek.rows<{ id: number; text: string; state: string; answers: number; lines: number }>(
    `SELECT id, text, state, answers, (SELECT count(*) FROM complaint_line l WHERE l."complaintId" = c.id) AS lines
     FROM complaint c`,
  )
  const known = new Set(stored.map(({ id }) => `C-${1_000 + Number(id)}`))
  const shown = [...telegram.sent(), ...slack.sent(), ...discord.sent()].flatMap(({ text }) => numbersIn(text))
  for (const number of new Set(shown)) if (!known.has(number)) wrong.push(`shown and not stored: ${number}`)
  if (stored.length !== stories.length) wrong.push(`${stored.length} complaints of ${stories.length}`)
  for (const story of stories) {
    const { words, number, customer, desks } = story
    const rows = stored.filter(({ text }) => text === words)
    if (rows.length !== 1) wrong.push(`${words}: ${rows.length} times`)
    for (const { id, state, answers, lines } of rows)
      if (`C-${1_000 + Number(id)}` !== number || state !== 'claimed' || answers !== 1 || Number(lines) !== 3)
        wrong.push(`${number}: ${state}, ${answers} answers, ${lines} lines`)
    count(customer.platform, heard(story).length, `the answer about ${number}`)
    for (const desk of desks) {
      const more = count(desk.platform, cardsOf(desk, number).length, `the card of ${number}`)
      const threads = new Set(cardsOf(desk, number).flatMap((card) => desk.threads(card)))
      const topics = count(desk.platform, threads.size, `the thread of ${number}`)
      if (more + topics > 0 && desk.platform !== 'telegram')
        wrong.push(`${more} more cards and ${topics} more threads of ${number} on ${desk.platform}`)
      const lines = desk.reads().filter(({ text }) => text.startsWith(`${number} · `) && !text.includes('\n'))
      for (const words of [': This is unacceptable', ' has it now.', ': A new cup for'])
        count(desk.platform, lines.filter(({ text }) => text.includes(words)).length, `${number}${words}`)
    }
  }
  const unknowns = await peek.rows<{ platform: string; n: number }>(
    'SELECT platform, sum(unknowns) AS n FROM delivery GROUP BY platform',
  )
  for (const { platform, n } of unknowns)
    if ((doubled[platform] ?? 0) > n) wrong.push(`${doubled[platform]} doubles on ${platform}, ${n} unknown outcomes`)
  const states = await peek.rows<{ state: string; cause: string; trouble: string | null }>(
    `SELECT state, cause, trouble FROM delivery WHERE state NOT IN ('sent', 'unknown')`,
  )
  for (const { state, cause, trouble } of states) wrong.push(`${cause} ended as ${state}: ${trouble}`)
  return { wrong, doubled }
}
