import type { Button } from '../chat.ts'
import { isErased } from '../customers/erased.ts'
import { profileOf } from '../customers/profile.ts'
import { addressAt, reachOf } from '../customers/reach.ts'
import { goodbyeCause } from '../deliveries/exports.ts'
import type { Feature } from '../engine/feature.ts'
import type { Saying } from '../engine/making.ts'
import { say } from '../engine/outbox.ts'
import { buttons, type Turn } from '../engine/turn.ts'
import { text } from '../language/text.ts'
import { may } from '../staff/rules.ts'
import { erasing, type Losses, lossesOf } from './erase.ts'

/** Lets a manager erase a customer who has asked for it at the counter, on paper or by telephone. */
export const eraseButtons = (turn: Turn, customerId: string): Button[] =>
  may(turn.role, 'manager') ? [{ label: turn.t('privacy.for'), press: `forget.ask:${customerId}`, tone: 'danger' }] : []

/** Whom it is about, if somebody of that role may be erased by whoever asks; says why not. */
async function target(turn: Turn, customerId: string): Promise<{ name: string } | undefined> {
  const profile = await turn.unit.ask(profileOf, customerId)
  if (!profile || (await turn.unit.ask(isErased, customerId))) {
    turn.say(turn.t('privacy.gone'))
    return undefined
  }
  // Whoever could dismiss somebody of the team can erase him, and nobody else.
  const needed = profile.role === 'customer' || profile.role === 'staff' ? 'manager' : 'owner'
  if (may(turn.role, needed)) return { name: profile.name ?? profile.card }
  turn.say(turn.t('not-allowed.owner'))
  return undefined
}

/** Tells what the customer loses, and asks. */
export async function askFor(turn: Turn, customerId: string): Promise<void> {
  const who = await target(turn, customerId)
  if (who) turn.say(question(turn, customerId, who.name, await lossesOf(turn.unit, customerId)))
}

function question(turn: Turn, customerId: string, name: string, { points, complaints, calls }: Losses): Saying {
  const lost = [
    ...(points > 0 ? [turn.t('privacy.lost.points', { points })] : []),
    ...(complaints > 0 ? [turn.t('privacy.for.complaints', { complaints })] : []),
    ...(calls > 0 ? [turn.t('privacy.for.calls', { calls })] : []),
  ]
  const press = `forget:${customerId}:${points}:${complaints}:${calls}`
  return {
    text: [turn.t('privacy.for.sure', { name }), ...lost, turn.t('privacy.for.stays')].join('\n'),
    parts: [
      buttons(
        { label: turn.t('privacy.for.yes'), press, tone: 'danger' },
        { label: turn.t('privacy.for.no'), press: 'privacy.keep' },
      ),
    ],
  }
}

/** Does it, if it is still as the manager was told; the customer gets one last message. */
export async function eraseFor(turn: Turn, features: readonly Feature[], written: string): Promise<void> {
  const [customerId = '', ...figures] = written.split(':')
  const [points = 0, complaints = 0, calls = 0] = figures.map(Number)
  const { unit } = turn
  const who = await target(turn, customerId)
  if (!who) return
  const reach = await unit.ask(reachOf, customerId)
  const outcome = await unit.act(erasing, { features, customerId, told: { points, complaints, calls }, by: turn })
  if (outcome === 'gone') return turn.say(turn.t('privacy.gone'))
  if (outcome === 'last-owner') return turn.say(turn.t('grant.last-owner', { name: who.name }))
  if (outcome !== 'erased') return turn.update(question(turn, customerId, who.name, outcome.now))
  turn.update({ text: turn.t('privacy.for.done') })
  if (reach)
    say(unit, {
      ...{ to: addressAt(reach), message: { text: text(reach.locale, 'privacy.done') } },
      ...{ lane: 'answer', cause: goodbyeCause, customerId },
    })
}
