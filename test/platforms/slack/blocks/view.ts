import { isObject } from '../../shared/json.ts'
import { invalidArguments, Refusal } from '../refusal.ts'
import type { Json } from '../wire.ts'
import { keptBlocks } from './kept.ts'
import { blockOn, blocksWhole } from './kinds.ts'
import { plainText } from './parts.ts'
import type { Pictures } from './pictures.ts'
import { type Check, choice, flag, list, objects, type Problem, shape, words } from './schema.ts'

const largest = 250_000
/** Most blocks of one view. */
const most = 100

const about = { private_metadata: words(3000, 0), callback_id: words(255, 0), external_id: words(255, 0) }
const modal = { close: plainText(24), submit: plainText(24), clear_on_close: flag, notify_on_close: flag }

const submitted: Check = (value, at, found) => {
  const [view] = objects([value])
  const hasInput = objects(view?.blocks).some(({ type }) => type === 'input')
  if (hasInput && view?.submit === undefined) found.push({ message: '`submit` is required with an input block', at })
}

/** Checks a view of that type. Throws `invalid_arguments` with everything that is wrong with it. */
export function checkView(given: unknown, type: 'modal' | 'home', pictures: Pictures): Json {
  if (!isObject(given)) throw invalidArguments('missing required field: view')
  if (JSON.stringify(given).length > largest) throw new Refusal('view_too_large')
  const blocks = list(blockOn(type, pictures), type === 'home' ? 0 : 1, most)
  const required = { type: choice(type), blocks }
  const check =
    type === 'home'
      ? shape(required, about)
      : shape({ ...required, title: plainText(24) }, { ...about, ...modal }, submitted)
  const found: Problem[] = []
  check(given, '/view', found)
  if (found.length === 0) blocksWhole(given.blocks, '/view/blocks', found)
  if (found.length > 0) throw invalidArguments(...found.map(({ message, at }) => `${message} [json-pointer:${at}]`))
  return { ...given, blocks: keptBlocks(objects(given.blocks)) }
}
