import type { PressDefinition } from '../../engine/feature.ts'
import { buttons, type Turn } from '../../engine/turn.ts'
import type { Program } from '../../program/program.ts'
import type { Campaign } from '../rules/campaign.ts'
import { campaignById } from '../store.ts'
import { hideDraft, showHere } from './board.ts'
import { toMend } from './card.ts'
import { copyCampaign, dropDraft } from './change.ts'
import { draftFacts } from './facts.ts'
import { change, readDraftAbout } from './fill.ts'
import type { Drawer } from './fit.ts'
import { preview, sendTest } from './preview.ts'

/** The buttons of drafts. `drawers` are the platforms that are connected. */
export const draftPresses = (
  program: Program,
  drawers: () => readonly Drawer[],
  atOnce: number,
): Record<string, PressDefinition> => {
  const press = (run: (turn: Turn, campaign: Campaign) => Promise<void> | void): PressDefinition => ({
    role: 'manager',
    run: async (turn, about) => {
      const id = readDraftAbout(about)?.id
      const campaign = id === undefined ? undefined : await campaignById(turn.unit, id)
      return campaign ? run(turn, campaign) : turn.say(turn.t('campaign.draft.gone'))
    },
  })
  return {
    'campaign.preview': press((turn, campaign) => preview(turn, program, campaign, drawers(), atOnce)),
    'campaign.test': press(async (turn, campaign) => {
      const wrong = toMend(campaign, await draftFacts(turn.unit, campaign), program, turn.locale, turn.now)
      return wrong.length > 0 ? turn.say(wrong.join('\n\n')) : sendTest(turn, program, campaign)
    }),
    'campaign.bare': {
      role: 'manager',
      run: (turn, about) => change(turn, program, about, 'campaign.more', { picture: null }),
    },
    'campaign.drop': press((turn, { id, name }) =>
      turn.say({
        text: turn.t('campaign.draft.drop', { name }),
        parts: [buttons({ label: turn.t('campaign.draft.dropIt'), press: `campaign.dropped:${id}`, tone: 'danger' })],
      }),
    ),
    'campaign.dropped': press(async (turn, { id, name }) => {
      const dropped = await dropDraft(turn.unit, id)
      if (!dropped) return turn.say(turn.t('campaign.draft.begun', { name }))
      await hideDraft(turn.unit, dropped)
      turn.update({ text: turn.t('campaign.draft.dropped', { name }) })
    }),
    'campaign.copy': press(async (turn, { id }) => {
      const draft = await copyCampaign(turn.unit, id, turn.contact.customerId)
      if (draft) await showHere(turn, program, draft)
    }),
    'campaign.sample': { run: (turn) => turn.say(turn.t('campaign.preview.only')) },
  }
}
