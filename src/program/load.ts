import { readFileSync } from 'node:fs'
import { type ProgramProblem, parseProgram, problemText } from './parse.ts'
import { defaultProgram, type Program } from './program.ts'

/** Thrown when the program file cannot be used; its message has one line for each problem. */
export class ProgramError extends Error {
  readonly problems: ProgramProblem[]
  constructor(problems: ProgramProblem[]) {
    super(problems.map(problemText).join('\n'))
    this.name = 'ProgramError'
    this.problems = problems
  }
}

/**
 * Reads the program file at that path; without a path, the program in force when there is no file. Throws
 * {@link ProgramError} with everything that is wrong.
 */
export function loadProgram(path: string | undefined): Program {
  if (path === undefined || path === '') return defaultProgram
  const result = parseProgram(readText(path), path)
  if (Array.isArray(result)) throw new ProgramError(result)
  return result
}

function readText(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    const message =
      code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
        ? 'is not UTF-8 text. Save it as UTF-8.'
        : `cannot be read (${code}). Set PROGRAM to the path of a file that exists and may be read, or leave it out.`
    throw new ProgramError([{ file: path, line: 1, message: `the file ${message}` }])
  }
}
