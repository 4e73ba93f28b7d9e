import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { discord } from '../../adapters/discord/adapter.ts'
import type { Database } from '../../src/database/database.ts'
import { openDatabase } from '../../src/database/open.ts'
import { RegularsEngine } from '../../src/engine/engine.ts'
import { Measures } from '../../src/engine/measures.ts'
import { allFeatures } from '../../src/features.ts'
import { usualTypes } from '../../src/files/rules.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { appoint } from '../../src/staff/store.ts'
import { notUnderstood } from '../../src/welcome/flow.ts'
import { until } from '../contract/until.ts'
import { unasked } from '../conversation.ts'
import { type Fresh, onDatabase } from '../databases.ts'
import { MemoryBlobs } from '../files/memory.ts'
import { silent } from '../log.ts'
import { type DiscordServer, startDiscord } from '../platforms/discord/server.ts'

/** A whole program on that Discord and that database, which is connected. */
async function run(server: DiscordServer, database: Database): Promise<RegularsEngine> {
  const engine = await start(server, database)
  await server.session('identified')
  return engine
}

async function start(server: DiscordServer, database: Database): Promise<RegularsEngine> {
  const engine = new RegularsEngine({
    database,
    features: allFeatures({ ...defaultProgram, ...unasked }),
    unknown: notUnderstood,
    files: { blobs: new MemoryBlobs(), rules: { most: 1_000, types: usualTypes } },
    log: silent,
    measures: new Measures(),
  })
  await engine.connect(discord({ token: server.token, api: server.apiRoot, log: silent }))
  await engine.start()
  return engine
}

async function open(fresh: Fresh) {
  const server = await startDiscord({ patience: 5_000 })
  const { database, url } = await fresh.openAt()
  const engine = await run(server, database)
  const engines = [engine]
  fresh.after(async () => {
    for (const each of engines) await each.stop()
    await server.stop()
  })
  await until(() => server.commands().length > 5)
  const [ada, ben] = [server.person({ name: 'Ada' }), server.person({ name: 'Ben' })]
  const { general } = server.guild({ members: [ada, ben] })
  return { server, database, url, engine, engines, ada, ben, general }
}

describe('a whole program on Discord', () => {
  const fresh = onDatabase('sqlite')

  test('answers in a server for one person alone, changes that, and books by a form', async () => {
    const { server, engine, ada, ben, general } = await open(fresh)
    await engine.run((unit) => appoint(unit, [{ platform: 'discord', id: ben.id }], 'staff'))
    server.slash(ada, 'start', {}, { channel: general })
    const welcome = await server.next(general)
    expect(welcome).toMatchObject({ only: ada.id, loading: false })
    expect(welcome.text).toContain('Ada')
    server.slash(ben, 'earn', { [optionOf(server, 'earn')]: `${server.mention(ada)} 12.50` }, { channel: general })
    await server.next(general, (seen) => seen.only === ben.id && !seen.loading)
    expect((await server.next(server.dm(ada).id)).text).toContain('12')

    const modal = await server.opened(server.slash(ben, 'earn', {}, { channel: general }))
    const data = Object.fromEntries(modal.fields.map((field) => [field.data, field.data === 'amount' ? 'lots' : 'x']))
    server.submits(modal, data)
    const objection = await server.next(general, (seen) => seen.only === ben.id && !seen.loading)
    expect(objection.text).toContain('Please write a number')

    server.slash(ada, 'points', {}, { channel: general })
    const points = await server.next(general, (seen) => seen.only === ada.id && seen.text.includes('12'))
    const [button] = points.buttons.flat()
    expect(button).toBeDefined()
    const pressed = server.presses(ada, points.id, button?.label ?? '')
    expect(await server.answer(pressed)).toMatchObject({ kind: 'deferred update' })
    await server.next(general, (seen) => seen.only === ada.id && (seen.id !== points.id || seen.edits > points.edits))
    expect(server.sees(ben, general).every(({ only }) => only === ben.id)).toBe(true)
  })

  test('answers once what was said while it was down, and acknowledges while the database is held', async () => {
    const { server, database, engine, engines, ada } = await open(fresh)
    server.says(ada, 'points')
    const first = await server.next(ada)
    await engine.stop()
    server.gateway.forget()
    server.says(ada, 'points')
    engines.push(await run(server, database))
    expect((await server.next(ada)).text).toBe(first.text)

    const held = database.transaction(async (sql) => {
      await sql.execute('UPDATE customer SET name = name')
      await pause(2_000)
    })
    const asked = server.slash(ada, 'points')
    expect(await server.answer(asked)).toMatchObject({ state: 'answered', kind: 'deferred' })
    expect(server.standing(asked).ms).toBeLessThan(3_000)
    await held
    expect((await server.next(ada)).text).toBe(first.text)
    server.says(ada, 'help')
    await server.next(ada)
    expect(server.sees(ada)).toHaveLength(4)
  })
})

describe('two processes on PostgreSQL', () => {
  const fresh = onDatabase('postgresql')

  test('hold one session between them: when one ends the other goes on, and nothing is lost or told twice', async () => {
    const { server, url, engine, engines, ada, ben, general } = await open(fresh)
    const database = await openDatabase(url, { log: silent })
    const second = await start(server, database)
    engines.push(second)
    fresh.after(() => database.close())
    server.says(ada, 'points')
    const first = await server.next(ada)
    expect(server.gateway.identified).toBe(1)
    await engine.stop()
    server.says(ada, 'points')
    server.says(ben, `${server.mention(server.bot)} points`, { channel: general })
    await server.session('resumed')
    expect((await server.next(ada)).text).toBe(first.text)
    await server.next(ben)
    server.says(ada, 'points')
    await server.next(ada)
    expect([server.sees(ada).length, server.sees(ben).length, server.gateway.live.length]).toEqual([3, 1, 1])
    expect(server.gateway.identified).toBe(1)
  })
})

const optionOf = (server: DiscordServer, name: string): string =>
  server.commands().find((command) => command.name === name)?.options?.[0]?.name ?? ''
