import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml'
import type { z } from 'zod'
import { type Complaint, complete } from './complete.ts'
import { nearest } from './nearest.ts'
import type { Program } from './program.ts'
import { knownKeys, programShape } from './shape.ts'

/** Something wrong in the program file. `message` says what, and the remedy. */
export type ProgramProblem = { file: string; line: number; message: string }

/** The problem on one line: `program.yaml:12: earning.perUnit must be …`. */
export function problemText({ file, line, message }: ProgramProblem): string {
  return `${file}:${line}: ${message}`
}

/**
 * Reads a program file, YAML or JSON. Returns everything that is wrong when anything is. `fileName` goes into the
 * problems.
 */
export function parseProgram(text: string, fileName: string): Program | ProgramProblem[] {
  const counter = new LineCounter()
  // The failsafe schema leaves every value as it was written: an article number 0012 keeps its zeros, 0.1 stays exact.
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: counter, prettyErrors: false })
  const problem = (offset: number, message: string) => ({ file: fileName, line: counter.linePos(offset).line, message })
  const broken = [...document.errors, ...document.warnings]
  if (broken.length > 0) return broken.map((error) => problem(error.pos[0], unreadable(error)))
  const content = contentOf(document)
  if ('broken' in content) return [problem(content.offset, content.broken)]
  const shaped = programShape.safeParse(content.value ?? {})
  const { program, complaints } = shaped.success
    ? complete(shaped.data)
    : { program: undefined, complaints: shaped.error.issues.flatMap(complaintsOf) }
  if (program !== undefined && complaints.length === 0) return program
  return complaints
    .map(({ path, message }) => problem(offsetOf(document, path), `${nameOf(path)} ${message}`))
    .sort((a, b) => a.line - b.line)
}

function contentOf(document: Document): { value: unknown } | { broken: string; offset: number } {
  let offset: number | undefined
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) === undefined) offset ??= alias.range?.[0]
    },
  })
  if (offset !== undefined)
    return { broken: 'a value that begins with * stands for another. Put it in quotes.', offset }
  try {
    return { value: document.toJS() }
  } catch {
    return { broken: 'the file has values that stand for others without end. Write them out instead.', offset: 0 }
  }
}

function complaintsOf(issue: z.core.$ZodIssue): Complaint[] {
  if (issue.code !== 'unrecognized_keys') return [issue]
  const known = knownKeys(keysOf(issue.path))
  return issue.keys.map((key) => {
    const like = nearest(key, known)
    const advice = like === undefined ? `Known here are ${known.join(', ')}` : `Write ${like}`
    return { path: [...issue.path, key], message: `is not known. ${advice}.` }
  })
}

function keysOf(path: PropertyKey[]): string[] {
  return path.filter((step) => typeof step === 'string')
}

function nameOf(path: PropertyKey[]): string {
  return path.length === 0 ? 'the file' : keysOf(path).join('.')
}

/** Where that place begins: the key, or the item of a list; what is missing begins where it should be. */
function offsetOf(document: Document, path: PropertyKey[]): number {
  let node: Node | null | undefined = document.contents
  let offset = node?.range?.[0] ?? 0
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document)
    if (isMap<Node, Node | null>(node)) {
      const pair: Pair<Node, Node | null> | undefined = node.items.find(
        ({ key }) => isScalar(key) && key.value === step,
      )
      offset = pair?.key.range?.[0] ?? offset
      node = pair?.value
    } else if (isSeq<Node>(node)) {
      node = node.items[Number(step)]
      offset = node?.range?.[0] ?? offset
    }
  }
  return offset
}

function unreadable({ code, message }: YAMLError): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'this key is there already. Keep one of the two.'
    case 'TAB_AS_INDENT':
      return 'a tab stands before the text. Indent with spaces.'
    case 'TAG_RESOLVE_FAILED':
      return 'a word that begins with ! is not known here. Leave it out, or put the value in quotes.'
    case 'MULTIPLE_DOCS':
      return 'a second document begins here. Leave out the line with three hyphens.'
    default:
      return `${message}. Check indentation, brackets and quotation marks here.`
  }
}
