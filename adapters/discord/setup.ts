import { shape } from '../shared/shape.ts'
import { idOf, type Me } from './base.ts'
import { CallError, type Caller } from './call.ts'

/** How long one of these calls may take, in milliseconds. */
const deadline = 15_000

/** Who the bot is. Throws `CallError`. */
export async function whoAmI(caller: Caller, signal: AbortSignal): Promise<Me> {
  const request = { name: 'getApplication', method: 'GET', path: '/applications/@me' } as const
  const given = shape(await caller.call(request, AbortSignal.any([signal, AbortSignal.timeout(deadline)])))
  const [app, id] = [idOf(given?.id), idOf(shape(given?.bot)?.id)]
  if (app === undefined || id === undefined) {
    throw new CallError(request.name, { kind: 'lost', reason: 'answered with something else' })
  }
  return { id, app }
}
