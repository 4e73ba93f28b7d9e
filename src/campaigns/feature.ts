import type { Feature } from '../engine/feature.ts'
import { joiningRows } from '../engine/joining.ts'
import type { Program } from '../program/program.ts'
import { campaignCommands, campaignPresses } from './flow.ts'
import { campaignHolds } from './holds.ts'
import { campaignWork } from './work.ts'

/** Campaigns: one message to many customers, each once. */
export function campaignsFeature(program: Program): Feature {
  return {
    name: 'campaigns',
    joining: joiningRows('campaign_recipient'),
    commands: campaignCommands(program),
    presses: campaignPresses(program),
    works: campaignWork(program),
    // What is paused waits; what is not to leave any more is taken out of the outbox a moment later.
    holds: campaignHolds(program),
  }
}
