import type { Button } from '../chat.ts'
import type { Saying } from '../engine/making.ts'
import { buttons } from '../engine/turn.ts'
import { type Locale, text } from '../language/text.ts'
import type { CampaignButton, Content } from './rules/campaign.ts'

/** `link` gives what the button of that number opens instead of its address, so that this is counted. */
type Composing = {
  recipient: number
  words: string
  code: string | null
  locale: Locale
  link?: ((recipient: number, button: number) => string) | undefined
}

/**
 * A campaign's message as somebody gets it. `recipient` is the number that answers come back with; `words` its text filled in,
 * `code` what is shown below it.
 */
export function compose(
  { picture, buttons: own = [] }: Pick<Content, 'picture' | 'buttons'>,
  { recipient, words, code, locale, link }: Composing,
): Saying {
  return {
    text: words,
    parts: [
      ...(picture ? [{ kind: 'file' as const, ...picture, picture: true as const }] : []),
      ...(code === null
        ? []
        : [{ kind: 'facts' as const, rows: [[text(locale, 'campaign.code'), code] as [string, string]] }]),
      buttons(...own.map((button, nth) => drawn(button, nth + 1, recipient, link)), {
        label: text(locale, 'campaign.unsubscribe'),
        press: 'stop:on',
      }),
    ],
  }
}

function drawn(button: CampaignButton, nth: number, recipient: number, link: Composing['link']): Button {
  const { label } = button
  if ('url' in button) return { label, url: link?.(recipient, nth) ?? button.url }
  if ('command' in button) return { label, press: `campaign.do:${recipient}:${nth}:${button.command}` }
  return { label, press: `campaign.answer:${recipient}:${nth}` }
}
