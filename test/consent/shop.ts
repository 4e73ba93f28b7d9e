import type { Shown } from '../../adapters/fake/adapter.ts'
import type { Program } from '../../src/program/program.ts'
import { type Actor, labelsOf } from '../complaints/scene.ts'

/** A shop that asks. */
export const asks: Partial<Program> = { promotions: { consent: 'required' } }

/** What the two answers are called, by language. */
export const said = {
  en: { yes: 'Yes, please', no: 'No, thanks' },
  zh: { yes: '可以', no: '不用了' },
} as const

/** Our question wherever that person sees it, with both of its buttons. */
export function questions(actor: Actor, locale: keyof typeof said = 'en', channel = actor.id): Shown[] {
  const { yes, no } = said[locale]
  return actor.sees(channel).filter((shown) => {
    const labels = labelsOf(shown)
    return labels.includes(yes) && labels.includes(no)
  })
}
