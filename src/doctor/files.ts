import { AwsClient } from 'aws4fetch'
import type { Finding } from '../chat.ts'
import type { BucketSettings } from '../files/blobs/bucket.ts'
import type { FilesPlace } from '../files/blobs/open.ts'
import { look, ok, reasonOf, wrong } from './finding.ts'
import { folderFinding } from './machine.ts'

/** Longest wait for the bucket, in milliseconds. */
const patience = 10_000

/** Whether files can be kept where the settings say. Of a bucket only that it is there and the keys are good: nothing is put into it. */
export async function filesFinding(place: FilesPlace): Promise<Finding> {
  if ('folder' in place)
    return folderFinding('files', place.folder, 'Give the user that runs the program the right to write there.')
  return bucketFinding(place)
}

async function bucketFinding(place: BucketSettings): Promise<Finding> {
  const { bucket, endpoint, region, accessKeyId, secretAccessKey } = place
  const about = 'files'
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 })
  try {
    const url = `${endpoint.replace(/\/+$/, '')}/${encodeURIComponent(bucket)}`
    const response = await fetch(await client.sign(url, { method: 'HEAD', signal: AbortSignal.timeout(patience) }))
    if (response.ok) return ok(about, `the bucket ${bucket} is there, and the keys are good`)
    if (response.status === 404) return wrong(about, `there is no bucket ${bucket}`, 'Make it, or correct FILES.')
    if (response.status === 403) {
      const remedy = 'Correct the S3_… keys; if files do arrive, the keys only lack the right to list the bucket.'
      return look(about, `the bucket ${bucket} refuses the keys, or to be listed (403)`, remedy)
    }
    return look(about, `the bucket answered ${response.status}`, 'See S3_ENDPOINT and S3_REGION.')
  } catch (error) {
    const reason = reasonOf((error as Error).cause ?? error)
    return wrong(about, `the bucket cannot be reached (${reason})`, 'Correct S3_ENDPOINT, or see whether it runs.')
  }
}
