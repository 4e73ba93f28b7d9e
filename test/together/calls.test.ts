import { describe, expect, test } from 'vitest'
import { peekInto } from '../crash/peek.ts'
import { onDatabase } from '../databases.ts'
import { started, type Together, together } from './program.ts'
import { type Customer, discordCustomer, type Read, seen, slackCustomer, telegramCustomer } from './seats.ts'

const patience = 240_000

/** A customer, how he calls a command, and how he asks for a call: with a number that is none, and then with this one. */
type Caller = {
  customer: Customer
  commands(name: string): void
  fills(reason: string, phone: string | undefined): Promise<void>
}

const reasonLabel = 'What would you like to talk about?'
const phoneLabel = 'Phone number, or empty for the chat'
const noPhone = 'I cannot read that as a phone number'

/** Is asked step by step. */
function telegramCaller(there: Together): Caller {
  const customer = telegramCustomer(there, 'Tina')
  const commands = (name: string) => customer.says(`/${name}`)
  return {
    customer,
    commands,
    async fills(reason, phone) {
      await answered(customer, () => commands('callback'), reasonLabel)
      const question = await answered(customer, () => customer.says(reason), phoneLabel)
      if (phone === undefined) return customer.presses(question, 'Skip')
      await answered(customer, () => customer.says('12'), noPhone)
      customer.says(phone)
    },
  }
}

/** Says it in words, and fills in a modal that stays open while something is wrong. */
function slackCaller(there: Together): Caller {
  const { slack } = there
  const person = slack.person({ name: 'Sven', locale: 'en-US' })
  const customer = slackCustomer(there, person.name, person)
  return {
    customer,
    commands: (name) => void slack.asks(person, `/regulars ${name}`),
    async fills(reason, phone) {
      const offer = await answered(customer, () => customer.says('please call me back'), 'Call me')
      customer.presses(offer, 'Call me')
      await seen(
        () => slack.modal(person)?.title === 'Call me',
        () => slack.modal(person),
      )
      if (phone !== undefined) {
        const refused = await slack.submits(person, { [reasonLabel]: reason, [phoneLabel]: '12' })
        expect(JSON.stringify(refused)).toContain(noPhone)
      }
      const values = { [reasonLabel]: reason, ...(phone !== undefined && { [phoneLabel]: phone }) }
      expect(await slack.submits(person, values)).toMatchObject({ kind: 'closed' })
    },
  }
}

/** Calls the command; what is wrong in the modal is said afterwards, with a way back into it. */
function discordCaller(there: Together): Caller {
  const { discord } = there
  const person = discord.person({ name: 'Dora', locale: 'en-US' })
  const customer = discordCustomer(there, person.name, person)
  const commands = (name: string) => void discord.slash(person, name)
  return {
    customer,
    commands,
    async fills(reason, phone) {
      const offer = await answered(customer, () => commands('callback'), 'Call me')
      const form = await discord.opened(discord.presses(person, offer.id, 'Call me'))
      expect(form.title).toBe('Call me')
      const values = { [reasonLabel]: reason, ...(phone !== undefined && { [phoneLabel]: phone }) }
      if (phone === undefined) return void discord.submits(form, values)
      const wrong = () => void discord.submits(form, { ...values, [phoneLabel]: '12' })
      const refused = await answered(customer, wrong, noPhone)
      const [again = ''] = refused.labels
      discord.submits(await discord.opened(discord.presses(person, refused.id, again)), values)
    },
  }
}

