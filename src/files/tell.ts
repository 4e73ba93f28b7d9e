import { contactOf } from '../customers/contact.ts'
import { say } from '../engine/outbox.ts'
import type { Unit } from '../engine/unit.ts'
import { text } from '../language/text.ts'
import { type LostFile, markTold } from './store.ts'

const bytesPerMb = 1024 * 1024

/**
 * Tells somebody of his files that were not kept, and why: one message for all of them, which were sent together. What
 * somebody else has told meanwhile is not told again. `most` is the size of the largest that is kept, in bytes.
 */
export async function tellLost(unit: Unit, platform: string, lost: readonly LostFile[], most: number): Promise<void> {
  const ids = lost.map((file) => file.id)
  const marked = await markTold(unit, ids)
  const files = lost.filter((file) => marked.has(file.id))
  const [first] = files
  if (!first) return
  const { person, channel, thread, direct } = first
  const who = { platform, id: person }
  const { locale, customerId } = await contactOf(unit, who)
  const rows = files.map(({ name, reason }): [string, string] => [
    name,
    text(locale, `files.lost.${reason}`, { most: Math.floor((most / bytesPerMb) * 10) / 10 }),
  ])
  say(unit, {
    to: {
      place: { platform, channel, ...(thread === null ? {} : { thread }) },
      ...(direct ? {} : { only: who }),
    },
    message: { text: text(locale, 'files.lost', { count: files.length }), parts: [{ kind: 'facts', rows }] },
    lane: 'answer',
    cause: 'files',
    customerId,
  })
}
