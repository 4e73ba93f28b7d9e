import { sampleOf } from '../../audiences/exports.ts'
import type { Message } from '../../chat.ts'
import { customerName } from '../../customers/name.ts'
import { platformName } from '../../customers/platforms.ts'
import { buttons, type Turn } from '../../engine/turn.ts'
import { formatNumber } from '../../language/format.ts'
import { type Locale, text } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import { audienceOf } from '../audience.ts'
import type { Campaign } from '../rules/campaign.ts'
import { sizeText } from '../show/size.ts'
import { sizeOf } from '../size.ts'
import { toMend } from './card.ts'
import { draftFacts } from './facts.ts'
import { type Drawer, type Fit, fitOf } from './fit.ts'
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
  const rows = messages.flatMap((message, nth) =>
    fitRows(message, messages.length > 1 ? nth : undefined, drawers, locale),
  )
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

/** What each platform makes of a message. `nth`: which of two texts it is. */
function fitRows(
  message: Message,
  nth: number | undefined,
  drawers: readonly Drawer[],
  locale: Locale,
): [string, string][] {
  return drawers.flatMap(({ platform, drawn }): [string, string][] => {
    if (!drawn) return []
    const name = platformName(platform)
    const label = nth === undefined ? name : text(locale, 'campaign.preview.arm', { name, arm: nth === 0 ? 'A' : 'B' })
    return [[label, fitText(fitOf(message, drawn(message)), locale)]]
  })
}

/** That in words: `1 message, the picture above the text`. */
function fitText(fit: Fit, locale: Locale): string {
  const t = (key: string, values?: Record<string, string | number>) => text(locale, `campaign.fit.${key}`, values)
  if (fit.kind === 'refused') return t('refused')
  const { messages, cutAfter, factsLost, picture, buttonsLost, buttonsCut } = fit
  const list = (labels: readonly string[]) => new Intl.ListFormat(locale).format(labels.map((label) => `“${label}”`))
  return [
    t('messages', { count: messages }),
    ...(picture === 'none' ? [] : [t(`picture.${picture}`)]),
    ...(cutAfter === undefined ? [] : [t('cut', { letters: formatNumber(cutAfter, locale) })]),
    ...(factsLost ? [t('facts')] : []),
    ...(buttonsLost.length > 0 ? [t('buttons', { labels: list(buttonsLost) })] : []),
    ...(buttonsCut.length > 0 ? [t('labels', { labels: list(buttonsCut) })] : []),
  ].reduce((before, after) => t('and', { before, after }))
}
