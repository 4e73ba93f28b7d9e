import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Adapter, type Engine, SendError } from '../../src/chat.ts'
import { isStartWord } from '../shared/start-word.ts'
import { Conversations } from './conversations.ts'
import { Feed } from './feed.ts'
import { inventedPeople, People } from './people.ts'
import { isDrawable, pieces } from './render.ts'
import { type Running, routes } from './routes.ts'
import { usualLargest, type WebSettings } from './settings.ts'
import { Uploads } from './uploads.ts'

const platform = 'web'
const beatEveryMs = 15_000

/**
 * The web chat: a platform of our own, for trying the product out on one machine. All seats stand on one page, open to
 * whoever can reach it, so it must be bound to loopback. It is the platform, so it keeps the transcripts itself; they
 * belong to one process.
 */
export function web(settings: WebSettings): Adapter {
  let running: (Running & { stop(): Promise<void> }) | undefined
  let trouble: string | undefined

  return {
    platform,
    can: { form: () => true, threads: false, private: true, edit: true },
    pace: { all: [], place: () => [], inFlight: 100 },

    async start(engine) {
      running = await open(settings, engine)
    },

    async mount(http) {
      http.addHook('preClose', async () => running?.feed.close())
      await http.register(async (scope) => routes(scope, settings, () => running))
    },

    async stop() {
      const stopping = running
      running = undefined
      await stopping?.stop()
    },

    drawn: pieces,

    async send(to, message, options) {
      if (!running) throw new SendError({ kind: 'later' }, 'web chat: not running')
      const person = running.people.find(to.only?.id ?? to.place.channel)
      if (!person) throw new SendError({ kind: 'unreachable' }, 'web chat: nobody of that name')
      if (!isDrawable(message))
        throw new SendError({ kind: 'refused' }, 'web chat: nothing to read, or too much in a button')
      const { conversations } = running
      const entry = await written(() => conversations.say(person.id, message, options.key, to.replaces))
      return { place: { platform, channel: person.id }, message: entry.id }
    },

    async remove({ place, message }) {
      if (!running) throw new SendError({ kind: 'later' }, 'web chat: not running')
      const { conversations, people } = running
      if (people.find(place.channel)) await written(() => conversations.remove(place.channel, message))
    },

    async fetch(file, signal) {
      if (!running) throw new SendError({ kind: 'later' }, 'web chat: not running')
      return running.uploads.read(file.id, signal)
    },

    link(start = '') {
      const address = settings.address?.()
      return address && `${address}/${isStartWord(start) ? `?start=${start}` : ''}`
    },

    status: () => (running ? (trouble ?? 'ok') : 'not started'),
  }

  /** Throws `SendError` when a transcript cannot be read or written. */
  async function written<T>(write: () => Promise<T>): Promise<T> {
    try {
      const done = await write()
      trouble = undefined
      return done
    } catch (error) {
      trouble = 'transcripts cannot be written'
      const { code } = error as NodeJS.ErrnoException
      settings.log.error({ code }, 'web chat: transcript not written')
      throw new SendError({ kind: 'later' }, 'web chat: transcript not written')
    }
  }
}

async function open(settings: WebSettings, engine: Engine): Promise<Running & { stop(): Promise<void> }> {
  const { folder, now = () => new Date(), largestFile = usualLargest } = settings
  if (folder !== undefined) await mkdir(folder, { recursive: true, mode: 0o700 })
  const people = await People.open(settings.people ?? inventedPeople, folder && join(folder, 'people.json'))
  const feed = new Feed(randomBytes(6).toString('hex'))
  const uploads = new Uploads(folder && join(folder, 'uploads'), largestFile, now)
  const conversations = new Conversations({ folder, now, feed, engine, uploads })
  const unwatch = engine.watch((trace) => feed.publish('trace', trace))
  const beat = setInterval(() => feed.beat(), beatEveryMs)
  beat.unref()
  const stop = async () => {
    clearInterval(beat)
    unwatch()
    feed.close()
    await conversations.close()
  }
  return { engine, people, feed, conversations, uploads, stop }
}
