import { type CountOptions, countWork, mostAtOnce } from '../audiences/exports.ts'
import type { Feature } from '../engine/feature.ts'
import type { Program } from '../program/program.ts'
import { campaignCounting } from './counting.ts'
import { previewMakers } from './draft/drawn.ts'
import type { Drawer } from './draft/fit.ts'
import { draftPresses } from './draft/flow.ts'
import { draftForms } from './draft/forms.ts'
import { DraftMemory, draftWork } from './draft/memory.ts'
import type { Outside } from './effect/links/address.ts'
import { eraseRecipients } from './erase.ts'
import { campaignFigures } from './figures.ts'
import { campaignCommands, campaignPresses } from './flow.ts'
import { campaignHolds } from './holds.ts'
import { campaignsJoining } from './joining.ts'
import { campaignsKnown } from './known-messages.ts'
import { campaignWork } from './work.ts'

/**
 * What draws messages as the platforms that are connected show them, a clock for what is checked from memory, and where this server
 * is reached: links lead over it then.
 * `counting`: from which size on whom it goes to is counted aside.
 */
type CampaignTools = {
  drawers?: (() => readonly Drawer[]) | undefined
  now?: (() => Date) | undefined
  outside?: Outside | undefined
  counting?: CountOptions | undefined
}

/** Campaigns: one message to many customers, each once; what goes on aside of them has a process of its own that leads. */
export function campaignFeatures(
  program: Program,
  { drawers = () => [], now = () => new Date(), outside = { public: undefined }, counting = {} }: CampaignTools = {},
): Feature[] {
  const memory = new DraftMemory()
  const { atOnce = mostAtOnce, page } = counting
  const campaigns: Feature = {
    name: 'campaigns',
    figures: [campaignFigures],
    joining: campaignsJoining,
    known: campaignsKnown,
    erased: eraseRecipients,
    commands: campaignCommands(program),
    presses: { ...campaignPresses(program, drawers, atOnce), ...draftPresses(program, drawers, atOnce) },
    forms: draftForms(program, now, memory),
    makers: previewMakers,
    works: campaignWork(program, outside),
    // What is paused waits; what is not to leave any more is taken out of the outbox a moment later.
    holds: campaignHolds(program),
  }
  return [
    campaigns,
    { name: 'campaign counts', works: countWork(campaignCounting(program), page) },
    { name: 'campaign drafts', works: draftWork(memory) },
  ]
}
