/** How a callback stands; `choosing` while the customer has not picked a time. */
export type CallbackState = 'choosing' | 'booked' | 'due' | 'claimed' | 'done' | 'missed' | 'cancelled'

/** What was told of it already. */
export type CallbackTold = {
  reminded?: 1
  /** That nobody took it, to the managers. */
  unclaimed?: 1
  /** That it seems to be forgotten, to whoever took it. */
  held?: 1
  /** It was once missed by us, whatever became of it afterwards. */
  missed?: 1
}

/** A call that staff are to make. Phone numbers are kept in the international form. */
export type Callback = {
  id: number
  customerId: string
  kind: 'asked' | 'task'
  reason: string
  how: 'phone' | 'chat'
  phone: string | null
  complaintId: number | null
  at: Date | null
  minutes: number
  state: CallbackState
  assigneeId: string | null
  tries: number
  note: string | null
  created: Date
  claimed: Date | null
  tried: Date | null
  ended: Date | null
  told: CallbackTold
  alarm: Date | null
  stale: Date | null
}

/** What customers and staff call it. */
export const callNumber = (id: number): string => `K-${1_000 + id}`

export const isOver = ({ state }: Pick<Callback, 'state'>): boolean =>
  state === 'done' || state === 'missed' || state === 'cancelled'
