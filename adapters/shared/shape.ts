/** Narrowing of what came over the wire, where every shape is possible. */

export type Shape = Record<string, unknown>

/** The value as an object, or undefined. Arrays are no objects here. */
export function shape(value: unknown): Shape | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Shape) : undefined
}

/** The value as an id or a count that arithmetic does not bend, or undefined. */
export function integer(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
}

/** The value as text, or undefined. */
export function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
