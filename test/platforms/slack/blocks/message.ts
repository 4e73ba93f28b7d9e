import { Refusal } from '../refusal.ts'
import { blockOn, blocksWhole } from './kinds.ts'
import type { Pictures } from './pictures.ts'
import { list, type Problem } from './schema.ts'

/** Most blocks of one message. */
const most = 50

/** Checks the blocks of a message. Throws `invalid_blocks` with everything that is wrong with them. */
export function checkBlocks(blocks: unknown[], pictures: Pictures): void {
  const found: Problem[] = []
  list(blockOn('message', pictures), 1, most)(blocks, '/blocks', found)
  if (found.length === 0) blocksWhole(blocks, '/blocks', found)
  if (found.length === 0) return
  const errors = found.map(({ message, at }) => `${message} [json-pointer:${at}]`)
  const messages = errors.map((error) => `[ERROR] ${error}`)
  throw new Refusal('invalid_blocks', { errors, response_metadata: { messages } })
}
