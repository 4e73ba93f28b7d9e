import { isObject } from '../../shared/json.ts'
import type { Block } from '../wire.ts'
import { kept } from './markup.ts'
import { objects } from './schema.ts'

/** Blocks as Slack keeps and tells them: each with an id, each element too, texts escaped where they were not. */
export function keptBlocks(blocks: unknown[]): Block[] {
  return blocks.map((block) => {
    const copy = keptValue(block) as Block
    copy.block_id ??= crypto.randomUUID().slice(0, 5)
    const elements = objects(copy.type === 'actions' ? copy.elements : [copy.accessory, copy.element])
    for (const element of elements) if (element.type !== 'image') element.action_id ??= crypto.randomUUID().slice(0, 5)
    return copy
  })
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
