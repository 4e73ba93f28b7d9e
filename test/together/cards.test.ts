import { describe, expect, test } from 'vitest'
import { scanned } from '../charts/scan.ts'
import { onDatabase } from '../databases.ts'
import { started, type Together, together } from './program.ts'
import { type Customer, discordCustomer, type Read, seen, slackCustomer, telegramCustomer } from './seats.ts'

const patience = 240_000
const files = () => ({ '.env': 'PROGRAM=program.yaml\n', 'program.yaml': 'shop: Café Morgenrot\n' })

/** A customer with the card in his hand: what he reads there, and what a scanner reads in the picture. */
type Shown = { customer: Customer; read: Read; scan: string | undefined }

const codeIn = ({ text }: Read) => /(?:\w{3}-){2}\w{3}/.exec(text)?.[0] ?? ''

const reads = (customer: Customer, words: string | RegExp): Promise<Read> =>
  seen(
    () => customer.reads().findLast(({ text }) => text.match(words)),
    () => [customer.name, String(words), customer.reads()],
  )

async function onTelegram(there: Together): Promise<Shown> {
  const { telegram } = there
  const person = telegram.person({ name: 'Tina', language: 'en' })
  const customer = telegramCustomer(there, person.name, person)
  customer.says('/card')
  const read = await reads(customer, 'Tina, this is your card')
  const photo = telegram.sent(person).find(({ photo }) => photo)?.photo
  const stored = telegram.world.files.find(photo?.at(-1)?.file_id ?? '')
  return { customer, read, scan: await scanned(stored?.data ?? Buffer.alloc(0)) }
}

async function onSlack(there: Together): Promise<Shown> {
  const { slack } = there
  const person = slack.person({ name: 'Sven', locale: 'en-US' })
  const customer = slackCustomer(there, person.name, person)
  customer.says('show me my card')
  const read = await reads(customer, 'Sven, this is your card')
  const image = slack
    .sent(person)
    .flatMap(({ blocks }) => blocks)
    .find(({ type }) => type === 'image')
  const id = (image?.slack_file as { id?: string } | undefined)?.id ?? ''
  return { customer, read, scan: await scanned(slack.world.files.find(id)?.data ?? Buffer.alloc(0)) }
}

async function onDiscord(there: Together): Promise<Shown> {
  const { discord } = there
  const person = discord.person({ name: '大侠', locale: 'zh-CN' })
  const customer = discordCustomer(there, person.name, person)
  discord.slash(person, 'card')
  const read = await reads(customer, '大侠，这是您的会员卡')
  const url = discord.sent(person).flatMap(({ files }) => files)[0]?.url ?? ''
  const stored = discord.world.files.at(url.slice(`${discord.root}/attachments/`.length))
  return { customer, read, scan: await scanned(stored?.data ?? Buffer.alloc(0)) }
}

describe('on every platform', () => {
  const fresh = onDatabase('sqlite')

  test(
    'a customer shows the card, and staff on another platform book by what a scanner reads in it',
    async () => {
      const there = await together(fresh, 1, files)
      const { telegram, slack, discord, owners } = there
      await started(there)
      const shown = [await onTelegram(there), await onSlack(there), await onDiscord(there)] as const
      for (const { read, scan } of shown) {
        expect(read.files).toBe(1)
        expect(scan).toBe(codeIn(read).replaceAll('-', ''))
      }
      const [tina, sven, daxia] = shown

      // in one line
      slack.asks(owners.slack, `/regulars earn ${tina.scan} 12.50`)
      await slack.next(owners.slack, 'Booked €12.50 for Tina: +12 points, 12 in all.')
      await reads(tina.customer, /\+12 points, 12 in all/)
      // in the first field of the form
      const form = await discord.opened(discord.slash(owners.discord, 'earn'))
      discord.submits(form, { Customer: sven.scan ?? '', 'Amount paid': '5' })
      await discord.next(owners.discord, 'Booked €5.00 for Sven: +5 points, 5 in all.')
      // as a scanner sends it, which ends with the line
      telegram.says(owners.telegram, daxia.scan ?? '')
      await telegram.next(owners.telegram, `大侠 · ${codeIn(daxia.read)}`)
      telegram.says(owners.telegram, '3')
      await telegram.next(owners.telegram, 'Booked €3.00 for 大侠: +3 points, 3 in all.')
      // the same where the amount is asked for in a modal
      slack.says(owners.slack, sven.scan ?? '')
      const offer = await slack.next(owners.slack, `Sven · ${codeIn(sven.read)}`)
      slack.presses(owners.slack, offer, 'Book a purchase')
      await slack.nextModal(owners.slack, ({ title }) => title === 'Book a purchase')
      await slack.submits(owners.slack, { 'Amount paid': '7' })
      await slack.next(owners.slack, 'Booked €7.00 for Sven: +7 points, 12 in all.')

      await replaced(there, sven)
      await inGroups(there)
    },
    patience,
  )
})

/** Where others listen the card is for him alone who asked, wherever that is shown. */
async function inGroups({ telegram, slack, discord, owners }: Together): Promise<void> {
  const group = telegram.group({ title: 'Lobby', members: [owners.telegram] })
  telegram.says(owners.telegram, '/card@regulars_bot', { chat: group })
  await telegram.next(owners.telegram, 'Tom, this is your card')
  const channel = slack.channel({ name: 'lobby', members: [owners.slack] })
  slack.asks(owners.slack, '/regulars card', { chat: channel })
  const onSlack = await slack.next(channel, 'Sal, this is your card')
  expect(onSlack.only).toBe(owners.slack)
  expect(onSlack.blocks.filter(({ type }) => type === 'image')).toHaveLength(1)
  const guild = discord.guild({ members: [owners.discord] })
  discord.slash(owners.discord, 'card', {}, { channel: guild.general })
  const onDiscord = await discord.next(guild.general, 'Dee, this is your card')
  expect(onDiscord).toMatchObject({ only: owners.discord, files: [{}] })
  for (const seen of [...telegram.sent(group), ...slack.sent(channel), ...discord.sent(guild.general)])
    expect('only' in seen || !/(\w{3}-){2}\w{3}/.test(seen.text), seen.text).toBe(true)
}

/** A copied card is replaced, and the old picture is worth nothing. */
async function replaced({ slack, discord, owners }: Together, { customer, read, scan }: Shown): Promise<void> {
  customer.presses(read, 'New code')
  customer.presses(await reads(customer, 'stops working at once'), 'Give me a new code')
  await reads(customer, 'The old code no longer works')
  const fresh = await seen(
    () => customer.reads().findLast(({ text, files }) => files === 1 && !text.includes(codeIn(read))),
    () => customer.reads(),
  )
  expect(fresh.text).toContain('Ready to use')
  slack.says(owners.slack, scan ?? '')
  await slack.next(owners.slack, 'That card code was replaced by a new one')
  const option = discord.commands().find(({ name }) => name === 'earn')?.options?.[0]?.name ?? ''
  discord.slash(owners.discord, 'earn', { [option]: codeIn(fresh), amount: 1 })
  await discord.next(owners.discord, 'Booked €1.00 for Sven: +1 point, 13 in all.')
}
