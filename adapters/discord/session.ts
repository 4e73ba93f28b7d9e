import type { Engine } from '../../src/chat.ts'
import { integer, shape, string } from '../shared/shape.ts'
import { type Me, platform } from './base.ts'

/** A session of the gateway: with it a new connection is told what the one before missed, for some minutes. */
export type Session = { id: string; address: string; seen: number }

/**
 * The session as it stands, kept beyond the end of the process: the next one, here or elsewhere, is told what was not
 * stored. What is written down may be a little behind; what is told twice for that is known again.
 */
export interface Sessions {
  get(): Session | undefined
  set(session: Session | undefined): void
  /** Takes up what was left by another process. Never rejects: without it a new session begins. */
  load(): Promise<void>
  /** Writes down how it stands, now. Never rejects. */
  save(): Promise<void>
}

/** Least time between two times that it is written down, in milliseconds. */
const pause = 2_000

export function makeSessions(engine: Pick<Engine, 'recall' | 'remember'>, { app }: Me): Sessions {
  // of another bot it would be of no use
  const name = `session ${app}`
  let session: Session | undefined
  let written = ''
  let resting: NodeJS.Timeout | undefined

  async function save(): Promise<void> {
    clearTimeout(resting)
    resting = undefined
    const text = JSON.stringify(session ?? null)
    if (text === written) return
    written = text
    await engine.remember?.(platform, name, text).catch(() => {
      written = ''
    })
  }

  return {
    get: () => session,
    set(given) {
      const isOther = given?.id !== session?.id
      session = given
      // one that is nowhere written down could not be gone on with
      if (isOther) void save()
      resting ??= setTimeout(() => void save(), pause).unref()
    },
    async load() {
      const text = await engine.recall?.(platform, name).catch(() => undefined)
      if (text !== undefined) session = parse(text)
    },
    save,
  }
}

function parse(text: string): Session | undefined {
  try {
    const given = shape(JSON.parse(text))
    const [id, address, seen] = [string(given?.id), string(given?.address), integer(given?.seen)]
    return id === undefined || address === undefined || seen === undefined ? undefined : { id, address, seen }
  } catch {
    return undefined
  }
}
