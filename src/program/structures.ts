import { z } from 'zod'
import { found } from './values.ts'

/** A group of these keys and no others. */
export function group<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'invalid_type' ? notGroup(issue.input, Object.keys(shape)[0]) : undefined),
  })
}

export function list<T extends z.ZodType>(item: T) {
  return z.array(item, {
    error: (issue) =>
      `must be a list, found ${found(issue.input)}. Begin each of its items with a hyphen, or write them in brackets.`,
  })
}

/** A single value written as text, or else a group of keys. */
export function textOr<A, B>(text: z.ZodType<A, unknown>, keys: z.ZodType<B, unknown>): z.ZodType<A | B, unknown> {
  return z.unknown().transform((raw, context): A | B => {
    const shape: z.ZodType<A | B, unknown> = typeof raw === 'string' ? text : keys
    const result = shape.safeParse(raw)
    if (result.success) return result.data
    pass(result.error.issues, [], context)
    return z.NEVER
  })
}

/**
 * A group whose keys are names that the shop gives. `read` makes a name of what was written, or tells what is wrong
 * with it; `example` is such a name.
 */
export function named<T>(
  example: string,
  read: (key: string) => { name: string } | { wrong: string },
  item: z.ZodType<T, unknown>,
): z.ZodType<Record<string, T>, unknown> {
  return z.unknown().transform((raw, context): Record<string, T> => {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
      context.addIssue({ code: 'custom', message: notGroup(raw, example) })
      return z.NEVER
    }
    const items = new Map<string, T>()
    for (const [key, value] of Object.entries(raw)) {
      const result = item.safeParse(value)
      const named = read(key)
      if (!result.success) pass(result.error.issues, [key], context)
      if ('wrong' in named) context.addIssue({ code: 'custom', path: [key], message: named.wrong })
      else if (items.has(named.name)) {
        context.addIssue({ code: 'custom', path: [key], message: 'is there already. Keep one of the two.' })
      } else if (result.success) items.set(named.name, result.data)
    }
    return Object.fromEntries(items)
  })
}

function notGroup(input: unknown, example: string | undefined): string {
  return `must be a group of keys, found ${found(input)}. Write keys such as ${example}: under it.`
}

function pass(issues: z.core.$ZodIssue[], at: PropertyKey[], context: z.RefinementCtx): void {
  for (const issue of issues) context.issues.push({ ...issue, path: [...at, ...issue.path], input: undefined })
}
