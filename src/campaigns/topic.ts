/** Wakes whoever carries campaigns on. */
export const campaignsTopic = 'campaigns'
