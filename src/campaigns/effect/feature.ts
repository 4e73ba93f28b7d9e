import type { Feature } from '../../engine/feature.ts'
import type { Program } from '../../program/program.ts'
import { forget } from './forget.ts'
import { linkPages } from './links/pages.ts'
import { commandPress } from './press.ts'

/** What campaigns brought: who pressed and answered what, and what was bought that would not have been without. */
export function campaignEffectFeature(program: Program, features: () => readonly Feature[]): Feature {
  return {
    name: 'campaign effect',
    presses: { 'campaign.do': commandPress(features) },
    pages: linkPages(program),
    erased: forget,
  }
}
