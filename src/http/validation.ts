import type { FastifyInstance, FastifySchemaCompiler } from 'fastify'
import type { z } from 'zod'
import { type FieldProblem, Problem } from './problems.ts'

/** Most that is told about one request. */
const mostTold = 20

type Part = 'body' | 'querystring' | 'params' | 'headers'
type Issue = z.core.$ZodIssue

/** What is sent to these routes is checked by zod schemas, and what they answer is described by them. */
export function useSchemas(http: FastifyInstance): void {
  http.setValidatorCompiler(checkBySchema)
  // What is answered is built to its type; checking it once more against the schema would cost and find nothing.
  http.setSerializerCompiler(() => JSON.stringify)
}

/** Checks a part of a request by its schema. What does not fit becomes a {@link Problem} that says where. */
const checkBySchema: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  const part = (httpPart ?? 'body') as Part
  return (data) => {
    const read = schema.safeParse(data)
    if (read.success) return { value: read.data }
    const errors = read.error.issues.slice(0, mostTold).map((issue) => fieldProblem(part, issue, data))
    return { error: new Problem('invalid-request', { errors }) }
  }
}

/** The problem of one field of the body, for what a schema cannot know. */
export function wrongField(pointer: string, code: string, detail: string): Problem {
  return new Problem('invalid-request', { errors: [{ pointer, code, detail }] })
}

function fieldProblem(part: Part, issue: Issue, data: unknown): FieldProblem {
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.find(isPlainName) : undefined
  const path = unknown === undefined ? issue.path : [...issue.path, unknown]
  const where =
    part === 'body' ? { pointer: `#${path.map((it) => `/${String(it)}`).join('')}` } : { parameter: path.join('.') }
  if (issue.code === 'invalid_type' && isAbsent(data, issue.path))
    return { ...where, code: 'missing', detail: 'is missing' }
  return { ...where, ...told(issue) }
}

/** Other keys are not told back: whoever wrote them knows them. */
function isPlainName(key: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_-]{0,39}$/.test(key)
}

function isAbsent(data: unknown, path: readonly PropertyKey[]): boolean {
  // A body that was not sent arrives as null.
  if (path.length === 0) return data === undefined || data === null
  return path.reduce((at: unknown, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], data) === undefined
}

/** In words that depend on the schema alone, and never on what was written. */
function told(issue: Issue): { code: string; detail: string } {
  switch (issue.code) {
    case 'invalid_type':
      return { code: 'wrong-type', detail: `must be of the type ${issue.expected}` }
    case 'too_big':
      return { code: 'too-large', detail: `must be at most ${issue.maximum}${unit(issue.origin)}` }
    case 'too_small':
      return {
        code: 'too-small',
        detail: `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unit(issue.origin)}`,
      }
    case 'invalid_format':
      return { code: 'wrong-format', detail: issue.message }
    case 'unrecognized_keys':
      return { code: 'unknown-field', detail: 'is not a field of this' }
    case 'custom':
      return { code: 'not-allowed', detail: issue.message }
    default:
      return { code: 'not-allowed', detail: 'is not one of what is allowed here' }
  }
}

function unit(origin: string): string {
  if (origin === 'string') return ' characters long'
  return origin === 'array' ? ' entries long' : ''
}
