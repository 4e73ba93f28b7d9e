import { setTimeout as pause } from 'node:timers/promises'
import type { Seen as DiscordSeen } from '../platforms/discord/screen.ts'
import type { Seen as SlackSeen } from '../platforms/slack/screen.ts'
import type { Seen as TelegramSeen } from '../platforms/telegram/screen.ts'
import type { Together } from './program.ts'

/** A message of the program as people see it, wherever that is. `thread`: what it stands in besides the channel. */
export type Read = { id: string; text: string; thread?: string | undefined; labels: string[]; files: number }

/** How often, and for how long, somebody looks whether something is so, in milliseconds. */
const lookMs = 20
const patience = 120_000

/** Looks until there is such a thing; rejects with what there is instead. */
export async function seen<T>(look: () => T | undefined | false, otherwise: () => unknown): Promise<T> {
  const end = Date.now() + patience
  for (;;) {
    const found = look()
    if (found !== undefined && found !== false) return found
    if (Date.now() > end) throw new Error(`not seen: ${look}\nbut: ${JSON.stringify(otherwise(), null, 1)}`)
    await pause(lookMs)
  }
}

/** A customer on one platform, alone with the bot. */
export type Customer = {
  platform: string
  name: string
  reads(): Read[]
  says(words: string): void
  complains(category: string, words: string): Promise<void>
  /** Writes that, with a picture. */
  writes(words: string): void
  presses(message: Read, label: string): void
}

/** A channel of staff. `read` gives what stands in it and in its threads. */
export type Desk = {
  name: string
  platform: string
  owner: string
  opens(category: string): void
  reads(): Read[]
  /** The threads of that card, as many as were opened: the last is where it goes on. */
  threads(card: Read): string[]
  presses(card: Read, label: string): void
  /** Answers the customer, from the card or from its thread. */
  answers(card: Read, words: string): Promise<void>
  /** Settles it with a last word. */
  resolves(card: Read, words: string): Promise<void>
}

/** Numbers of complaints, which are not codes of cards. */
export const numbersIn = (text: string): string[] => text.match(/(?<![\w-])C-\d{4,}/g) ?? []

const picture = { name: 'cup.png', data: Buffer.from('iVBORw0KGgo', 'base64') }

const onTelegram = ({ id, text, thread, replyTo, buttons, photo, document }: TelegramSeen): Read => ({
  id: String(id),
  text,
  thread: thread === undefined ? (replyTo === undefined ? undefined : `re${replyTo}`) : String(thread),
  labels: buttons.flat().map((button) => button.text),
  files: photo || document ? 1 : 0,
})

const onSlack = ({ id, text, thread, buttons, blocks, files = [] }: SlackSeen): Read => ({
  id,
  text,
  thread,
  labels: buttons.map((button) => button.text),
  // a picture stands in the message itself
  files: files.length + blocks.filter(({ type }) => type === 'image').length,
})

const onDiscord = ({ id, text, buttons, files }: DiscordSeen, thread?: string): Read => ({
  id,
  text,
  thread,
  labels: buttons.flat().map((button) => button.label),
  files: files.length,
})

export function telegramCustomer(
  { telegram }: Together,
  name: string,
  person = telegram.person({ name, language: 'en' }),
): Customer {
  const reads = () => telegram.sent(person).map(onTelegram)
  const presses = ({ id }: Read, label: string) =>
    void telegram.presses(person, { chat: person.id, id: Number(id) }, label)
  return {
    platform: 'telegram',
    name,
    reads,
    presses,
    says: (words) => void telegram.says(person, words),
    async complains(category, words) {
      telegram.says(person, '/complain')
      presses(await seen(() => reads().find(({ labels }) => labels.includes(category)), reads), category)
      await seen(() => reads().find(({ text }) => text.includes('What happened')), reads)
      telegram.says(person, words)
    },
    writes: (words) =>
      void telegram.sends(person, {
        caption: words,
        ...telegram.attachment('document', picture.data, picture.name, 'image/png'),
      }),
  }
}

export function slackCustomer(
  { slack }: Together,
  name: string,
  person = slack.person({ name, locale: 'en-US' }),
): Customer {
  const reads = () => slack.sent(person).map(onSlack)
  const find = (id: string) => slack.sent(person).find((it) => it.id === id) as SlackSeen
  const presses = ({ id }: Read, label: string) => void slack.presses(person, find(id), label)
  return {
    platform: 'slack',
    name,
    reads,
    presses,
    says: (words) => void slack.says(person, words),
    async complains(category, words) {
      slack.says(person, 'complain')
      presses(await seen(() => reads().find(({ labels }) => labels.includes(category)), reads), category)
      await slack.nextModal(person)
      await slack.submits(person, { 'What happened': words })
    },
    writes: (words) => void slack.uploads(person, [picture], words),
  }
}

