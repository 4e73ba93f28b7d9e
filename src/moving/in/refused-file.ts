import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { csvRow } from '../../reports/csv.ts'
import { StartError } from '../../start-error.ts'

/** The file beside the imported one that says of each refused row where it stood, why, and what it was. */
export class RefusedFile {
  readonly path: string
  readonly #handle: number
  #length: number

  /** Opens it cut to that length, in bytes, as it was when the run was last written down. */
  constructor(path: string, length: number) {
    this.path = path
    this.#handle = opened(path)
    ftruncateSync(this.#handle, length)
    this.#length = length
  }

  /** How long it is, in bytes. */
  get length(): number {
    return this.#length
  }

  /** Adds rows, and returns when they are on the disk. The text of a row stands in one cell, as it was. */
  add(rows: readonly { line: number; why: string; text: string }[]): void {
    if (rows.length === 0) return
    const head = this.#length === 0 ? csvRow(['line', 'reason', 'row'], { first: true }) : ''
    const bytes = Buffer.from(head + rows.map(({ line, why, text }) => csvRow([line, why, text])).join(''))
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#handle, bytes, at)
    fsyncSync(this.#handle)
    this.#length += bytes.length
  }

  /** Takes away what was added since. */
  cut(length: number): void {
    ftruncateSync(this.#handle, length)
    this.#length = length
  }

  close(): void {
    closeSync(this.#handle)
  }

  /** How long the file at that path is, in bytes; 0 when there is none. */
  static lengthOf(path: string): number {
    const handle = opened(path)
    try {
      return fstatSync(handle).size
    } finally {
      closeSync(handle)
    }
  }
}

function opened(path: string): number {
  try {
    return openSync(path, 'a+', 0o600)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new StartError(
      `${path} cannot be written (${code}): refused rows go there. Put your file where this user may write.`,
    )
  }
}
