import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { SendError, type SentFile } from '../../src/chat.ts'
import { replaceFile } from './files.ts'
import { isUploadId } from './read.ts'
import { literal } from './text.ts'

/** How long an upload is kept, in milliseconds: by then it was fetched, or given up. */
const keptMs = 3 * 24 * 3600_000

const longestName = 200

/** How often uploads are swept, in milliseconds. */
const sweepMs = 3600_000

/** Thrown at a file that is larger than may be. */
export class TooLargeUpload extends Error {}

type About = Omit<SentFile, 'id' | 'size'>

/** Files that people at the page have uploaded, until the engine has fetched them: in a folder, else in memory. */
export class Uploads {
  readonly #folder: string | undefined
  readonly #largest: number
  readonly #now: () => Date
  #swept = 0
  readonly #inMemory = new Map<string, { file: SentFile; bytes: Buffer }>()

  /** `largest` in bytes. */
  constructor(folder: string | undefined, largest: number, now: () => Date) {
    this.#folder = folder
    this.#largest = largest
    this.#now = now
  }

  /** Takes a file in, whole or not at all. Throws {@link TooLargeUpload}, or what the bytes throw. */
  async add({ name, media }: About, bytes: AsyncIterable<Uint8Array>): Promise<SentFile> {
    const id = randomUUID()
    const about = { name: literal(name).slice(0, longestName).toWellFormed(), media: literal(media).slice(0, 100) }
    if (this.#folder === undefined) {
      const pieces: Uint8Array[] = []
      for await (const piece of this.#limited(bytes)) pieces.push(piece)
      const whole = Buffer.concat(pieces)
      const file = { id, ...about, size: whole.length }
      this.#inMemory.set(id, { file, bytes: whole })
      return file
    }
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    await this.#sweep(this.#folder)
    const path = join(this.#folder, id)
    const size = await this.#write(path, bytes)
    const file = { id, ...about, size }
    await replaceFile(`${path}.json`, JSON.stringify(file))
    return file
  }

  /** What is known of these uploads, in that order; undefined when one of them is not there. */
  async find(ids: readonly string[]): Promise<SentFile[] | undefined> {
    const found = await Promise.all(ids.map((id) => this.#about(id)))
    return found.every((file) => file !== undefined) ? found : undefined
  }

  /** The bytes of an upload. Throws a `SendError`, `refused` when it is gone. */
  async read(id: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    if (signal.aborted) throw new SendError({ kind: 'later' }, 'web chat: nobody waits for this file')
    if (this.#folder === undefined) {
      const kept = this.#inMemory.get(id)
      if (kept) return inPieces(kept.bytes)
    } else if (isUploadId(id)) {
      const path = join(this.#folder, id)
      if (await stat(path).catch(() => undefined)) return createReadStream(path, { signal })
    }
    throw new SendError({ kind: 'refused' }, 'web chat: this file is gone')
  }

  /** Takes out what has been there for days. */
  async #sweep(folder: string): Promise<void> {
    const now = this.#now().getTime()
    if (now - this.#swept < sweepMs) return
    this.#swept = now
    for (const name of await readdir(folder)) {
      const path = join(folder, name)
      const found = await stat(path).catch(() => undefined)
      if (found && found.mtimeMs < now - keptMs) await rm(path, { force: true })
    }
  }

  async #about(id: string): Promise<SentFile | undefined> {
    if (this.#folder === undefined) return this.#inMemory.get(id)?.file
    try {
      return JSON.parse(await readFile(join(this.#folder, `${id}.json`), 'utf8'))
    } catch {
      return undefined
    }
  }

  async #write(path: string, bytes: AsyncIterable<Uint8Array>): Promise<number> {
    const beside = `${path}.new`
    const file = await open(beside, 'wx', 0o600)
    let size = 0
    try {
      for await (const piece of this.#limited(bytes)) {
        await file.writeFile(piece)
        size += piece.length
      }
      await file.close()
      await rename(beside, path)
      return size
    } catch (error) {
      await file.close().catch(() => {})
      await rm(beside, { force: true })
      throw error
    }
  }

  async *#limited(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let size = 0
    for await (const piece of bytes) {
      size += piece.length
      if (size > this.#largest) throw new TooLargeUpload('this file is too large')
      yield piece
    }
  }
}

async function* inPieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes
}
