import { readCommand, readCommands } from '../check/commands.ts'
import { Field } from '../check/field.ts'
import { refusal } from '../refusal.ts'
import type { Command, Json } from '../wire.ts'
import { guildOf } from './reach.ts'
import { type Answer, nothing, objectOf, ok, param, type Request, type Route } from './request.ts'

/** The scope of the call: a guild's id, or empty. Throws when it is not of this application. */
function scopeOf(request: Request): string {
  if (param(request, 'app') !== request.world.app) throw refusal('missingAccess')
  return request.params.guild === undefined ? '' : guildOf(request).id
}

/** PUT /applications/:app/commands and …/guilds/:guild/commands */
export const putCommands: Route = (request) => {
  const scope = scopeOf(request)
  const field = new Field(request.body.json)
  const drafts = readCommands(field)
  field.issues.settle()
  return ok(request.world.registry.replace(scope, drafts))
}

/** GET /applications/:app/commands and …/guilds/:guild/commands */
export const getCommands: Route = (request) => {
  const commands = request.world.registry.list(scopeOf(request))
  const isWhole = request.query.get('with_localizations') === 'true'
  return ok(isWhole ? commands : commands.map(withoutLocal))
}

/** POST /applications/:app/commands and …/guilds/:guild/commands */
export const createCommand: Route = (request) => {
  const scope = scopeOf(request)
  const field = new Field(objectOf(request.body))
  const draft = readCommand(field)
  field.issues.settle()
  const { command, isNew } = request.world.registry.add(scope, draft)
  return { status: isNew ? 201 : 200, json: command }
}

/** GET /applications/:app/commands/:command and …/guilds/:guild/commands/:command */
export const getCommand: Route = (request): Answer =>
  ok(request.world.registry.find(scopeOf(request), param(request, 'command')))

/** DELETE /applications/:app/commands/:command and …/guilds/:guild/commands/:command */
export const deleteCommand: Route = (request) => {
  request.world.registry.remove(scopeOf(request), param(request, 'command'))
  return nothing
}

function withoutLocal(command: Command): Json {
  const { name_localizations: _, description_localizations: __, ...rest } = command
  return rest
}
