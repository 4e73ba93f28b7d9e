import { type Locale, text } from '../../language/text.ts'
import { exclusions } from '../eligible.ts'
import type { Size } from '../size.ts'

/** How many would get a campaign, and why others of the audience would not. */
export function sizeText({ people, audience, without }: Size, locale: Locale): string {
  const lines = ([...exclusions, 'holdout'] as const).flatMap((why) => {
    const count = without[why] ?? 0
    return count === 0 ? [] : [text(locale, `campaign.without.${why}`, { count })]
  })
  return [text(locale, 'campaign.size', { people, audience }), ...lines].join('\n')
}
