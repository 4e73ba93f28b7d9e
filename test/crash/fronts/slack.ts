import manifest from '../../../adapters/slack/manifest.json' with { type: 'json' }
import { startSlack } from '../../platforms/slack/server.ts'
import type { Front } from './front.ts'

/**
 * How long Slack waits before it tells something again, in milliseconds: in truth minutes, and three times. Here it goes on
 * for as long as the run, for a program that is killed every few seconds may not be connected for long.
 */
const retries = Array(100_000).fill(50)

/** Slack in socket mode: it is slow, repeats itself, loses answers and asks for pauses. */
export async function onSlack(seed: number): Promise<Front> {
  const server = await startSlack({ seed, retries, deadline: 2_000 })
  server.install(manifest)
  server.fault({ kind: 'delay', on: 'chat.postMessage', ms: 2, spread: 30 })
  server.fault({ kind: 'repeat', times: 1, chance: 0.05 })
  server.fault({ kind: 'lose', on: 'chat.postMessage', chance: 0.005 })
  server.fault({ kind: 'answer', on: 'chat.postMessage', code: 429, retryAfter: 1, chance: 0.003 })
  return {
    environment: { SLACK_BOT_TOKEN: server.botToken, SLACK_APP_TOKEN: server.appToken, SLACK_API_URL: server.apiUrl },
    get pending() {
      return server.pending
    },
    person(name) {
      const { id } = server.person({ name, locale: 'en-US' })
      const chat = server.world.workspace.direct(id).id
      return {
        reference: `slack:${id}`,
        conversation: `slack ${chat}`,
        commands: false,
        atOnce: 1,
        says: (text) => void server.says(id, text),
        heard: (from) => {
          const seen = server.sent(chat).slice(from)
          return seen.map(({ id, text, buttons }) => ({ id, text, labels: buttons.map((button) => button.text) }))
        },
      }
    },
    heeded: () => server.connected(),
    arrival: () => server.arrival('chat.postMessage'),
    stop: () => server.stop(),
  }
}
