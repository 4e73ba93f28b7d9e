import { share, shares } from '../../database/share.ts'

/** The text, the other text, or none: to see what it brings. */
type Arm = 'a' | 'b' | 'holdout'

/** What the lots of a campaign are drawn from, before the id of the customer. They are the same in every round. */
export const lotsOf = (campaign: number) => ({
  holdout: `campaign ${campaign} holdout `,
  split: `campaign ${campaign} split `,
})

/** Below this share somebody is among so many of a hundred. */
export const shareBelow = (percent: number): number => Math.floor((percent * shares) / 100)

/** In which arm somebody is. The two lots know nothing of each other. */
export function armOf(campaign: number, customer: string, { holdout, split }: { holdout: number; split: number }): Arm {
  const lots = lotsOf(campaign)
  if (share(lots.holdout + customer) < shareBelow(holdout)) return 'holdout'
  return share(lots.split + customer) < shareBelow(split) ? 'b' : 'a'
}
