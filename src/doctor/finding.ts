import type { Finding } from '../chat.ts'

/** Nothing to be done. */
export const ok = (about: string, found: string): Finding => ({ about, state: 'ok', found })

/** It works, but should be looked at. */
export const look = (about: string, found: string, remedy: string): Finding => ({ about, state: 'look', found, remedy })

/** Something does not work. */
export const wrong = (about: string, found: string, remedy: string): Finding => ({
  about,
  state: 'wrong',
  found,
  remedy,
})

/** What a failure says of itself, cut where it has several lines. Never given what could hold a password. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (typeof code === 'string') return code
  return String(message ?? error).split('\n')[0] ?? ''
}
