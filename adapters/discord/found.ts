import { createHash } from 'node:crypto'
import { integer, type Shape, shape } from '../shared/shape.ts'
import { idOf } from './base.ts'
import type { Row } from './buttons.ts'
import type { Caller } from './call.ts'
import { troubleOf } from './trouble.ts'

/** How many of the latest messages are looked at. */
const page = 50
/** Discord numbers the parts of a message from one, and lets us choose others up to 31 bits. */
const lowest = 2 ** 30

/** The rows with the mark of a delivery: Discord keeps the number of a row, and forgets a nonce in minutes. */
export function marked(rows: readonly Row[], key: string): Row[] {
  const [first, ...more] = rows
  return first ? [{ ...first, id: markOf(key) }, ...more] : []
}

/**
 * Looks for the message of that delivery among the latest of a channel: one without buttons has no mark and is never
 * found, and nothing is in a channel that is closed to us. Throws `SendError` when that cannot be known now.
 */
export function makeFind(caller: Caller) {
  return async (channel: string, key: string, signal: AbortSignal): Promise<string | undefined> => {
    const mark = markOf(key)
    const path = `/channels/${channel}/messages?limit=${page}`
    const given = await caller.call({ name: 'getMessages', method: 'GET', path }, signal).catch(unlessClosed)
    const messages: unknown[] = Array.isArray(given) ? given : []
    return idOf(messages.map(shape).find((message) => message && hasMark(message, mark))?.id)
  }
}

function unlessClosed(error: unknown): undefined {
  const trouble = troubleOf(error, true)
  if (trouble.trouble.kind === 'later') throw trouble
}

function hasMark({ components }: Shape, mark: number): boolean {
  const rows: unknown[] = Array.isArray(components) ? components : []
  return integer(shape(rows[0])?.id) === mark
}

/** A number that no two deliveries of a channel have at once, as far as chance allows. */
function markOf(key: string): number {
  const hash = createHash('sha256').update(`mark ${key}`).digest()
  return lowest + (hash.readUInt32BE() % lowest)
}
