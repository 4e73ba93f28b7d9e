import { audiencesFeature, type CountOptions } from './audiences/flow.ts'
import { callbacksFeature } from './callbacks/feature.ts'
import type { Drawer } from './campaigns/draft/fit.ts'
import { campaignEffectFeature } from './campaigns/effect/feature.ts'
import { campaignFeatures } from './campaigns/feature.ts'
import { cardsFeature } from './cards/feature.ts'
import { complaintsFeature } from './complaints/feature.ts'
import { consentFeature } from './consent/feature.ts'
import { customerRoutes } from './customers/api.ts'
import { detailsFeature } from './customers/details/feature.ts'
import { customersJoining } from './customers/joining.ts'
import { customerKnown } from './customers/known.ts'
import { contactFeature } from './customers/stop.ts'
import { deliveriesFeature } from './deliveries/feature.ts'
import { demoFeature } from './demo/flow.ts'
import { desksFeature } from './desks/feature.ts'
import type { Feature } from './engine/feature.ts'
import { filesFeature } from './files/feature.ts'
import { followUpsFeature } from './followups/feature.ts'
import { linksFeature } from './links/flow.ts'
import { pointsFeature } from './points/flow.ts'
import { privacyFeature } from './privacy/feature.ts'
import type { Program } from './program/program.ts'
import { purchasesFeature } from './purchases/flow.ts'
import type { Entrance } from './referrals/door/entrance.ts'
import { referralsFeature } from './referrals/feature.ts'
import { reportsFeature } from './reports/flow.ts'
import { retentionFeature } from './retention/feature.ts'
import { findFeature } from './staff/find.ts'
import { staffFeature } from './staff/flow.ts'
import { transcriptsFeature } from './transcripts/feature.ts'
import { webhooksFeature } from './webhooks/feature.ts'
import { type HelpLine, welcomeFeature } from './welcome/flow.ts'

/**
 * `demo`: also what fills the web chat with an invented shop. `entrance`: the ways into the shop, none when absent. `drawers`: the
 * platforms that are connected, as far as they show what they draw.
 */
type FeatureOptions = {
  demo?: boolean
  entrance?: Entrance
  drawers?: () => readonly Drawer[]
  now?: () => Date
  /** From how many customers on they are counted aside, and in which pieces. */
  counting?: CountOptions
}

/** Everything that Regulars can do: one line a feature. */
export function allFeatures(program: Program, options: FeatureOptions = {}): Feature[] {
  const features: Feature[] = [
    welcomeFeature(
      program,
      () => helpLines(features),
      () => features,
    ),
    pointsFeature(program),
    cardsFeature(program),
    purchasesFeature(program),
    { name: 'customers', routes: customerRoutes(program), joining: customersJoining, known: customerKnown },
    detailsFeature,
    audiencesFeature(program, options.counting),
    contactFeature(program),
    consentFeature(program),
    callbacksFeature(program),
    followUpsFeature(program),
    ...campaignFeatures(program, {
      drawers: options.drawers,
      now: options.now,
      outside: options.entrance,
      counting: options.counting,
    }),
    campaignEffectFeature(program, () => features, { outside: options.entrance }),
    desksFeature,
    complaintsFeature(program, () => features),
    linksFeature(() => features),
    referralsFeature(program, options.entrance),
    filesFeature,
    transcriptsFeature,
    privacyFeature(program, () => features),
    retentionFeature(program, () => features),
    staffFeature,
    findFeature(program),
    deliveriesFeature,
    reportsFeature(program, () => features),
    webhooksFeature(() => features),
    ...(options.demo ? [demoFeature(program)] : []),
  ]
  return features
}

function helpLines(features: readonly Feature[]): HelpLine[] {
  return features
    .flatMap((feature) => feature.commands ?? [])
    .filter((command) => !command.hidden)
    .map(({ name, role }) => ({ name, role }))
}
