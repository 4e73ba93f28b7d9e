import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { clockFinding } from '../../src/doctor/clock.ts'
import { filesFinding } from '../../src/doctor/files.ts'
import { nodeFinding, zonesFinding } from '../../src/doctor/machine.ts'
import { publicFinding, serverFindings } from '../../src/doctor/server.ts'
import { proxyFinding, settingsFindings } from '../../src/doctor/settings.ts'

/** A server that answers so, on loopback. */
async function serving(answer: RequestListener): Promise<{ port: number; address: string }> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { port, address: `http://127.0.0.1:${port}` }
}

const json =
  (status: number, body: object): RequestListener =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

describe('settings', () => {
  test('each that cannot be used is said by itself, without its value, and the rest is read', () => {
    const { config, findings } = settingsFindings({
      ...{ PORT: 'seven', TELEGRAM_BOT_TOKEN: 'secret token', SHOP: 'x', HOST: '0.0.0.0', SLACK_APP_TOKEN: 'xapp-1' },
      TELEGRAM_WEBHOOK_SECRET: 'hidden',
    })
    expect(findings.map(({ state, found }) => `${state} ${found.split(/[: ]/)[0]}`).sort()).toEqual([
      'wrong PORT',
      'wrong Slack',
      'wrong TELEGRAM_BOT_TOKEN',
      'wrong TELEGRAM_WEBHOOK_SECRET',
    ])
    expect(JSON.stringify(findings)).not.toMatch(/seven|secret token|hidden|xapp-1/)
    expect(config).toMatchObject({ HOST: '0.0.0.0', PORT: 3000 })
  })

  test('a bucket without its keys', () => {
    const { config, findings } = settingsFindings({ FILES: 's3://bucket/x' })
    expect(findings).toMatchObject([{ state: 'wrong' }])
    expect(config.FILES).toBe(undefined)
  })

  test.each([
    [{}, 'ok'],
    [{ TRUST_PROXY: 'loopback', PUBLIC_URL: 'https://a.example' }, 'ok'],
    [{ PUBLIC_URL: 'https://a.example' }, 'look'],
    [{ TRUST_PROXY: 'loopback' }, 'look'],
    [{ TRUST_PROXY: '10.0.0.1, 0.0.0.0/0', PUBLIC_URL: 'https://a.example' }, 'wrong'],
  ])('proxies: %j', (settings, state) => {
    expect(proxyFinding(readConfig(settings)).state).toBe(state)
  })
})

describe('the machine', () => {
  test('Node, time zones and clock', () => {
    expect(['v24.0.0', 'v26.1.0', 'v22.9.1', 'v9.0.0'].map((each) => nodeFinding(each).state)).toEqual([
      'ok',
      'ok',
      'wrong',
      'wrong',
    ])
    expect(zonesFinding().state).toBe('ok')
    const states = [0, 29_999, -29_999, 31_000, -31_000].map((aheadMs) => clockFinding({ clock: 'x', aheadMs }).state)
    expect(states).toEqual(['ok', 'ok', 'ok', 'wrong', 'wrong'])
    expect(clockFinding({ clock: 'x', aheadMs: -90_000 }).found).toBe('the clock of this machine is 90 s behind')
  })
})

describe('the server', () => {
  const at = (port: number, host = '127.0.0.1') => serverFindings(readConfig({ HOST: host, PORT: String(port) }))

  test('runs and is well, is degraded, or has no database', async () => {
    const { port } = await serving(json(200, { status: 'ready', adapters: { slack: 'ok' } }))
    const well = await at(port)
    expect([well.runs, well.findings.map(({ state }) => state)]).toEqual([true, ['ok', 'ok']])
    const half = await serving(json(200, { status: 'degraded', adapters: { slack: 'connecting', web: 'ok' } }))
    expect((await at(half.port)).findings.slice(1)).toMatchObject([
      { about: 'slack connection', state: 'look', found: 'connecting' },
    ])
    const away = await serving(json(503, { code: 'unavailable', detail: 'The database does not answer.' }))
    expect((await at(away.port)).findings.slice(1)).toMatchObject([
      { state: 'wrong', found: 'The database does not answer.' },
    ])
  })

  test('is another program, or an address that this machine has not got', async () => {
    const { port } = await serving((_, response) => response.end('hello'))
    expect(await at(port)).toMatchObject({ runs: false, findings: [{ state: 'wrong' }] })
    expect((await at(3000, '192.0.2.7')).findings).toMatchObject([
      { found: 'cannot listen on 192.0.2.7:3000 (EADDRNOTAVAIL)' },
    ])
  })

  test('is reached under its public address', async () => {
    const of = (url: string, runs = true) => publicFinding({ ...readConfig({}), PUBLIC_URL: url }, runs)
    expect(await of('http://a.example')).toMatchObject({ state: 'look' })
    expect(await of('https://a.example', false)).toMatchObject({ state: 'ok' })
    expect(await of('https://127.0.0.1:1')).toMatchObject({
      state: 'look',
      found: expect.stringContaining('127.0.0.1:1'),
    })
    expect((await publicFinding(readConfig({}), true)).state).toBe('ok')
  })
})

describe('files', () => {
  test('a folder that will be made', async () => {
    expect((await filesFinding({ folder: join(tmpdir(), 'not', 'yet') })).state).toBe('ok')
  })

  test('a bucket: there, missing, refused, away; it is asked and not changed', async () => {
    const asked: string[] = []
    let status = 200
    const { address } = await serving(({ method, url }, response) => {
      asked.push(`${method} ${url}`)
      response.writeHead(status).end()
    })
    const bucket = { bucket: 'shop', prefix: '', region: 'us-east-1', accessKeyId: 'id', secretAccessKey: 'secret' }
    const states = []
    for (status of [200, 404, 403, 500]) states.push((await filesFinding({ ...bucket, endpoint: address })).state)
    expect(states).toEqual(['ok', 'wrong', 'look', 'look'])
    expect(new Set(asked)).toEqual(new Set(['HEAD /shop']))
    expect((await filesFinding({ ...bucket, endpoint: 'http://127.0.0.1:1' })).state).toBe('wrong')
  })
})
