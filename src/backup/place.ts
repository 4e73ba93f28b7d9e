import { join, resolve } from 'node:path'
import { type Config, dataFolder, filesPlace } from '../config.ts'
import type { FilesPlace } from '../files/blobs/open.ts'

/** Where a shop keeps what it has: the address of its database, its files, what the web page keeps, and its own rules. */
export type Place = { database: string; files: FilesPlace; web: string; program: string | undefined }

export function placeOf(config: Config): Place {
  return {
    database: config.DATABASE_URL,
    files: filesPlace(config),
    web: resolve(join(dataFolder(config), 'web')),
    program: config.PROGRAM,
  }
}

/** A bucket as it is told: its name and what stands before every key. */
export const bucketName = ({ bucket, prefix }: Exclude<FilesPlace, { folder: string }>): string =>
  ['s3:/', bucket, prefix].filter((it) => it !== '').join('/')
