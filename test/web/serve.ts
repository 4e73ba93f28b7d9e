import { readFileSync } from 'node:fs'
import fastify, { type FastifyInstance } from 'fastify'
import { web } from '../../adapters/web/adapter.ts'
import type { WebSettings } from '../../adapters/web/settings.ts'
import type { Adapter } from '../../src/chat.ts'
import { ScriptedEngine } from './engine.ts'

export type Served = {
  engine: ScriptedEngine
  adapter: Adapter
  http: FastifyInstance
  /** What was logged, as text. */
  logged: string[]
  /** Listens on that port of the loopback address, any free one by default; gives the address. */
  listen(port?: number): Promise<string>
  close(): Promise<void>
}

/** The web chat on a server of its own, with the scripted engine behind it. */
export async function serve(settings: Partial<WebSettings> = {}): Promise<Served> {
  const logged: string[] = []
  const note = (data: object, message: string) => void logged.push(`${message} ${JSON.stringify(data)}`)
  const engine = new ScriptedEngine()
  const adapter = web({
    seats: ['customer', 'staff', 'manager'],
    text: (locale) => JSON.parse(readFileSync(new URL(`../../locales/${locale}.json`, import.meta.url), 'utf8')),
    log: { warn: note, error: note },
    ...settings,
  })
  engine.answerThrough(adapter)
  const http = fastify()
  await adapter.start(engine)
  await adapter.mount?.(http)
  return {
    engine,
    adapter,
    http,
    logged,
    listen: (port = 0) => http.listen({ host: '127.0.0.1', port }),
    async close() {
      await http.close()
      await adapter.stop()
    },
  }
}