describe('on every platform', () => {
  const fresh = onDatabase('sqlite')

  test(
    'a customer asks for a call, gets its number, takes another time, sees what is agreed and cancels it',
    async () => {
      const there = await together(fresh)
      const callers = [telegramCaller(there), slackCaller(there), discordCaller(there)]
      await started(there)
      // each on a day of his own, and none so near that midnight could change its name
      const numbers = await Promise.all(callers.map((caller, n) => byPhone(caller, n + 2)))
      expect(new Set(numbers).size).toBe(callers.length)
      const later = await Promise.all(callers.map((caller, n) => inChat(caller, n + 2)))
      expect(new Set([...numbers, ...later]).size).toBe(2 * callers.length)
      await using peek = await peekInto(there.database)
      expect(
        await peek.rows('SELECT how, state, count(*) AS n FROM callback GROUP BY how, state ORDER BY how'),
      ).toEqual([
        { how: 'chat', state: 'booked', n: callers.length },
        { how: 'phone', state: 'cancelled', n: callers.length },
      ])
    },
    patience,
  )

  test(
    'of customers who press the same time at once one has it, and the others are shown what is still free',
    async () => {
      const there = await together(fresh)
      const callers = [telegramCaller(there), slackCaller(there), discordCaller(there)]
      await started(there)
      const picked = await Promise.all(
        callers.map(async ({ customer, fills }) => {
          const before = customer.reads().length
          await fills('About my order', undefined)
          return pick(customer, await since(customer, before, 'On which day shall we call?'), 2)
        }),
      )
      expect(new Set(picked.map(({ day, time }) => `${day} ${time}`)).size).toBe(1)
      const heard = await Promise.all(
        callers.map(({ customer }, n) =>
          answered(customer, () => picked[n]?.press(), /^All right: we will write|^That time has just been given away/),
        ),
      )
      expect(heard.filter(({ text }) => text.startsWith('All right'))).toHaveLength(1)
      await Promise.all(
        callers.map(async ({ customer }, n) => {
          const offer = heard[n] as Read
          if (offer.text.startsWith('All right')) return
          const free = offer.labels[n] ?? ''
          const booked = await answered(customer, () => customer.presses(offer, free), /^All right: we will write/)
          expect(booked.text).toContain(free.slice(-5))
        }),
      )
      await using peek = await peekInto(there.database)
      const times = await peek.rows("SELECT DISTINCT at FROM callback WHERE state = 'booked'")
      expect(times).toHaveLength(callers.length)
    },
    patience,
  )

  test(
    'a customer who wants to hear no more says so, and changes his mind by a button',
    async () => {
      const there = await together(fresh)
      const callers = [telegramCaller(there), slackCaller(there), discordCaller(there)]
      await started(there)
      await using peek = await peekInto(there.database)
      const stopped = async () =>
        (await peek.rows<{ n: number }>('SELECT count(*) AS n FROM customer WHERE stopped IS NOT NULL'))[0]?.n
      const told = await Promise.all(
        callers.map(({ customer, commands }) =>
          answered(customer, () => commands('stop'), 'All right. I will write only'),
        ),
      )
      expect(await stopped()).toBe(callers.length)
      const undone = await Promise.all(
        callers.map(({ customer }, n) =>
          answered(customer, () => customer.presses(told[n] as Read, 'Hear from us again'), 'Good, I may write to you'),
        ),
      )
      expect(await stopped()).toBe(0)
      await Promise.all(
        callers.map(({ customer }, n) =>
          answered(customer, () => customer.presses(undone[n] as Read, 'Stop again'), 'All right. I will write only'),
        ),
      )
      expect(await stopped()).toBe(callers.length)
    },
    patience,
  )
})

/** Agrees on a call by phone, moves it, asks what is agreed, and cancels it. Gives its number. */
async function byPhone({ customer, commands, fills }: Caller, day: number): Promise<string> {
  const before = customer.reads().length
  await fills('About my order', '+49 30 123456')
  const picked = await pick(customer, await since(customer, before, 'On which day shall we call?'), day)
  const booked = await answered(customer, picked.press, /^All right: we will call you/)
  const number = numberIn(booked)
  expect(booked.text).toContain(`on ${picked.day} at ${picked.time}, on +49 30 123456. (${number})`)

  const days = await answered(customer, () => customer.presses(booked, 'Another time'), 'On which day shall we call?')
  const other = await pick(customer, days, day, true)
  expect(other.time).not.toBe(picked.time)
  const moved = await answered(customer, other.press, /^All right: we will call you .* instead/)
  expect(moved.text).toContain(`on ${other.day} at ${other.time} instead, on +49 30 123456. (${number})`)

  const known = await answered(customer, () => commands('callback'), /^We will call you/)
  expect(known.text).toContain(`on ${other.day} at ${other.time}, on +49 30 123456. (${number})`)
  await answered(customer, () => customer.presses(known, 'Cancel it'), `${number} is cancelled`)
  // the button still stands in what was said before
  await answered(customer, () => customer.presses(moved, 'Cancel it'), `${number} is over`)
  return number
}

/** Agrees on a call in the chat. Gives its number. */
async function inChat({ customer, fills }: Caller, day: number): Promise<string> {
  const before = customer.reads().length
  await fills('About something else', undefined)
  const picked = await pick(customer, await since(customer, before, 'On which day shall we call?'), day)
  const booked = await answered(customer, picked.press, /^All right: we will write to you here/)
  const number = numberIn(booked)
  expect(booked.text).toContain(`on ${picked.day} at ${picked.time}. (${number})`)
  return number
}

/** Presses the day in that place, and gives the first time shown; with `isLater` of the page after. */
async function pick(customer: Customer, days: Read, place: number, isLater = false) {
  const day = days.labels[place] ?? ''
  expect(day).toMatch(/^[A-Z][a-z]{2} /)
  const times = await answered(customer, () => customer.presses(days, day), `${day}: at what time?`)
  const [first = ''] = times.labels
  if (!isLater) return { day, time: first, press: () => customer.presses(times, first) }
  customer.presses(times, 'Later')
  const page = await seen(
    () => customer.reads().find(({ id, labels }) => id === times.id && labels.includes('Earlier')),
    () => [customer.name, customer.reads()],
  )
  const [time = ''] = page.labels
  return { day, time, press: () => customer.presses(page, time) }
}

const numberIn = ({ text }: Read): string => /\((K-\d{4,})\)/.exec(text)?.[1] ?? `no number in: ${text}`

/** Does that, and gives what is answered. */
function answered(customer: Customer, act: () => void, words: string | RegExp): Promise<Read> {
  const before = customer.reads().length
  act()
  return since(customer, before, words)
}

const since = (customer: Customer, before: number, words: string | RegExp): Promise<Read> =>
  seen(
    () =>
      customer
        .reads()
        .slice(before)
        .find(({ text }) => (typeof words === 'string' ? text.includes(words) : words.test(text))),
    () => [customer.name, String(words), customer.reads()],
  )
