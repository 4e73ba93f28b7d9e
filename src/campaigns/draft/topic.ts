/** Tells all processes that a draft was made or changed. */
export const draftsTopic = 'campaign_drafts'
