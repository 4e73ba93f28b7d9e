import { membersOf } from '../customers/joining.ts'
import type { Unit } from '../engine/unit.ts'

/** A customer is forgotten: nothing is left of what he said. */
export async function eraseSaid(unit: Unit, customerId: string): Promise<void> {
  await unit.sql.execute(
    `DELETE FROM utterance WHERE "customerId" ${unit.sql.among('text')}`,
    await membersOf(unit, customerId),
  )
}

/** A thread, or a message in a channel or one of its threads. */
export type SaidAt = { platform: string; channel: string } & ({ thread: string } | { message: string })

/** What was said there is gone; that something was said stays. */
export async function blankSaid(unit: Unit, places: readonly SaidAt[]): Promise<void> {
  for (const { platform, channel, ...at } of places)
    if ('thread' in at)
      await unit.sql.execute(
        'UPDATE utterance SET text = NULL WHERE platform = ? AND place = ?',
        platform,
        `${channel} ${at.thread}`,
      )
    else
      await unit.sql.execute(
        `UPDATE utterance SET text = NULL WHERE platform = ? AND message = ? AND (place = ? OR place LIKE ? ESCAPE '!')`,
        platform,
        at.message,
        channel,
        `${channel.replace(/[!%_]/g, '!$&')} %`,
      )
}
