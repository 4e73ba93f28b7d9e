import type { Address } from '../chat.ts'
import type { Locale } from '../language/text.ts'
import type { Desk } from './store.ts'

/** Where staff are shown something: a desk (`desk:3`), or one of them directly (`staff:…`). */
export type Seat = { seat: string; address: Address; locale: Locale }

export const deskSeat = ({ id, platform, channel, locale, person }: Desk): Seat => ({
  seat: `desk:${id}`,
  address: { place: { platform, channel }, ...(person !== null && { only: { platform, id: person } }) },
  locale,
})
