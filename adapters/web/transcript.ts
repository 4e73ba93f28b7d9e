import { randomBytes } from 'node:crypto'
import { appendFile, readFile } from 'node:fs/promises'
import type { Entry, Mine, Theirs } from './entry.ts'
import { replaceFile } from './files.ts'

/** Most entries and most bytes (as JSON) that are kept of one person; the oldest go first. */
export type Bounds = { entries: number; bytes: number }

const usual: Bounds = { entries: 300, bytes: 4_000_000 }

/**
 * What one person and the bot said to each other: in memory, and line by line in a file when one is given. The file
 * is appended to, a later line of the same entry replaces the earlier, and it is written anew once half of it is old.
 */
export class Transcript {
  readonly #entries = new Map<string, Entry>()
  readonly #sizes = new Map<string, number>()
  readonly #file: string | undefined
  readonly #bounds: Bounds
  readonly #now: () => Date
  #tag = randomBytes(3).toString('hex')
  #number = 0
  #rev = 0
  #bytes = 0
  #inFile = 0
  #torn = false
  #last: Promise<unknown> = Promise.resolve()

  private constructor(file: string | undefined, now: () => Date, bounds: Bounds) {
    this.#file = file
    this.#now = now
    this.#bounds = bounds
  }

  /** Reads what the file holds; lines that a crash tore are skipped. Throws when it exists and cannot be read. */
  static async open(file: string | undefined, now: () => Date, bounds: Bounds = usual): Promise<Transcript> {
    const transcript = new Transcript(file, now, bounds)
    if (file !== undefined) await transcript.#load(file)
    return transcript
  }

  /** The largest `rev` there is. */
  get rev(): number {
    return this.#rev
  }

  /** In order of the conversation: all entries, or those new or changed since that `rev`. */
  entries(after = 0): Entry[] {
    return [...this.#entries.values()].filter((entry) => entry.rev > after)
  }

  find(id: string): Entry | undefined {
    return this.#entries.get(id)
  }

  /** What came of that action of the person, if it was taken down. */
  action(happening: string): (Entry & Mine) | undefined {
    for (const entry of this.#entries.values()) if (entry.from === 'me' && entry.happening === happening) return entry
    return undefined
  }

  /** What came of that delivery, if it was carried out. */
  delivery(key: string): (Entry & Theirs) | undefined {
    for (const entry of this.#entries.values()) if (entry.from === 'bot' && entry.keys.includes(key)) return entry
    return undefined
  }

  /** Adds an entry, once it is on disk. Throws, and adds nothing, when it cannot be written. */
  add(what: Mine | Theirs): Promise<Entry> {
    return this.#serially(() => {
      this.#number++
      return this.#keep({ id: `${this.#tag}.${this.#number}`, rev: 0, at: this.#now().toISOString(), ...what })
    })
  }

  /** Changes an entry in place; gives undefined when it is no longer there. Throws as {@link add} does. */
  change<Kind extends Mine | Theirs>(entry: Entry & Kind, patch: Partial<Kind>): Promise<Entry | undefined> {
    return this.#serially(async () => {
      const current = this.#entries.get(entry.id)
      return current && this.#keep({ ...current, ...patch } as Entry)
    })
  }

  /** Resolves when everything begun so far is on disk. */
  async close(): Promise<void> {
    await this.#last
  }

  #serially<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#last.then(act)
    this.#last = done.catch(() => {})
    return done
  }

  async #keep(changed: Entry): Promise<Entry> {
    const entry = { ...changed, rev: this.#rev + 1 }
    const line = `${JSON.stringify(entry)}\n`
    if (this.#file !== undefined) await this.#append(this.#file, line)
    this.#rev = entry.rev
    this.#put(entry, line.length)
    this.#inFile += line.length
    if (this.#file !== undefined && this.#inFile > 2 * this.#bytes + 100_000) await this.#rewrite(this.#file)
    return entry
  }

  /** Starts on a new line after a write that failed, which may have left half a line behind. */
  async #append(file: string, line: string): Promise<void> {
    const start = this.#torn ? '\n' : ''
    this.#torn = true
    await appendFile(file, start + line, { mode: 0o600 })
    this.#torn = false
  }

  #put(entry: Entry, size: number): void {
    this.#bytes += size - (this.#sizes.get(entry.id) ?? 0)
    this.#sizes.set(entry.id, size)
    this.#entries.set(entry.id, entry)
    for (const id of this.#entries.keys()) {
      if (this.#entries.size <= 1) return
      if (this.#entries.size <= this.#bounds.entries && this.#bytes <= this.#bounds.bytes) return
      this.#entries.delete(id)
      this.#bytes -= this.#sizes.get(id) ?? 0
      this.#sizes.delete(id)
    }
  }

  async #rewrite(file: string): Promise<void> {
    const lines = this.entries().map((entry) => `${JSON.stringify(entry)}\n`)
    await replaceFile(file, lines.join(''))
    this.#inFile = this.#bytes
  }

  async #load(file: string): Promise<void> {
    let content: string
    try {
      content = await readFile(file, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
      throw error
    }
    for (const line of content.split('\n')) {
      const entry = parse(line)
      if (!entry) continue
      const [tag = this.#tag, number] = entry.id.split('.')
      this.#tag = tag
      this.#number = Math.max(this.#number, Number(number))
      this.#rev = Math.max(this.#rev, entry.rev)
      this.#put(entry, line.length + 1)
    }
    await this.#rewrite(file)
  }
}

function parse(line: string): Entry | undefined {
  if (line === '') return undefined
  try {
    const entry: Entry = JSON.parse(line)
    return /^[a-z0-9]+\.\d+$/.test(entry.id) && Number.isSafeInteger(entry.rev) ? entry : undefined
  } catch {
    return undefined
  }
}
