import { sampleOf } from '../../audiences/exports.ts'
import type { Message } from '../../chat.ts'
import { customerName } from '../../customers/name.ts'
import { buttons, type Turn } from '../../engine/turn.ts'
import type { Program } from '../../program/program.ts'
import { audienceOf } from '../audience.ts'
import type { Campaign } from '../rules/campaign.ts'
import { sizeText } from '../show/size.ts'
import { sizeOf } from '../size.ts'
import { toMend } from './card.ts'
import { draftFacts } from './facts.ts'
import type { Drawer } from './fit.ts'
import { fitRows } from './fits.ts'
import { messagesFor } from './sample.ts'

/**
 * Shows a campaign as somebody in its audience would get it: the messages themselves, then how many people it goes to and why others are left
 * out, and what each platform that is connected makes of it.
 */
export async function preview(
  turn: Turn,
  program: Program,
  campaign: Campaign,
  drawers: readonly Drawer[],
): Promise<void> {
  const { unit, locale } = turn
  const wrong = toMend(campaign, await draftFacts(unit, campaign), program, locale, turn.now)
  const read = await audienceOf(unit, program, campaign.audience)
  const [sample] = 'condition' in read ? await sampleOf(unit, read.condition, 1) : []
  const person = sample?.id ?? turn.contact.customerId
  const messages = await messagesFor(unit, program, campaign, person, locale)
  const name = await unit.ask(customerName, person)
  turn.say(turn.t('campaign.preview.as', { name, count: messages.length }))
  for (const message of messages) turn.say(harmless(message))
  const size = 'condition' in read ? [sizeText(await sizeOf(unit, program, read.condition, campaign), locale)] : []
  const rows = fitRows(messages, drawers, locale)
  turn.say({
    text: [...wrong, ...size].join('\n\n') || campaign.name,
    parts: [
      { kind: 'facts', rows },
      ...(campaign.state === 'draft'
        ? [
            buttons(
              ...(wrong.length === 0
                ? [
                    {
                      label: turn.t('campaign.ready'),
                      press: `campaign.ready:${campaign.id}`,
                      tone: 'primary' as const,
                    },
                  ]
                : []),
              { label: turn.t('campaign.draft.test'), press: `campaign.test:${campaign.id}` },
            ),
          ]
        : []),
    ],
  })
}

/** Sends a campaign to whoever asks for it, exactly as a customer would get it. */
export async function sendTest(turn: Turn, program: Program, campaign: Campaign): Promise<void> {
  for (const message of await messagesFor(turn.unit, program, campaign, turn.contact.customerId, turn.locale))
    turn.say(message)
}

/** The message with buttons that look the same and do nothing. */
function harmless({ parts = [], ...message }: Message): Message {
  return {
    ...message,
    parts: parts.map((part) =>
      part.kind === 'buttons'
        ? buttons(...part.buttons.map((it) => ('press' in it ? { ...it, press: 'campaign.sample' } : it)))
        : part,
    ),
  }
}
