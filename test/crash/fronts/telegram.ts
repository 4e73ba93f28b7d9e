import { startTelegram, type TelegramServer } from '../../platforms/telegram/server.ts'
import type { Front } from './front.ts'

export type TelegramFront = Front & { server: TelegramServer }

/** Telegram; without `spoil` it is slow, repeats itself, loses answers and asks for pauses. */
export async function onTelegram(seed: number, spoil = badDay): Promise<TelegramFront> {
  const server = await startTelegram({ seed, webhook: { firstPause: 20, longestPause: 200 } })
  spoil(server)
  return {
    server,
    environment: environment(server),
    get pending() {
      return server.pending
    },
    person(name) {
      const { id } = server.person({ name, language: 'en' })
      return {
        reference: `telegram:${id}`,
        conversation: `telegram ${id}`,
        commands: true,
        atOnce: 4,
        says: (text) => void server.says(id, text),
        presses: (message, label) => void server.presses(id, { chat: id, id: Number(message) }, label),
        heard: (from) => {
          if ((server.counts().get(id) ?? 0) <= from) return []
          const seen = server.sent(id).slice(from)
          return seen.map(({ id, text, buttons }) => ({
            id: String(id),
            text,
            labels: buttons.flat().map((button) => button.text),
          }))
        },
      }
    },
    heeded: async () => {},
    arrival: () => server.arrival('sendMessage'),
    stop: () => server.stop(),
  }
}

export function environment(server: TelegramServer): Record<string, string> {
  return { TELEGRAM_BOT_TOKEN: server.token, TELEGRAM_API_ROOT: server.root, TELEGRAM_PER_SECOND: '0' }
}

function badDay(server: TelegramServer): void {
  server.fault({ kind: 'delay', on: ['sendMessage', 'editMessageText'], ms: 2, spread: 30 })
  server.fault({ kind: 'repeat', times: 1, chance: 0.05 })
  server.fault({ kind: 'repeat', times: 1, when: 'later', chance: 0.05 })
  server.fault({ kind: 'lose', on: 'sendMessage', chance: 0.005 })
  server.fault({ kind: 'answer', on: 'sendMessage', code: 429, retryAfter: 1, chance: 0.003 })
  server.fault({ kind: 'answer', on: 'sendMessage', code: 500, chance: 0.003 })
}
