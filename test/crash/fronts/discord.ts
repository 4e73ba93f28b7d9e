import { setImmediate } from 'node:timers/promises'
import { startDiscord } from '../../platforms/discord/server.ts'
import type { Front } from './front.ts'

/** Discord: it is slow, repeats itself, loses answers and asks for pauses. */
export async function onDiscord(seed: number): Promise<Front> {
  const server = await startDiscord({ seed })
  server.fault({ kind: 'delay', on: 'createMessage', ms: 2, spread: 30 })
  server.fault({ kind: 'repeat', on: 'MESSAGE_CREATE', times: 1, chance: 0.05 })
  server.fault({ kind: 'lose', on: 'createMessage', chance: 0.005 })
  server.fault({ kind: 'answer', on: 'createMessage', code: 429, retryAfter: 1, chance: 0.003 })
  server.fault({ kind: 'answer', on: 'createMessage', code: 500, chance: 0.003 })
  return {
    environment: { DISCORD_BOT_TOKEN: server.token, DISCORD_API_URL: server.apiRoot },
    pending: 0,
    person(name) {
      const { id } = server.person({ name, locale: 'en-US' })
      const chat = server.dm(id).id
      return {
        reference: `discord:${id}`,
        conversation: `discord ${chat}`,
        commands: false,
        atOnce: 4,
        says: (text) => void server.says(id, text),
        heard: (from) => {
          const seen = server.sent(id).slice(from)
          return seen.map(({ id, text, buttons }) => ({
            id,
            text,
            labels: buttons.flat().map((button) => button.label),
          }))
        },
      }
    },
    heeded: async () => {
      while (server.gateway.live.length === 0) await setImmediate()
    },
    arrival: () => server.arrival('createMessage'),
    stop: () => server.stop(),
  }
}
