import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** A request as far as its signature speaks of it. `path` as it came over the wire, without the query. */
export type Signed = {
  method: string
  path: string
  query: URLSearchParams
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: Buffer
}

export type Keys = { accessKeyId: string; secretAccessKey: string; region: string }

/** How far the clock of a client may be off, in milliseconds. */
const skew = 15 * 60_000

/** Checks a request against AWS Signature Version 4. Gives the S3 error code of what is wrong with it. */
export function wrongWith(request: Signed, keys: Keys, now: Date): string | undefined {
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      one(request.headers.authorization),
    )
  if (!parts) return 'AccessDenied'
  const [, id, day = '', region = '', names = '', signature = ''] = parts
  if (id !== keys.accessKeyId) return 'InvalidAccessKeyId'
  const stamp = one(request.headers['x-amz-date'])
  if (region !== keys.region || !stamp.startsWith(day)) return 'AuthorizationHeaderMalformed'
  if (!(Math.abs(readStamp(stamp) - now.getTime()) <= skew)) return 'RequestTimeTooSkewed'
  const digest = one(request.headers['x-amz-content-sha256'])
  if (digest !== 'UNSIGNED-PAYLOAD' && digest !== sha256(request.body)) return 'XAmzContentSHA256Mismatch'
  const signed = names.split(';')
  for (const needed of ['host', 'x-amz-date', 'x-amz-content-sha256'])
    if (!signed.includes(needed)) return 'AccessDenied'
  const canonical = [
    request.method,
    request.path,
    [...request.query]
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .sort()
      .join('&'),
    ...signed.map((name) => `${name}:${one(request.headers[name]).trim().replace(/\s+/g, ' ')}`),
    '',
    names,
    digest,
  ].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const text = ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical)].join('\n')
  const key = [region, 's3', 'aws4_request'].reduce(hmac, hmac(Buffer.from(`AWS4${keys.secretAccessKey}`), day))
  const expected = hmac(key, text)
  return timingSafeEqual(expected, Buffer.from(signature, 'hex')) ? undefined : 'SignatureDoesNotMatch'
}

function one(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : ''
}

function readStamp(stamp: string): number {
  return Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex')
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
}
