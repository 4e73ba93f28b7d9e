import type { Feature } from '../../../../src/engine/feature.ts'
import { joiningRows } from '../../../../src/engine/joining.ts'
import type { Program } from '../../../../src/program/program.ts'
import { suggestionCommands, suggestionForms } from './flow.ts'
import { eraseSuggestions, suggestionsKnown } from './store.ts'

/** What customers would like the shop to do. */
export function suggestionsFeature(program: Program): Feature {
  return {
    name: 'suggestions',
    commands: suggestionCommands(program),
    forms: suggestionForms,
    joining: joiningRows('suggestion'),
    known: suggestionsKnown,
    erased: eraseSuggestions,
  }
}
