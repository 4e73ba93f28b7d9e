/** Thrown at bytes that are more than may be taken. */
export class TooLarge extends Error {}

/** Thrown when the signal came first. */
export class TooLate extends Error {}

/** The bytes up to `most`: where there are more it throws {@link TooLarge}, and {@link TooLate} once the signal is there. */
export async function* limited(
  bytes: AsyncIterable<Uint8Array>,
  most: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const pieces = bytes[Symbol.asyncIterator]()
  let size = 0
  let ended = false
  try {
    for (;;) {
      const next = await before(signal, pieces.next())
      if (next.done) {
        ended = true
        return
      }
      size += next.value.byteLength
      if (size > most) throw new TooLarge('there is more of it than may be taken')
      yield next.value
    }
  } finally {
    // Who hangs in giving the next piece may hang in ending too.
    if (!ended) void Promise.resolve(pieces.return?.()).catch(() => {})
  }
}

/** What the promise comes to, unless the signal is first. */
export async function before<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const end = () => late.reject(new TooLate('not done in time'))
  if (signal.aborted) end()
  signal.addEventListener('abort', end)
  try {
    return await Promise.race([promise, late.promise])
  } finally {
    signal.removeEventListener('abort', end)
  }
}
