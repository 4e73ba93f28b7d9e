/** Sends one text to chat after chat, so many at once, and keeps nothing: what a campaign costs without a program around it. */
import { Pool } from 'undici'

const { TOKEN = '', ROOT = '', TEXT = '', FIRST = '0', COUNT = '0' } = process.env
const atOnce = 30
const pool = new Pool(ROOT, { connections: atOnce, pipelining: 1 })
let next = Number(FIRST)
const end = next + Number(COUNT)
process.once('SIGTERM', () => process.exit(0))

async function line(): Promise<void> {
  while (next < end) {
    const chat = next
    next += 1
    const { body } = await pool.request({
      path: `/bot${TOKEN}/sendMessage`,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ chat_id: chat, text: TEXT }),
    })
    await body.dump()
  }
}

await Promise.all(Array.from({ length: atOnce }, line))
