import type { AnyTimer, Feature } from '../engine/feature.ts'
import type { Program } from '../program/program.ts'
import { againTimer } from './again.ts'
import { erasedEvent } from './erase.ts'
import { exportMaker } from './export.ts'
import { about, ask, erase, paper, send } from './flow.ts'
import { askFor, eraseFor } from './other.ts'

/** What is known of a customer, for himself: told, sent as a file, and erased. */
export function privacyFeature(program: Program, features: () => readonly Feature[]): Feature {
  return {
    name: 'privacy',
    commands: [{ name: 'privacy', run: (turn) => about(turn, program) }],
    presses: {
      'privacy.send': { run: send },
      'privacy.erase': { run: ask },
      'privacy.keep': { run: (turn) => turn.update({ text: turn.t('privacy.kept') }) },
      'forget.ask': { role: 'manager', run: askFor },
      forget: { role: 'manager', run: (turn, written) => eraseFor(turn, features(), written) },
      erase: { run: (turn, written) => erase(turn, features(), written) },
    },
    makers: { [paper]: exportMaker(features) },
    timers: [againTimer(features) as AnyTimer],
    events: [erasedEvent],
  }
}
