/** The files of a backup, copied and held against their digests. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { writeWhole } from '../files/blobs/temporary.ts'
import { makeFolder } from './layout.ts'
import type { Manifest } from './manifest.ts'

export type Parts = Manifest['parts']
type Part = Parts[string]

/** Copies a file to a path where there is none, on to the disk itself. Undefined when it is gone. */
export async function copyPart(from: string, to: string): Promise<Part | undefined> {
  await makeFolder(dirname(to))
  try {
    const { size, digest } = await writeWhole(to, bytesOf(from))
    return { size, sha256: digest }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Opened when it is read: what fails before would be heard by nobody. */
async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  yield* createReadStream(path)
}

/** Undefined when there is no such file. */
export async function readPart(path: string): Promise<Part | undefined> {
  const hash = createHash('sha256')
  let size = 0
  try {
    await pipeline(createReadStream(path), async (bytes: AsyncIterable<Buffer>) => {
      for await (const piece of bytes) {
        hash.update(piece)
        size += piece.byteLength
      }
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  return { size, sha256: hash.digest('hex') }
}

export const isSame = (a: Part | undefined, b: Part | undefined) => a?.sha256 === b?.sha256 && a?.size === b?.size

/** Paths of all files in a folder, relative to it, with `/` between; none when there is no folder. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const below = await Promise.all(
    entries.map(async (entry) => {
      if (!entry.isDirectory()) return entry.isFile() ? [entry.name] : []
      return (await filesIn(join(folder, entry.name))).map((path) => `${entry.name}/${path}`)
    }),
  )
  return below.flat().sort()
}
