import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Reader } from './reader.ts'

type Told = { requests: [method: string, url: string, body: string | undefined][]; expects: number; nonsense: number }

/** Feeds the bytes in pieces that end at these places. */
function read(bytes: Buffer, cuts: readonly number[] = []): Told {
  const told: Told = { requests: [], expects: 0, nonsense: 0 }
  const reader = new Reader({
    request: ({ method, url }, body) => told.requests.push([method, url, body?.toString()]),
    expects: () => told.expects++,
    nonsense: () => told.nonsense++,
  })
  const places = [0, ...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b), bytes.length]
  for (let i = 1; i < places.length; i++) {
    const piece = bytes.subarray(places[i - 1], places[i])
    if (piece.length > 0) reader.feed(piece)
  }
  return told
}

const plain = (body: string) =>
  `POST /plain HTTP/1.1\r\nHost: x\r\ncontent-length: ${Buffer.byteLength(body)}\r\nContent-Type: text/plain\r\n\r\n${body}`

const chunked = (pieces: readonly string[]) => {
  const chunks = pieces
    .filter((piece) => piece !== '')
    .map((piece) => `${Buffer.byteLength(piece).toString(16)}\r\n${piece}\r\n`)
  return `POST /chunked HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${chunks.join('')}0\r\n\r\n`
}

test('however the bytes are cut, the same requests are read', () => {
  const request = fc.oneof(
    fc.string().map((body) => ({ wire: plain(body), told: ['POST', '/plain', body === '' ? undefined : body] })),
    fc.array(fc.string()).map((pieces) => ({ wire: chunked(pieces), told: ['POST', '/chunked', pieces.join('')] })),
    fc.constant({ wire: 'GET /get?a=b HTTP/1.1\r\n\r\n', told: ['GET', '/get?a=b', undefined] }),
  )
  fc.assert(
    fc.property(
      fc.array(request, { minLength: 1, maxLength: 5 }),
      fc.array(fc.nat(), { maxLength: 30 }),
      (all, cuts) => {
        const bytes = Buffer.from(all.map(({ wire }) => wire).join(''))
        expect(read(bytes, cuts)).toEqual({ requests: all.map(({ told }) => told), expects: 0, nonsense: 0 })
      },
    ),
  )
})

test('a client that asks for leave to send its body gets it', () => {
  const told = read(Buffer.from('POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n'))
  expect(told).toEqual({ requests: [], expects: 1, nonsense: 0 })
})

test.each([
  ['no request line', 'hello there\r\n\r\n'],
  ['an endless head', `GET / HTTP/1.1\r\nX: ${'x'.repeat(70_000)}`],
  ['a chunk of no size', 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
])('%s is nonsense, and nothing more is read', (_, text) => {
  expect(read(Buffer.from(`${text}`))).toEqual({ requests: [], expects: 0, nonsense: 1 })
})
