import { segmentCounting } from '../src/audiences/counting/segment.ts'
import { audienceCondition, countAudience, countWork, prepareWords, saveSegment } from '../src/audiences/exports.ts'
import type { Database } from '../src/database/database.ts'
import { Batcher } from '../src/engine/batcher.ts'
import { makeLog } from '../src/log.ts'
import { defaultProgram } from '../src/program/program.ts'

type Tools = Parameters<ReturnType<typeof countWork>['make']>[0]

/** Longest wait of somebody else while an audience is counted, and how long that takes, in milliseconds. */
export type Waited = { words: string; atOnce: { wait: number; all: number }; aside: { wait: number; all: number } }

/** Has somebody ask something again and again, until that has been done. */
async function besides(batcher: Batcher, work: () => Promise<unknown>): Promise<{ wait: number; all: number }> {
  const started = performance.now()
  let isDone = false
  const working = work().finally(() => {
    isDone = true
  })
  let wait = 0
  while (!isDone) {
    const asked = performance.now()
    await batcher.run((unit) => unit.sql.query('SELECT balance FROM account WHERE "customerId" = ?', 'c0000001'))
    wait = Math.max(wait, performance.now() - asked)
  }
  await working
  return { wait, all: performance.now() - started }
}

/** An audience counted in one transaction, and as a segment of a large shop is, beside somebody who asks something. */
export async function waitWhile(database: Database, words: string, now: Date): Promise<Waited> {
  const batcher = new Batcher(database, { now: () => now })
  const program = defaultProgram
  const atOnce = await besides(batcher, () =>
    batcher.run(async (unit) => {
      const prepared = await prepareWords(unit, words)
      if ('problem' in prepared) throw new Error(`${words}: ${prepared.problem.kind}`)
      const { timeZone, currency } = program
      await countAudience(
        unit,
        audienceCondition(prepared.audience, { dialect: unit.dialect, now, timeZone, currency }),
      )
    }),
  )
  await batcher.run(async (unit) => {
    const { id } = await saveSegment(unit, 'bench', words, 'bench')
    await unit.sql.execute(
      `INSERT INTO count_request (kind, subject, version, detail, "askedBy", address, locale, created)
       VALUES ('segment', ?, 0, 'bench', 'bench', '{"place":{"platform":"none","channel":"none"}}', 'en', ?)`,
      id,
      now,
    )
  })
  const ending = new AbortController()
  // Counts need no store for files.
  const tools: Partial<Tools> = {
    database,
    run: batcher.run.bind(batcher),
    log: makeLog('silent'),
    now: () => now.getTime(),
  }
  const aside = await besides(batcher, async () => {
    const working = countWork(segmentCounting(program))
      .make(tools as Tools)
      .run(ending.signal)
    while ((await database.query('SELECT id FROM count_request')).length > 0)
      await new Promise((resolve) => setTimeout(resolve, 5))
    ending.abort()
    await working
  })
  return { words, atOnce, aside }
}
