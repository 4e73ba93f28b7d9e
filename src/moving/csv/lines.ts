import { createReadStream, statSync } from 'node:fs'
import { TextDecoder } from 'node:util'
import { StartError } from '../../start-error.ts'

/** A line of a file, counted from 1, without its end. `long`: it is longer than is taken, and `text` only its beginning. */
export type Line = { nth: number; text: string; long: boolean }

/** Longest line that is taken, in characters: whatever a file holds, memory stays flat. */
export const longestLine = 1_000_000
/** How much of a longer one is kept, to show which it is. */
const keptOfLong = 200

/**
 * Reads a file line by line, some at a time: UTF-8, or UTF-16 where the file says so itself. What is not UTF-8 arrives as
 * U+FFFD. Lines end with LF, CRLF or CR. `read` is how many bytes were read so far. Throws a {@link StartError} where there is
 * nothing to read.
 */
export async function* linesOf(path: string): AsyncGenerator<{ lines: Line[]; read: number }> {
  checkFile(path)
  const splitter = new Splitter()
  let decoder: TextDecoder | undefined
  let read = 0
  for await (const piece of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    const bytes = piece as Buffer
    decoder ??= decoderFor(bytes, path)
    read += bytes.length
    yield { lines: splitter.take(decoder.decode(bytes, { stream: true })), read }
  }
  yield { lines: [...splitter.take(decoder?.decode() ?? ''), ...splitter.end()], read }
}

function checkFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) throw new StartError(`There is no file ${path}.`)
  if (found.isDirectory()) throw new StartError(`${path} is a folder: name the file in it.`)
  if (found.size === 0)
    throw new StartError(`${path} is empty: its first line must name the columns, see docs/import.md.`)
}

function decoderFor(bytes: Buffer, path: string): TextDecoder {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le')
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be')
  const start = bytes.subarray(0, 1_000)
  // Text of two bytes a letter, without the mark that tells in which order they stand.
  if (start.length > 3 && start.filter((byte) => byte === 0).length > start.length / 4)
    throw new StartError(`${path} is not UTF-8 but looks like UTF-16. ${remedy}`)
  return new TextDecoder('utf-8')
}

/** What to do about a file in another encoding. */
const remedy =
  'Save it as "CSV UTF-8" in the spreadsheet, or convert it: iconv -f GB18030 -t UTF-8 old.csv > new.csv (with GB18030, WINDOWS-1252, UTF-16LE or what it was written in).'

class Splitter {
  #rest = ''
  #nth = 1
  #long = false

  take(text: string): Line[] {
    // Another piece may begin with the LF of a CRLF that was cut.
    const all = this.#rest + text
    const lines: Line[] = []
    let from = 0
    for (const { index, 0: end } of all.matchAll(/\r\n|\n|\r(?!$)/g)) {
      lines.push(this.#line(all.slice(from, index)))
      from = index + end.length
    }
    this.#rest = all.slice(from)
    if (this.#rest.length > longestLine) {
      this.#long = true
      this.#rest = this.#rest.slice(0, keptOfLong) + (this.#rest.endsWith('\r') ? '\r' : '')
    }
    return lines
  }

  end(): Line[] {
    const text = this.#rest.replace(/\r$/, '')
    return text === '' && !this.#long ? [] : [this.#line(text)]
  }

  #line(text: string): Line {
    const long = this.#long || text.length > longestLine
    this.#long = false
    this.#nth += 1
    return { nth: this.#nth - 1, text: long ? text.slice(0, keptOfLong) : text, long }
  }
}
