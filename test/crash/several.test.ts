import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { onDatabase } from '../databases.ts'
import { realLimits } from '../platforms/telegram/limits.ts'
import { startTelegram, type TelegramServer } from '../platforms/telegram/server.ts'
import { environment, onTelegram } from './fronts/telegram.ts'
import { peekInto } from './peek.ts'
import { Program } from './program.ts'
import { kills, patience, seed, survives } from './survives.ts'

describe('several processes on one database', () => {
  const fresh = onDatabase('postgresql')

  /** Two of them, started on that database. They are ended with the test. */
  async function twoOn(database: string, server: TelegramServer, prepare = (_: Program[]) => {}): Promise<Program[]> {
    const folder = mkdtempSync(join(tmpdir(), 'regulars-crash-'))
    const env = { ...environment(server), LOG_LEVEL: 'error', DATABASE_URL: database }
    const programs = [await Program.on({ env, folder }), await Program.on({ env, folder })]
    fresh.after(async () => rmSync(folder, { recursive: true, force: true }))
    for (const program of programs) fresh.after(() => program.kill())
    prepare(programs)
    for (const program of programs) program.start()
    await Promise.all(programs.map((program) => program.ready))
    return programs
  }

  test(
    'nothing is lost and nothing done twice when any of two is killed, or both',
    async () =>
      survives({ database: await fresh.url(), fronts: [await onTelegram(seed)], processes: 2, kills: kills(5) }),
    patience(5),
  )

  test(
    'three share the pace of the platform, also when they are killed',
    async () => {
      const early: unknown[] = []
      await survives({
        database: await fresh.url(),
        processes: 3,
        kills: kills(3),
        env: { TELEGRAM_PER_SECOND: '30' },
        perSecond: { said: 12, sold: 4 },
        fronts: [
          await onTelegram(seed, (server) => {
            server.fault({ kind: 'delay', on: 'sendMessage', ms: 2, spread: 60 })
            server.limits(realLimits)
            early.push(server.violations)
          }),
        ],
      })
      expect(early).toEqual([[]])
    },
    patience(3),
  )

  test(
    'whichever is killed, the other goes on',
    async () => {
      await using server = await startTelegram({ patience: 15_000 })
      const ana = server.person({ name: 'Ana', language: 'en' })
      for (const program of await twoOn(await fresh.url(), server)) {
        await program.kill()
        const since = performance.now()
        server.says(ana, '/start')
        await server.next(ana, 'Hello Ana')
        process.stdout.write(`the other answered after ${Math.round(performance.now() - since)} ms\n`)
        program.start()
        await program.ready
      }
    },
    patience(2),
  )

  test(
    'what one had taken in when it was killed is answered by the other',
    async () => {
      await using server = await startTelegram({ patience: 15_000 })
      const database = await fresh.url()
      const [first] = await twoOn(database, server, ([first, second]) => {
        first?.listens()
        second?.listens(first?.url)
      })
      const ana = server.person({ name: 'Ana', language: 'en' })
      await using peek = await peekInto(database)
      // Nobody can be answered while nobody can be looked up.
      await peek.rows('BEGIN')
      await peek.rows('LOCK TABLE identity IN ACCESS EXCLUSIVE MODE')
      server.says(ana, '/start')
      await until(() => server.world.webhook.delivered === 1)
      await first?.kill()
      await peek.rows('COMMIT')
      const since = performance.now()
      await server.next(ana, 'Hello Ana')
      process.stdout.write(`the other took it up after ${Math.round(performance.now() - since)} ms\n`)
      expect(server.sent(ana)).toHaveLength(1)
    },
    patience(1),
  )
})

/** Looks again and again until it is so. */
async function until(is: () => boolean): Promise<void> {
  while (!is()) await new Promise((resolve) => setImmediate(resolve))
}
