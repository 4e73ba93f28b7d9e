import { checkView } from '../blocks/view.ts'
import { viewJson } from '../interactions.ts'
import { json, needed, text } from '../params.ts'
import { invalidArguments, Refusal } from '../refusal.ts'
import type { Json, View } from '../wire.ts'
import type { Method, World } from '../world.ts'

/** Most views that lie on each other. */
const highest = 3

/** views.open */
export const open: Method = (world, params) => {
  const given = modalOf(world, params)
  const { user } = world.triggers.exchange(needed(params, 'trigger_id'))
  return { view: show(world, user, given, true) }
}

/** views.push: only for what was done in a modal. */
export const push: Method = (world, params) => {
  const given = modalOf(world, params)
  const { user, view } = world.triggers.exchange(needed(params, 'trigger_id'))
  if (view === undefined || !world.views.top(user)) throw new Refusal('not_found')
  return { view: show(world, user, given, false) }
}

/** views.update */
export const update: Method = (world, params) => {
  const given = modalOf(world, params, true)
  const id = text(params, 'view_id')
  const external = text(params, 'external_id')
  if (id === undefined && external === undefined) throw invalidArguments('missing required field: view_id')
  const found = world.views.find((view) => (id === undefined ? view.external_id === external : view.id === id))
  if (!found) throw new Refusal('not_found')
  const hash = text(params, 'hash')
  if (hash !== undefined && hash !== found.open.view.hash) throw new Refusal('hash_conflict')
  const view = world.views.change(found.person, found.open, given)
  return { view: viewJson(world, view) }
}

/** views.publish */
export const publish: Method = (world, params) => {
  const user = needed(params, 'user_id')
  if (!world.features.home) throw new Refusal('not_enabled')
  if (!world.workspace.findMember(user)) throw new Refusal('user_not_found')
  const given = checkView(json(params, 'view', 'invalid_arguments'), 'home', world.files)
  const before = world.views.home(user)?.view
  const hash = text(params, 'hash')
  if (hash !== undefined && hash !== before?.hash) throw new Refusal('hash_conflict')
  const view = { ...world.views.make(given), ...(before && { id: before.id }) }
  world.views.publish(user, view)
  return { view: viewJson(world, view) }
}

/** Reads a modal; `isKept` when it may have the external id of one that is open. */
function modalOf(world: World, params: Parameters<Method>[1], isKept = false): Json {
  const given = checkView(json(params, 'view', 'invalid_arguments'), 'modal', world.files)
  const { external_id: external } = given
  const isTaken = external !== undefined && external !== '' && world.views.find((view) => view.external_id === external)
  if (isTaken && !isKept) throw new Refusal('duplicate_external_id')
  return given
}

/** Lays a modal on those the person has open, or in place of them. Throws when there are too many. */
export function lay(world: World, user: string, given: Json, isRoot: boolean): View {
  const stack = world.views.stack(user)
  if (isRoot) stack.splice(0)
  if (stack.length >= highest) throw new Refusal('push_limit_reached')
  const view = world.views.make(given)
  view.root_view_id = stack[0]?.view.id ?? view.id
  view.previous_view_id = stack.at(-1)?.view.id ?? null
  world.views.put(user, view)
  return view
}

const show = (world: World, user: string, given: Json, isRoot: boolean): Json =>
  viewJson(world, lay(world, user, given, isRoot))
