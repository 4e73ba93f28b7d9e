import type { Turn } from '../../engine/turn.ts'
import type { Program } from '../../program/program.ts'
import { openCallbacksOf } from '../store.ts'
import { sayBooked } from './booked.ts'

/** What a call is about and when it is wished for, as far as that is known before it is asked. */
export type CallAbout = { complaintId?: number; from?: Date }

/**
 * Opens the conversation that ends in a booked callback; shows the one that is agreed already, if there is one. A call
 * about a complaint is linked to it.
 */
export async function askForCallback(turn: Turn, program: Program, about: CallAbout = {}): Promise<void> {
  const [agreed] = (await openCallbacksOf(turn.unit, turn.contact.customerId)).filter(({ at }) => at !== null)
  if (agreed) return sayBooked(turn, program, agreed, 'callback.known')
  await turn.open('callback', writeAbout(about))
}

/** As the form carries it. */
function writeAbout({ complaintId, from }: CallAbout): string | undefined {
  if (complaintId === undefined && from === undefined) return undefined
  return `${complaintId ?? ''}:${from ? Math.round(from.getTime() / 60_000).toString(36) : ''}`
}

export function readCallAbout(written: string | undefined): CallAbout {
  const [, complaint = '', from = ''] = /^(\d{0,12}):([0-9a-z]{0,7})$/.exec(written ?? '') ?? []
  return {
    ...(complaint !== '' && { complaintId: Number(complaint) }),
    ...(from !== '' && { from: new Date(Number.parseInt(from, 36) * 60_000) }),
  }
}
