import { defaultProgram, type PromotionRules } from './program.ts'
import { group } from './structures.ts'
import { word } from './values.ts'

/** Who gets promotions, as written. */
export const promotions = group({
  consent: word({ required: 'required', assumed: 'assumed' } as const).optional(),
})

/** The keys known in these, as shapes by their place. */
export const promotionKeys = { promotions: promotions.shape }

/** The rules with everything that was left out. */
export function completePromotions(
  written: Partial<{ [K in keyof PromotionRules]: PromotionRules[K] | undefined }> = {},
): PromotionRules {
  return { consent: written.consent ?? defaultProgram.promotions.consent }
}
