import type { Feature } from '../../engine/feature.ts'
import type { Program } from '../../program/program.ts'
import { forget } from './forget.ts'
import { pressesKnown } from './known.ts'
import type { Outside } from './links/address.ts'
import { linkPages } from './links/pages.ts'
import { commandPress } from './press.ts'
import { campaignReport, mostAtOnce, reportPresses } from './report/flow.ts'
import { pictureMakers } from './report/picture.ts'
import { tableMakers } from './report/table.ts'
import { reportWork } from './report/work.ts'

/** `atOnce`: above so many recipients a report is worked out aside. */
type EffectOptions = { outside?: Outside | undefined; atOnce?: number }

/** What campaigns brought: who pressed and answered what, and what was bought that would not have been without. */
export function campaignEffectFeature(
  program: Program,
  features: () => readonly Feature[],
  { outside = { public: undefined }, atOnce = mostAtOnce }: EffectOptions = {},
): Feature {
  const tools = { program, outside, atOnce }
  return {
    name: 'campaign effect',
    presses: { 'campaign.do': commandPress(features), ...reportPresses(tools) },
    subjects: { campaign: campaignReport(tools) },
    makers: { ...pictureMakers, ...tableMakers(program) },
    pages: linkPages(program),
    works: reportWork(program, outside),
    known: pressesKnown,
    erased: forget,
  }
}
