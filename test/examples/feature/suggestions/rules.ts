/** Most suggestions that somebody makes within {@link window}. */
export const most = 3
/** In milliseconds. */
export const window = 24 * 3_600_000

/** What becomes of a suggestion: it is kept, or why not. `made` are the times of those made before. */
export function decide(text: string, made: readonly Date[], now: Date): 'kept' | 'empty' | 'many' {
  if (text.trim() === '') return 'empty'
  const recent = made.filter((at) => now.getTime() - at.getTime() < window)
  return recent.length < most ? 'kept' : 'many'
}
