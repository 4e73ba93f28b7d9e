import type { Button } from '../chat.ts'
import { consentOf, consentRow } from '../consent/exports.ts'
import { addressOf } from '../customers/reach.ts'
import { goodbyeCause } from '../deliveries/exports.ts'
import type { Feature } from '../engine/feature.ts'
import { madeFile, type Saying } from '../engine/making.ts'
import { say } from '../engine/outbox.ts'
import { buttons, type Turn } from '../engine/turn.ts'
import type { Program } from '../program/program.ts'
import { erasing, type Losses, lossesOf } from './erase.ts'
import { sendable } from './files.ts'

/** Name of the maker of the file. */
export const paper = 'privacy'

/** What we keep and what for, how he stands with promotions, and what he can have done about it. */
export async function about(turn: Turn, program: Program): Promise<void> {
  const { customerId } = turn.contact
  const { stopped } = await turn.unit.ask(consentOf, customerId)
  const hearing: Button = stopped
    ? { label: turn.t('stop.off'), press: 'stop:off' }
    : { label: turn.t('privacy.promotions'), press: 'consent:ask' }
  turn.say({
    text: program.shop ? turn.t('privacy.about.shop', { shop: program.shop }) : turn.t('privacy.about'),
    parts: [
      { kind: 'facts', rows: [await consentRow(turn, program, customerId)] },
      buttons({ label: turn.t('privacy.send'), press: 'privacy.send' }, hearing, {
        label: turn.t('privacy.erase'),
        press: 'privacy.erase',
        tone: 'danger',
      }),
    ],
  })
}

/** Sends everything, where he is alone with the bot: a file with all that is written, then each file that he sent. */
export async function send(turn: Turn): Promise<void> {
  const { unit, happening, contact } = turn
  const to = await unit.ask(addressOf, happening.who)
  const files = await sendable(unit, contact.customerId)
  const tell = (message: Saying) =>
    say(unit, { to, message, lane: 'answer', cause: turn.cause, customerId: contact.customerId })
  const file = { kind: 'file', file: madeFile(paper, contact.customerId), media: 'application/json', size: 0 } as const
  tell({
    text: turn.t('privacy.sent', { files: files.length }),
    parts: [{ ...file, name: `${turn.t('privacy.file')}-${turn.now.toISOString().slice(0, 10)}.json` }],
  })
  for (const part of files) tell({ text: part.name, parts: [part] })
}

/** Tells what is lost, and asks. Nothing has happened yet. */
export async function ask(turn: Turn): Promise<void> {
  turn.say(question(turn, await lossesOf(turn.unit, turn.contact.customerId)))
}

/** The button names whom and what is lost, so that it does nothing else than what stands above it. */
function question(turn: Turn, losses: Losses): Saying {
  const { points, complaints, calls } = losses
  const lost = [
    ...(points > 0 ? [turn.t('privacy.lost.points', { points })] : []),
    ...(complaints > 0 ? [turn.t('privacy.lost.complaints', { complaints })] : []),
    ...(calls > 0 ? [turn.t('privacy.lost.calls', { calls })] : []),
  ]
  return {
    text: [turn.t('privacy.sure'), ...lost, turn.t('privacy.stays')].join('\n'),
    parts: [
      buttons(
        {
          label: points > 0 ? turn.t('privacy.yes.points', { points }) : turn.t('privacy.yes'),
          press: `erase:${turn.contact.customerId}:${points}:${complaints}:${calls}`,
          tone: 'danger',
        },
        { label: turn.t('privacy.no'), press: 'privacy.keep' },
      ),
    ],
  }
}

/** Does it, for whoever was asked and if it is still as he was told. */
export async function erase(turn: Turn, features: readonly Feature[], written: string): Promise<void> {
  const { unit, contact, happening } = turn
  const [customerId, ...figures] = written.split(':')
  const [points = 0, complaints = 0, calls = 0] = figures.map(Number)
  // Whoever was erased and presses once more is somebody new, of whom nothing was asked.
  if (customerId !== contact.customerId) return turn.say(turn.t('privacy.gone'))
  const order = { features, customerId, told: { points, complaints, calls }, by: turn }
  const outcome = await unit.act(erasing, order)
  if (outcome === 'gone') return turn.say(turn.t('privacy.gone'))
  if (outcome === 'last-owner') return turn.say(turn.t('privacy.last-owner'))
  if (outcome !== 'erased') return turn.update(question(turn, outcome.now))
  const message = happening.kind === 'pressed' ? happening.message : undefined
  say(unit, {
    to: {
      place: happening.where,
      ...(!happening.direct && { only: happening.who }),
      ...(message !== undefined && { replaces: message }),
    },
    message: { text: turn.t('privacy.done') },
    ...{ lane: 'answer', cause: goodbyeCause, customerId },
  })
}
