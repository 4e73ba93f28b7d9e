import type { Dispatcher } from 'undici'
import type { ClockSeen } from '../../src/chat.ts'
import { exchange } from './exchange.ts'

/** An answer; `json` is undefined where it was none. `aheadMs`: how far our clock is before that of the server, where it tells. */
export type Reply = {
  status: number
  headers: Record<string, string | string[] | undefined>
  json: unknown
  aheadMs?: number
}

/** What to ask, with which method; `body` makes it a POST unless something else is said. */
export type Question = { url: string; method?: 'GET' | 'POST'; headers?: Record<string, string>; body?: string }

/** Asks once. Gives why there is no answer as a few words, where there is none. */
export function ask(dispatcher: Dispatcher, question: Question, signal: AbortSignal): Promise<Reply | string> {
  const { url, headers = {}, body = null } = question
  const { origin, pathname, search } = new URL(url)
  const method = question.method ?? (body === null ? 'GET' : 'POST')
  const began = Date.now()
  return new Promise((resolve) => {
    exchange(dispatcher, { origin, path: pathname + search, method, headers, body }, signal, (answer) => {
      if ('kind' in answer) return resolve(answer.reason)
      const { status, headers: given, text } = answer
      const aheadMs = aheadOf(given.date, (began + Date.now()) / 2)
      resolve({ status, headers: given, json: parse(text), ...(aheadMs !== undefined && { aheadMs }) })
    })
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The header tells whole seconds: on average the time is half a second later. */
function aheadOf(date: string | string[] | undefined, now: number): number | undefined {
  const told = typeof date === 'string' ? Date.parse(date) : Number.NaN
  return Number.isNaN(told) ? undefined : now - (told + 500)
}

/** What that answer tells of the clock of this machine; nothing where the server does not tell its own. */
export function clockSeen(clock: string, { aheadMs }: Reply): ClockSeen[] {
  return aheadMs === undefined ? [] : [{ clock, aheadMs }]
}
