import { validate } from '@scalar/openapi-parser'
import type { FastifyInstance } from 'fastify'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../browser.ts'
import { onDatabase } from '../databases.ts'
import { Shop } from './shop.ts'

type Operation = {
  summary?: string
  security?: unknown[]
  tags?: string[]
  requestBody?: { content: Record<string, { schema: object }> }
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>
}
type Description = {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object> }
}

/** All routes of a server, as the description writes them. */
function routesOf(http: FastifyInstance): string[] {
  const path: string[] = []
  const lines = http.printRoutes({ commonPrefix: false }).trimEnd().split('\n')
  return lines.flatMap((line) => {
    const [, indent = '', part = '', methods = ''] = /^([│ ]*)[├└]── (\S+) \((.*)\)$/.exec(line) ?? []
    path.splice(indent.length / 4, path.length, part.replace(/:(\w+)/g, '{$1}'))
    const named = methods.split(', ').filter((method) => method !== 'HEAD')
    return named.map((method) => `${method.toLowerCase()} ${path.join('')}`)
  })
}

describe('the description', () => {
  const fresh = onDatabase('sqlite')
  const read = async (shop: Shop) =>
    (await shop.send({ method: 'GET', url: '/docs/openapi.json' })).body as unknown as Description

  test('is valid OpenAPI 3.1', async () => {
    const description = await read(await Shop.open(fresh))
    expect(description.openapi).toBe('3.1.0')
    const { valid, errors } = await validate(JSON.stringify(description))
    expect(errors ?? []).toEqual([])
    expect(valid).toBe(true)
  })

  test('holds every route of the API and nothing of the adapters and of pages for people, each with what it may answer', async () => {
    const shop = await Shop.open(fresh)
    const { paths } = await read(shop)
    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    )
    const served = routesOf(shop.http).filter((route) => !/ \/(docs|[a-z]\/)/.test(route))
    expect(served).toContain('post /api/v1/purchases')
    expect(described.sort()).toEqual(served.sort())
    for (const [path, operations] of Object.entries(paths))
      for (const { summary, tags, responses } of Object.values(operations)) {
        expect(summary).toMatch(/\S/)
        expect(tags).toHaveLength(1)
        if (!path.startsWith('/api/')) continue
        const statuses = Object.keys(responses)
        expect(statuses).toEqual(expect.arrayContaining(['400', '401', '500', '503']))
        expect(statuses.some((status) => status === '200' || status === '201')).toBe(true)
        if (path.includes('{')) expect(statuses).toContain('404')
        for (const [status, { content }] of Object.entries(responses))
          expect(Object.keys(content ?? {})).toEqual([
            Number(status) < 400 ? 'application/json' : 'application/problem+json',
          ])
      }
  })
})

describe('the page', () => {
  const fresh = onDatabase('sqlite')
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())

  test('shows the API, and asks nobody else for anything', async () => {
    const shop = await Shop.open(fresh)
    const address = await shop.http.listen({ host: '127.0.0.1', port: 0 })
    const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } })
    const elsewhere: string[] = []
    const wrong: string[] = []
    await page.route('**/*', (route) => {
      if (route.request().url().startsWith(address)) return route.continue()
      elsewhere.push(route.request().url())
      return route.abort()
    })
    page.on('pageerror', (error) => void wrong.push(error.message))
    page.on('console', (message) => void (message.type() === 'error' && wrong.push(message.text())))
    await page.goto(`${address}/docs`)
    await page.getByRole('heading', { name: 'Take in a sale' }).waitFor()
    if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/docs.png` })
    expect(elsewhere).toEqual([])
    expect(wrong).toEqual([])
    await page.close()
  })

  test('names no address but those of this server', async () => {
    const shop = await Shop.open(fresh)
    for (const url of ['/docs', '/docs/', '/docs/start.js']) {
      const { status, text, headers } = await shop.send({ method: 'GET', url })
      expect(status).toBe(200)
      expect(text).not.toMatch(/https?:|\/\//)
      expect(headers['x-content-type-options']).toBe('nosniff')
    }
    const { headers } = await shop.send({ method: 'GET', url: '/docs' })
    expect(headers['content-security-policy']).toContain("default-src 'none'")
  })
})
