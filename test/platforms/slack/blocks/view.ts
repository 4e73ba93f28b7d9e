import { isObject } from '../../shared/json.ts'
import { invalidArguments, Refusal } from '../refusal.ts'
import type { Json } from '../wire.ts'
import type { World } from '../world.ts'
import { keptBlocks } from './message.ts'

const largest = 250_000

/** Checks a view of that type. Throws `invalid_arguments` with everything that is wrong with it. */
export function checkView(given: unknown, type: 'modal' | 'home', _world: World): Json {
  if (!isObject(given)) throw invalidArguments('missing required field: view')
  if (JSON.stringify(given).length > largest) throw new Refusal('view_too_large')
  if (given.type !== type) throw invalidArguments(`must be ${type} [json-pointer:/view/type]`)
  if (!Array.isArray(given.blocks)) throw invalidArguments('missing required field: blocks [json-pointer:/view]')
  return { ...given, blocks: keptBlocks(given.blocks) }
}
