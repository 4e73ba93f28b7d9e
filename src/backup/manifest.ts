import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { StartError } from '../start-error.ts'
import { manifestName } from './layout.ts'

const figure = z.int()
const ledger = z.strictObject({
  accounts: figure,
  balance: figure,
  debt: figure,
  lots: figure,
  entries: figure,
  uneven: figure,
})

/** A part is a file, named by its path in the backup with `/` between. */
const partName = z.string().regex(/^(?!.*(^|\/)\.\.?(\/|$))[\w.-]+(\/[\w.-]+)*$/)

const shape = z.object({
  format: z.literal(1),
  made: z.iso.datetime(),
  /** Of the program that wrote it. */
  version: z.string(),
  /** Which database it was made of. */
  of: z.enum(['sqlite', 'postgresql']),
  migrations: z.array(z.string()),
  /** How many rows each table has. */
  rows: z.record(z.string(), figure),
  ledger,
  /** Where the bytes of files are: in the backup, or in a bucket that it does not copy. */
  files: z.union([
    z.strictObject({ kept: figure, missing: z.array(z.string()) }),
    z.strictObject({ kept: figure, bucket: z.string() }),
  ]),
  parts: z.record(partName, z.strictObject({ size: figure, sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
})

/** What a backup holds, so that it can be held against it. `missing`: files that were to be had no more. */
export type Manifest = z.infer<typeof shape>

/** Throws a {@link StartError} when there is none, or not one that this version of the program understands. */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, manifestName), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new StartError(
      `${folder} is no backup (${manifestName}: ${error.code}). Name the folder that "npm run backup" wrote; one that ends in .unfinished is not whole.`,
    )
  })
  const read = shape.safeParse(parsed(text))
  if (read.success) return read.data
  throw new StartError(`${join(folder, manifestName)} cannot be read: it was changed, or a newer version wrote it.`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
