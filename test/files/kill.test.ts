import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/database/open.ts'
import { until } from '../contract/until.ts'
import { Program } from '../crash/program.ts'
import { eachDatabase } from '../databases.ts'
import { silent } from '../log.ts'
import { seeded } from '../platforms/shared/random.ts'
import { startTelegram } from '../platforms/telegram/server.ts'

/** No more than a file is tried again at once: what is killed oftener waits for some minutes. */
const kills = 3
const people = 4

eachDatabase((fresh) => {
  test('the program is killed while it fetches files: each is kept once, and what is gone is told', async () => {
    const random = seeded(20_261_122)
    const folder = await mkdtemp(join(tmpdir(), 'regulars-kill-'))
    const url = await fresh.url()
    const server = await startTelegram({ patience: 60_000 })
    const program = await Program.on({
      folder,
      env: {
        DATABASE_URL: url,
        FILES: join(folder, 'files'),
        TELEGRAM_BOT_TOKEN: server.token,
        TELEGRAM_API_ROOT: server.root,
        TELEGRAM_PER_SECOND: '0',
        LOG_LEVEL: 'warn',
      },
    })
    onTestFinished(async () => {
      await program.kill()
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    })

    const persons = Array.from({ length: people }, () => server.person({ started: true }))
    const bytesOf = (name: string) => Buffer.alloc(400_000, name)
    const names: string[] = []
    program.start()
    for (let kill = 0; kill < kills; kill += 1) {
      await program.ready
      for (const [index, person] of persons.entries()) {
        const name = `bill ${kill} ${index}.pdf`
        names.push(name)
        server.sends(person, server.attachment('document', bytesOf(name), name, 'application/pdf'))
        const gone = server.attachment('document', Buffer.from(`gone ${name}`), `gone ${name}`, 'application/pdf')
        server.sends(person, gone)
        server.world.files.remove(gone.document?.file_id ?? '')
      }
      await server.arrival('getFile')
      await pause(random() * 40)
      await program.kill()
      program.start()
    }

    const told = () => server.sent().filter(({ text }) => text.includes('could not keep'))
    await until(() => names.every((name) => told().some(({ text }) => text.includes(`gone ${name}`))))
    await until(async () => (await filesIn(join(folder, 'files'))).length === names.length)
    await program.stop()
    expect(program.errors).toEqual([])

    const database = await openDatabase(url, { log: silent })
    onTestFinished(() => database.close())
    const rows = await database.query<{ id: string; name: string; state: string }>('SELECT id, name, state FROM file')
    const namesOf = (wanted: string) => rows.flatMap(({ name, state }) => (state === wanted ? [name] : [])).toSorted()
    expect(namesOf('gone')).toEqual(names.map((name) => `gone ${name}`).toSorted())
    expect(namesOf('kept')).toEqual(names.toSorted())
    for (const { id, name } of rows.filter(({ state }) => state === 'kept'))
      expect((await readFile(join(folder, 'files', id.slice(-2), id))).equals(bytesOf(name))).toBe(true)
    const [deliveries] = await database.query<{ count: number }>(
      `SELECT count(*) AS count FROM delivery WHERE cause = 'files'`,
    )
    expect(deliveries?.count).toBe(names.length)
  }, 180_000)
})

/** Files that stand in their place; what a kill left half written does not count. */
async function filesIn(folder: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true })
  const isFile = await Promise.all(
    all.map(
      async (path) => !path.startsWith('new') && (await stat(join(folder, path)).catch(() => undefined))?.isFile(),
    ),
  )
  return all.filter((_, index) => isFile[index])
}
