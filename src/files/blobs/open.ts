import { StartError } from '../../start-error.ts'
import type { Blobs } from './blobs.ts'
import type { BucketSettings } from './bucket.ts'
import { openFolder } from './folder.ts'

/** Where files are kept: in a folder of this machine, or in a bucket that speaks S3. */
export type FilesPlace = { folder: string } | BucketSettings

/** Opens that place. What a bucket needs is loaded only where there is one. Throws a {@link StartError}. */
export async function openBlobs(place: FilesPlace): Promise<Blobs> {
  if ('folder' in place)
    return openFolder(place.folder).catch((error: NodeJS.ErrnoException) => {
      throw new StartError(`Files cannot be kept in ${place.folder} (${error.code}). Set FILES to a folder of yours.`)
    })
  const { openBucket } = await import('./bucket.ts')
  return openBucket(place)
}
