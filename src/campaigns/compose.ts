import type { Button } from '../chat.ts'
import type { Saying } from '../engine/making.ts'
import { buttons } from '../engine/turn.ts'
import { type Locale, text } from '../language/text.ts'
import type { CampaignButton, Content } from './rules/campaign.ts'

/**
 * A campaign's message as somebody gets it. `recipient` is the number that answers come back with; `words` its text filled in,
 * `code` what is shown below it.
 */
export function compose(
  { picture, buttons: own = [] }: Pick<Content, 'picture' | 'buttons'>,
  { recipient, words, code, locale }: { recipient: number; words: string; code: string | null; locale: Locale },
): Saying {
  return {
    text: words,
    parts: [
      ...(picture ? [{ kind: 'file' as const, ...picture, picture: true as const }] : []),
      ...(code === null
        ? []
        : [{ kind: 'facts' as const, rows: [[text(locale, 'campaign.code'), code] as [string, string]] }]),
      buttons(...own.map((button, nth) => drawn(button, nth, recipient)), {
        label: text(locale, 'campaign.unsubscribe'),
        press: 'stop:on',
      }),
    ],
  }
}

function drawn(button: CampaignButton, nth: number, recipient: number): Button {
  const { label } = button
  if ('url' in button) return { label, url: button.url }
  if ('command' in button) return { label, press: `command:${button.command}` }
  return { label, press: `campaign.answer:${recipient}:${nth + 1}` }
}
