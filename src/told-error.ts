/** What is told of an error: never what people wrote, of which its message could hold a piece. */
export type ToldError = {
  type: string
  code?: string
  message?: string
  /** What a database says it is about: names of ours. */
  about?: string
  /** Where it came from, the innermost first. */
  at: string[]
  cause?: ToldError
}

const mostFrames = 20
const mostCauses = 4
const longestMessage = 300
/** A line of a stack, as only the engine of the language writes it. */
const frame = /^ +at [^\n]*[^\s]:\d+:\d+\)?$/
const word = /^[\w.:-]{1,80}$/

/** An error for the log: its kind, its code, and where it was thrown. Told in place of whatever else is thrown, too. */
export function toldError(error: unknown, depth = 0): ToldError {
  if (!(error instanceof Error)) return { type: typeof error, at: [] }
  const fields = error as Error & Record<string, unknown>
  const code = wordOf(fields.code)
  const about = [fields.table, fields.column, fields.constraint, fields.syscall].flatMap((it) => wordOf(it) ?? [])
  const message = messageOf(error, code)
  return {
    type: wordOf(error.name) ?? 'Error',
    ...(code !== undefined && { code }),
    ...(message !== undefined && { message }),
    ...(about.length > 0 && { about: about.join(' ') }),
    at: framesOf(error),
    ...(error.cause !== undefined && depth < mostCauses && { cause: toldError(error.cause, depth + 1) }),
  }
}

const wordOf = (value: unknown) => (typeof value === 'string' && word.test(value) ? value : undefined)

/**
 * What systems and databases say, they say with what they were given in quotes. What anybody else says could be made of
 * anything; where it was said is told, and the words stand there.
 */
function messageOf(error: Error, code: string | undefined): string | undefined {
  if (code === undefined) return undefined
  return error.message.replace(/["'`“”‘’«»][\s\S]*["'`“”‘’«»]/, '…').slice(0, longestMessage)
}

/** Without the message, which the stack begins with and which could look like a part of it. */
function framesOf({ stack = '', message }: Error): string[] {
  const head = stack.indexOf(message)
  const after = message === '' || head < 0 ? stack : stack.slice(head + message.length)
  return after
    .split('\n')
    .filter((line) => frame.test(line))
    .slice(0, mostFrames)
    .map((line) => line.trim().slice('at '.length))
}
