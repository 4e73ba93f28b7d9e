import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { openDatabase } from '../../src/database/open.ts'
import { eachDatabase, onDatabase } from '../databases.ts'
import { silent } from '../log.ts'
import { administer } from '../postgresql/administer.ts'

/** Work that notes who does it, and whether two ever do it at once. */
class Work {
  doing: string[] = []
  done = 0
  overlaps = 0
  readonly run = (who: string) => async (signal: AbortSignal) => {
    this.doing.push(who)
    if (this.doing.length > 1) this.overlaps += 1
    if (!signal.aborted) await once(signal, 'abort')
    this.doing = this.doing.filter((other) => other !== who)
    this.done += 1
  }
}

eachDatabase((fresh) => {
  test('a process alone leads until it stops, and may lead again', async () => {
    const database = await fresh.open()
    const work = new Work()
    for (const round of [1, 2]) {
      const stop = database.lead('work', work.run('a'))
      await expect.poll(() => work.doing).toEqual(['a'])
      expect(() => database.lead('work', work.run('b'))).toThrow('led by this process already')
      await stop()
      expect(work).toMatchObject({ doing: [], done: round, overlaps: 0 })
    }
  })

  test('work that fails or ends by itself is begun again', async () => {
    const database = await fresh.open()
    let begun = 0
    database.lead('work', async () => {
      begun += 1
      if (begun === 1) throw new Error('it failed')
    })
    await expect.poll(() => begun, { timeout: 5000 }).toBeGreaterThanOrEqual(3)
  })

  test('closing ends the work first', async () => {
    const database = await openDatabase(await fresh.url(), { log: silent })
    const work = new Work()
    database.lead('work', work.run('a'))
    await expect.poll(() => work.doing).toEqual(['a'])
    await Promise.all([database.close(), database.close()])
    expect(work).toMatchObject({ doing: [], done: 1 })
  })

  test('listeners of a topic are called, those of another are not, and none after it was ended', async () => {
    const database = await fresh.open()
    const heard: string[] = []
    const off = database.on('one', () => heard.push('one'))
    database.on('two', () => heard.push('two'))
    await database.ping()
    await expect.poll(() => database.notify('one').then(() => heard)).toContain('one')
    off()
    heard.length = 0
    await database.notify('one')
    await database.notify('two')
    expect(heard).toContain('two')
    expect(heard).not.toContain('one')
  })
})

describe('several processes', () => {
  const fresh = onDatabase('postgresql')

  /** Two databases on the same address, as two processes have them. */
  async function two(): Promise<{ a: Database; b: Database; url: string }> {
    const { database: a, url } = await fresh.openAt()
    const b = await openDatabase(url, { log: silent })
    fresh.after(() => b.close())
    return { a, b, url }
  }
  const lines = "FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE '%line'"

  test('one leads, and when it stops the other does', async () => {
    const { a, b } = await two()
    const work = new Work()
    const stop = a.lead('work', work.run('a'))
    await expect.poll(() => work.doing).toEqual(['a'])
    const other = new Work()
    b.lead('other', other.run('b'))
    b.lead('work', work.run('b'))
    await expect.poll(() => other.doing).toEqual(['b'])
    expect(work.doing).toEqual(['a'])
    await stop()
    await expect.poll(() => work.doing, { timeout: 2000 }).toEqual(['b'])
    expect(work.overlaps).toBe(0)
  })

  test('when the connection of the one that leads breaks it stops, and one leads again within two seconds', async () => {
    const { a, b, url } = await two()
    const work = new Work()
    a.lead('work', work.run('a'))
    await expect.poll(() => work.doing).toEqual(['a'])
    b.lead('work', work.run('b'))
    for (let round = 1; round <= 3; round += 1) {
      const { done } = work
      // whoever takes over before his own line is cut as well leads for a moment only
      await administer(url, `SELECT pg_terminate_backend(pid) ${lines}`)
      await expect.poll(() => work.done, { timeout: 2000 }).toBeGreaterThan(done)
      await expect.poll(() => work.doing.length, { timeout: 2000 }).toBe(1)
    }
    expect(work.overlaps).toBe(0)
  })

  test('when the process that leads is killed another leads within two seconds', async () => {
    const { database, url } = await fresh.openAt()
    const child = spawn(process.execPath, [fileURLToPath(new URL('leader.ts', import.meta.url)), url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    await once(child.stdout, 'data')
    const work = new Work()
    database.lead('work', work.run('here'))
    await expect.poll(async () => (await administer(url, `SELECT 1 ${lines}`)).length).toBe(2)
    expect(work.doing).toEqual([])
    child.kill('SIGKILL')
    await expect.poll(() => work.doing, { timeout: 2000 }).toEqual(['here'])
  })

  test('what one says is heard by the other, and what was missed meanwhile is made up for', async () => {
    const { a, b, url } = await two()
    let heard = 0
    b.on('topic', () => {
      heard += 1
    })
    await expect.poll(() => heard).toBe(1)
    await a.notify('topic')
    await expect.poll(() => heard).toBe(2)
    await b.notify('topic')
    expect(heard).toBe(3)
    await administer(url, `SELECT pg_terminate_backend(pid) ${lines}`)
    await expect.poll(() => heard).toBe(4)
    await a.notify('topic')
    await expect.poll(() => heard).toBe(5)
  })

  test('a server that is gone ends the leading, and when it is back there is one that leads', async () => {
    const { a, url } = await two()
    const name = new URL(url).pathname.slice(1)
    const work = new Work()
    a.lead('work', work.run('a'))
    await expect.poll(() => work.doing).toEqual(['a'])
    const server = new URL(url)
    server.pathname = 'postgres'
    await administer(server.href, `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`)
    await administer(server.href, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`)
    await expect.poll(() => work.doing).toEqual([])
    await expect(a.ping()).rejects.toThrow()
    await administer(server.href, `ALTER DATABASE ${name} ALLOW_CONNECTIONS true`)
    await expect.poll(() => work.doing, { timeout: 3000 }).toEqual(['a'])
    await a.ping()
  })
})
