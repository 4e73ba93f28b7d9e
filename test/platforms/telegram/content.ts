import { cleanEntities, withFound } from './entities.ts'
import { parsed } from './markup.ts'
import { json, type Params, text } from './params.ts'
import { badRequest } from './refusal.ts'
import { checkLength, cleaned } from './text.ts'
import type { Entity } from './wire.ts'

/** A text as people see it. */
export type Content = { text: string; entities: Entity[] }

/** Reads `text` or `caption` with its markup. Throws a refusal for what the real server would not take. */
export function content(params: Params, field: 'text' | 'caption'): Content {
  const isCaption = field === 'caption'
  const raw = text(params, field) ?? ''
  const mode = text(params, 'parse_mode')
  const given = json(params, isCaption ? 'caption_entities' : 'entities', 'entities')
  if (given !== undefined && !Array.isArray(given)) throw badRequest("can't parse entities JSON object")
  const source = cleaned(raw)
  const read: Content = mode ? parsed(source, mode) : { text: source, entities: cleanEntities(source, given ?? []) }
  checkLength(read.text, isCaption)
  const shown = trimmed(read)
  return { text: shown.text, entities: withFound(shown.text, shown.entities) }
}

/** White space at both ends is not sent; entities move along. */
function trimmed({ text, entities }: Content): Content {
  const start = text.length - text.trimStart().length
  const shown = text.trim()
  const moved = entities.flatMap((entity) => {
    const from = Math.max(entity.offset - start, 0)
    const to = Math.min(entity.offset - start + entity.length, shown.length)
    return to > from ? [{ ...entity, offset: from, length: to - from }] : []
  })
  return { text: shown, entities: moved }
}
