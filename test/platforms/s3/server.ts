import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Keys, wrongWith } from './signature.ts'

/** What came of a request; `denied` is the S3 error code when its signature was not taken. */
type Asked = { method: string; path: string; status: number; denied?: string }

/** A small service that speaks S3: objects of one bucket, put, read and deleted by signed requests. */
export type S3Server = {
  url: string
  readonly keys: Keys
  readonly objects: Map<string, Buffer>
  readonly asked: Asked[]
  /** Answers the next requests with these statuses; 0 cuts the connection. */
  readonly faults: number[]
  stop(): Promise<void>
}

export async function startS3({ bucket = 'shop', now = () => new Date() } = {}): Promise<S3Server> {
  const keys: Keys = { accessKeyId: 'AKTEST', secretAccessKey: 'a-secret/of+tests', region: 'eu-test-1' }
  const objects = new Map<string, Buffer>()
  const asked: Asked[] = []
  const faults: number[] = []

  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const method = request.method ?? ''
    const fault = faults.shift()
    if (fault === 0) return void request.socket.destroy()
    const denied = wrongWith(
      { method, path: pathname, query: searchParams, headers: request.headers, body },
      keys,
      now(),
    )
    const status = fault ?? (denied === undefined ? act(method, pathname, body, response) : 403)
    asked.push({ method, path: pathname, status, ...(denied === undefined ? {} : { denied }) })
    if (!response.writableEnded) response.writeHead(status).end(`<Error><Code>${denied ?? status}</Code></Error>`)
  })

  function act(method: string, path: string, body: Buffer, response: ServerResponse): number {
    const start = `/${bucket}/`
    if (!path.startsWith(start)) return 404
    const key = decodeURIComponent(path.slice(start.length))
    if (method === 'PUT') objects.set(key, body)
    const found = objects.get(key)
    if (!found) return 404
    if (method === 'DELETE') objects.delete(key)
    const status = method === 'DELETE' ? 204 : 200
    response.writeHead(status).end(method === 'GET' ? found : undefined)
    return status
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    keys,
    objects,
    asked,
    faults,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece)
  return Buffer.concat(pieces)
}
