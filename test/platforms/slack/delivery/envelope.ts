import type { Json } from '../wire.ts'

export type EnvelopeKind = 'events_api' | 'slash_commands' | 'interactive'

/** One time an envelope was given to the app. `ms` is how long the acknowledgement took. */
type Try = { at: number; retry: number; ms?: number; ok?: boolean; why?: string }

/** Something told to the app. `n` counts from 0; `lane` is the channel or person it is about. */
export type Envelope = {
  readonly n: number
  readonly kind: EnvelopeKind
  /** Such as `message`, `app_mention`, `slash_commands`, `block_actions`, `view_submission`. */
  readonly type: string
  readonly lane: string
  readonly payload: Json
  readonly tries: Try[]
}

/** How one try went; `payload` is what the app said with its acknowledgement. */
export type Answer = { ok: true; payload: unknown } | { ok: false; why: string; status?: number; isFinal?: boolean }

/** Brings an envelope to the app once. Never rejects. */
export type Carrier = (envelope: Envelope, retry: number, reason: string) => Promise<Answer>
