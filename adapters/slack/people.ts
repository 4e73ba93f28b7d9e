import type { Person } from '../../src/chat.ts'
import { shape, string } from '../shared/shape.ts'
import { clip, literal } from '../shared/text.ts'
import { CallError, type Client } from './client.ts'
import { isVisible } from './text.ts'

/** What Slack tells of people besides their ids, and which conversation each has with the bot. */
export interface People {
  /** With name and locale, where they are known or come in time. */
  named(person: Person): Promise<Person>
  /** The conversation of that person alone with the bot, where it is known. */
  direct(person: string): string | undefined
  /** The same; where it is not known it is asked for. Throws {@link CallError}. */
  open(person: string, signal: AbortSignal): Promise<string>
  /** The same, or the person's own id, which stands for it, when that takes too long. */
  home(person: string): Promise<string>
  /** Whose conversation alone with the bot that is, where it is known. */
  owner(channel: string): string | undefined
  /** Notes whose conversation that is. */
  note(person: string, channel: string): void
}

type Known = { about: Pick<Person, 'name' | 'locale'>; until: number }

export type PeopleOptions = { client: Client; signal: AbortSignal; now: () => Date }

/** Most people kept in mind. */
const most = 10_000
/** How long what is known of somebody is good, and how long nothing is asked again after a failure, in milliseconds. */
const fresh = 3_600_000
const quiet = 60_000
/** How long somebody may be waited for, in milliseconds: Slack waits three seconds to be acknowledged. */
const patience = 500
/** How often the network is looked at once more when that is over. */
const lastLooks = 5
const deadline = 5_000
/** Most people asked about at once: messages need the connections. */
const mostAsked = 16
const longestName = 130

export function makePeople({ client, signal, now }: PeopleOptions): People {
  const known = new Map<string, Known>()
  const coming = new Map<string, Promise<Known['about']>>()
  const channels = new Map<string, string>()
  const owners = new Map<string, string>()
  let pausedUntil = 0

  function ask(id: string): Promise<Known['about']> {
    const before = coming.get(id)
    if (before) return before
    if (coming.size >= mostAsked || now().getTime() < pausedUntil) return Promise.resolve({})
    const keep = (about: Known['about'], ms: number) => {
      put(known, id, { about, until: now().getTime() + ms })
      return about
    }
    const asked = client
      .call('users.info', { user: id, include_locale: true }, { signal, deadline })
      .then((answer) => keep(readUser(answer.user), fresh))
      .catch((error: unknown) => {
        if (error instanceof CallError && error.failure.kind === 'slow') {
          pausedUntil = now().getTime() + error.failure.retryAfter * 1000
        }
        return keep(known.get(id)?.about ?? {}, quiet)
      })
      .finally(() => coming.delete(id))
    coming.set(id, asked)
    return asked
  }

  const note = (person: string, channel: string) => {
    if (!channel.startsWith('D') || channels.get(person) === channel) return
    put(channels, person, channel)
    put(owners, channel, person)
  }

  async function open(person: string, until: AbortSignal): Promise<string> {
    const before = channels.get(person)
    if (before !== undefined) return before
    const answer = await client.call('conversations.open', { users: person }, { signal: until, deadline })
    const channel = string(shape(answer.channel)?.id)
    if (!channel)
      throw new CallError('conversations.open', { kind: 'unsent', reason: 'answered without a conversation' })
    note(person, channel)
    return channel
  }

  return {
    async named(person) {
      const found = known.get(person.id)
      if (found && found.until > now().getTime()) return { ...person, ...found.about }
      const asked = ask(person.id)
      // what was known before is good enough until the answer is there
      return { ...person, ...(found ? found.about : await inTime(asked, {})) }
    },
    direct: (person) => channels.get(person),
    owner: (channel) => owners.get(channel),
    note,
    open,
    home: (person) =>
      inTime(
        open(person, signal).catch(() => person),
        person,
      ),
  }
}

/** The answer, or something else when it takes too long. */
async function inTime<T>(asked: Promise<T>, otherwise: T): Promise<T> {
  const late = Promise.withResolvers<T>()
  // when it was us who were too busy to look, the answer is there by now
  const look = (turns: number): unknown => (turns > 0 ? setImmediate(() => look(turns - 1)) : late.resolve(otherwise))
  const timer = setTimeout(() => look(lastLooks), patience)
  try {
    return await Promise.race([asked, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

/** Remembers it, and forgets what was remembered longest ago when there is too much. */
function put<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > most && oldest !== undefined) map.delete(oldest)
}

function readUser(given: unknown): Known['about'] {
  const user = shape(given)
  const profile = shape(user?.profile)
  const names = [profile?.display_name, profile?.real_name, user?.real_name, user?.name].map(string)
  const name = clip(literal(names.find((each) => each !== undefined && isVisible(each)) ?? '').trim(), longestName)
  const locale = string(user?.locale)
  return {
    ...(name !== '' && { name }),
    ...(locale !== undefined &&
      /^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8}){0,3}$/.test(locale) && { locale: locale.replaceAll('_', '-') }),
  }
}