export function discordCustomer(
  { discord }: Together,
  name: string,
  person = discord.person({ name, locale: 'en-US' }),
): Customer {
  const reads = () => discord.sent(person).map((it) => onDiscord(it))
  return {
    platform: 'discord',
    name,
    reads,
    presses: ({ id }, label) => void discord.presses(person, id, label),
    says: (words) => void discord.says(person, words),
    async complains(category, words) {
      discord.says(person, 'complain')
      const { id } = await seen(() => reads().find(({ labels }) => labels.includes(category)), reads)
      discord.submits(await discord.opened(discord.presses(person, id, category)), { 'What happened': words })
    },
    writes: (words) => void discord.says(person, words, { files: [{ ...picture, type: 'image/png' }] }),
  }
}

/** A group, with topics or without. Answers are given in the topic, or to the card. */
export function telegramDesk({ telegram, owners }: Together, name: string, forum: boolean): Desk {
  const owner = owners.telegram
  const group = telegram.group({ title: name, members: [owner], forum, botIsAdmin: forum })
  const topics = () => telegram.world.chats.get(group.id).topics
  const threads = ({ id, text }: Read) => {
    const [number] = numbersIn(text)
    const found = [...topics()].filter(([, title]) => title.startsWith(`${number} `))
    return forum ? found.map(([topic]) => String(topic)) : [`re${id}`]
  }
  const says = (card: Read, line: string) =>
    void telegram.says(
      owner,
      line,
      forum ? { chat: group, topic: Number(threads(card).at(-1)) } : { chat: group, replyTo: Number(card.id) },
    )
  return {
    name,
    platform: 'telegram',
    owner: 'Tom',
    opens: (category) => void telegram.says(owner, `/desk@regulars_bot ${category}`, { chat: group }),
    reads: () =>
      telegram
        .sent(group)
        .filter(({ deleted }) => !deleted)
        .map(onTelegram),
    threads,
    presses: ({ id }, label) => void telegram.presses(owner, { chat: group.id, id: Number(id) }, label),
    answers: async (card, words) => says(card, `/reply ${words}`),
    resolves: async (card, words) => says(card, `/resolve fixed ${words}`),
  }
}

/** A channel. Answers are given in the modal, or by calling the app in the thread. */
export function slackDesk({ slack, owners }: Together, name: string, by: 'modal' | 'thread'): Desk {
  const owner = owners.slack
  const channel = slack.channel({ name, members: [owner] })
  const find = (id: string) => slack.sent(channel).find((it) => it.id === id) as SlackSeen
  const fills = async ({ id }: Read, label: string, values: Record<string, unknown>) => {
    slack.presses(owner, find(id), label)
    await slack.nextModal(owner, ({ title }) => title === label)
    await slack.submits(owner, values)
  }
  const says = ({ id }: Read, line: string) =>
    void slack.says(owner, `@${slack.bot.name} ${line}`, { chat: channel, thread: id })
  return {
    name,
    platform: 'slack',
    owner: 'Sal',
    opens: (category) => void slack.asks(owner, `/regulars desk ${category}`, { chat: channel }),
    reads: () =>
      slack
        .sent(channel)
        .filter(({ deleted }) => !deleted)
        .map(onSlack),
    threads: ({ id }) => [id],
    presses: ({ id }, label) => void slack.presses(owner, find(id), label),
    answers: async (card, words) =>
      by === 'modal' ? fills(card, 'Answer', { 'Your answer': words }) : says(card, `/reply ${words}`),
    resolves: async (card, words) =>
      by === 'modal'
        ? fills(card, 'Settle', { How: 'put right', 'A last word to the customer': words })
        : says(card, `/resolve fixed ${words}`),
  }
}

/** A channel. Answers are given in the modal, or by command in the thread. */
export function discordDesk({ discord, owners }: Together, guild: string, name: string, by: 'modal' | 'thread'): Desk {
  const owner = owners.discord
  const channel = discord.channel(guild, { name })
  const threads = ({ text }: Read) => {
    const [number] = numbersIn(text)
    const found = discord.threads(channel).filter((it) => it.name.startsWith(`${number} `))
    return found.map(({ id }) => id)
  }
  const at = (card: Read) => ({ channel: threads(card).at(-1) ?? '' })
  const fills = async ({ id }: Read, label: string, values: Record<string, string>) =>
    void discord.submits(await discord.opened(discord.presses(owner, id, label)), values)
  return {
    name,
    platform: 'discord',
    owner: 'Dee',
    opens: (category) => void discord.slash(owner, 'desk', { categories: category }, { channel }),
    reads: () =>
      [undefined, ...discord.threads(channel).map(({ id }) => id)].flatMap((place) =>
        discord
          .sent(place ?? channel.id)
          .filter(({ deleted }) => !deleted)
          .map((it) => onDiscord(it, place)),
      ),
    threads,
    presses: ({ id }, label) => void discord.presses(owner, id, label),
    answers: async (card, words) =>
      by === 'modal'
        ? fills(card, 'Answer', { 'Your answer': words })
        : void discord.slash(owner, 'reply', { answer: words }, at(card)),
    resolves: async (card, words) =>
      by === 'modal'
        ? fills(card, 'Settle', { How: 'put right', 'A last word to the customer': words })
        : void discord.slash(owner, 'resolve', { outcome: `fixed ${words}` }, at(card)),
  }
}
