import type { AllowedMentions } from '../wire.ts'
import type { Field } from './field.ts'

/** Reads who may be pinged; undefined when nothing is said, and then everybody may. */
export function readAllowedMentions(field: Field): AllowedMentions | undefined {
  if (!field.object()) return undefined
  const parse = (field.at('parse').list() ?? []).map((each) => {
    return each.text({ pattern: /^(users|roles|everyone)$/ }) ?? ''
  })
  const users = ids(field.at('users'))
  const roles = ids(field.at('roles'))
  for (const [kind, list] of [
    ['users', users],
    ['roles', roles],
  ] as const) {
    if (list.length === 0 || !parse.includes(kind)) continue
    const message = `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`
    field.wrong('MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE', message)
  }
  return { parse, users, roles, replied_user: field.at('replied_user').flag() ?? false }
}

const ids = (field: Field): string[] => (field.list({ max: 100 }) ?? []).map((each) => each.id() ?? '')
