import { areMore, askForCount, newestOf } from '../../audiences/exports.ts'
import type { Button, Message, Part } from '../../chat.ts'
import { customerName } from '../../customers/name.ts'
import type { Saying } from '../../engine/making.ts'
import { buttons, type Turn } from '../../engine/turn.ts'
import { type Locale, text } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import { audienceOf } from '../audience.ts'
import type { Campaign } from '../rules/campaign.ts'
import { sizeText } from '../show/size.ts'
import { gettingIt, type Size, sizeOf } from '../size.ts'
import { requestFor } from '../start.ts'
import { toMend } from './card.ts'
import { drawnOn } from './drawn.ts'
import { draftFacts } from './facts.ts'
import type { Drawer } from './fit.ts'
import { fitRows } from './fits.ts'
import { messagesFor } from './sample.ts'

/**
 * Shows a campaign as somebody in its audience would get it, who is not left out if there is one: the messages themselves, then how many people it goes to and why others are left
 * out, and what each platform that is connected makes of it. In a shop of more customers than `atOnce` they are counted aside.
 */
export async function preview(
  turn: Turn,
  program: Program,
  campaign: Campaign,
  drawers: readonly Drawer[],
  atOnce: number,
): Promise<void> {
  const { unit, locale } = turn
  const wrong = toMend(campaign, await draftFacts(unit, campaign), program, locale, turn.now)
  const isLarge = await areMore(unit, atOnce)
  const read = await audienceOf(unit, program, campaign.audience, { each: isLarge })
  const sample =
    'condition' in read
      ? ((await newestOf(unit, gettingIt(program, read.condition, unit.now), atOnce)) ??
        (await newestOf(unit, read.condition, atOnce)))
      : undefined
  const person = sample ?? turn.contact.customerId
  const messages = await messagesFor(unit, program, campaign, person, locale)
  const name = await unit.ask(customerName, person)
  turn.say(turn.t('campaign.preview.as', { name, count: messages.length }))
  for (const message of messages) turn.say(harmless(message))
  for (const [nth, message] of messages.entries()) {
    const title = messages.length === 1 ? campaign.name : `${campaign.name} · ${nth === 0 ? 'A' : 'B'}`
    const images = drawnOn(message, drawers, { title, sender: program.shop ?? 'Regulars', locale })
    if (images.length > 0) turn.say({ text: turn.t('campaign.preview.drawn'), parts: images })
  }
  const known: Saying = {
    text: wrong.join('\n\n'),
    parts: [
      { kind: 'facts', rows: fitRows(messages, drawers, locale) },
      ...(campaign.state === 'draft' ? [draftButtons(campaign, wrong.length === 0, locale)] : []),
    ],
  }
  if ('problem' in read) return turn.say({ ...known, text: known.text || campaign.name })
  if (!isLarge) return turn.say(previewMessage(known, await sizeOf(unit, program, read.condition, campaign), locale))
  await askForCount(turn, requestFor('preview', campaign, known), below(known, turn.t('campaign.counting')))
}

/** What was known before it was counted, with the number. */
export const previewMessage = (known: Saying, size: Size, locale: Locale): Saying =>
  below(known, sizeText(size, locale))

const below = (known: Saying, line: string): Saying => ({
  ...known,
  text: known.text === '' ? line : `${known.text}\n\n${line}`,
})

function draftButtons({ id }: Campaign, isReady: boolean, locale: Locale): Part {
  const ready: Button = { label: text(locale, 'campaign.ready'), press: `campaign.ready:${id}`, tone: 'primary' }
  return buttons(...(isReady ? [ready] : []), {
    label: text(locale, 'campaign.draft.test'),
    press: `campaign.test:${id}`,
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
