import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { eachDatabase } from '../databases.ts'
import { key, Shop } from './shop.ts'

const page = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8')

type Example = { command: string; status: number; answer: unknown }

/** A command of the page, and the answer below it: a line with the status, then the body. */
function examplesOf(text: string): Example[] {
  const blocks = [...text.matchAll(/```sh\n(curl [^`]*)```\n+(?:[^`\n]+\n+)*?```json\n(\d{3})\n([^`]*)```/g)]
  return blocks.map(([, command = '', status, answer = '']) => ({
    command,
    status: Number(status),
    answer: JSON.parse(answer),
  }))
}

/** What curl would do with these arguments. Throws at one that this does not know. */
function requestOf(command: string, variables: Record<string, string>): { url: string; init: RequestInit } {
  const words = [...command.replaceAll('\\\n', ' ').matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) =>
      double?.replace(/\$(\w+)/g, (_, name) => variables[name] ?? '') ?? single ?? bare ?? '',
  )
  const [curl, url = '', ...rest] = words
  expect(curl).toBe('curl')
  const headers = new Headers()
  let body: string | undefined
  let method = 'POST'
  while (rest.length > 0) {
    const [option, value = ''] = rest.splice(0, 2)
    if (option === '-H') headers.append(...(value.split(': ') as [string, string]))
    else if (option === '-d') body = value
    else if (option === '-X') method = value
    else throw new Error(`curl ${option} is not known here`)
  }
  return { url, init: body === undefined ? { headers } : { method, headers, body } }
}

/** What differs each time stands as `…` on the page. */
function matching(shown: unknown, got: unknown): unknown {
  if (typeof shown === 'string' && shown.endsWith('…'))
    return typeof got === 'string' && got.startsWith(shown.slice(0, -1)) && got.length >= shown.length ? got : shown
  if (Array.isArray(shown)) return shown.map((it, nth) => matching(it, (got as unknown[] | undefined)?.[nth]))
  if (typeof shown !== 'object' || shown === null) return shown
  return Object.fromEntries(
    Object.entries(shown).map(([name, it]) => [name, matching(it, (got as Record<string, unknown> | null)?.[name])]),
  )
}

eachDatabase((fresh) => {
  test('every example of the page does what stands below it', async () => {
    const shop = await Shop.open(fresh, { now: () => new Date('2026-11-22T09:00:00Z'), adapters: [] })
    const REGULARS = await shop.http.listen({ host: '127.0.0.1', port: 0 })
    const examples = examplesOf(page)
    expect(examples).toHaveLength(page.split('```sh').length - 1)
    expect(examples.length).toBeGreaterThan(8)
    for (const { command, status, answer } of examples) {
      const { url, init } = requestOf(command, { REGULARS, KEY: key })
      const response = await fetch(url, init)
      const got = await response.json()
      expect({ status: response.status, got }, command).toEqual({ status, got: matching(answer, got) })
    }
  })

  test('a sale sent again as the page says is answered as before', async () => {
    const shop = await Shop.open(fresh)
    const REGULARS = await shop.http.listen({ host: '127.0.0.1', port: 0 })
    const [first] = examplesOf(page)
    const { url, init } = requestOf(first?.command ?? '', { REGULARS, KEY: key })
    const answers = [await fetch(url, init), await fetch(url, init)]
    expect(answers.map(({ status }) => status)).toEqual([201, 200])
    const [once, again] = await Promise.all(answers.map((it) => it.text()))
    expect(again).toBe(once)
  })
})

test('every code of a problem stands on the page', async () => {
  const { problemCodes } = await import('../../src/http/problems.ts')
  for (const code of problemCodes) expect(page).toContain(`\`${code}\``)
})
