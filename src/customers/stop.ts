import { consentOf, getsPromotions, question, refusesPromotions } from '../consent/exports.ts'
import type { Feature } from '../engine/feature.ts'
import { buttons, type Turn } from '../engine/turn.ts'
import type { Program } from '../program/program.ts'

/** Whether customers want to hear from us of our own accord. What they wait for arrives all the same. */
export const contactFeature = (program: Program): Feature => ({
  name: 'contact',
  commands: [{ name: 'stop', run: (turn) => set(turn, program, true) }],
  presses: { stop: { run: (turn, about) => set(turn, program, about !== 'off') } },
  holds: `EXISTS (SELECT 1 FROM customer WHERE customer.id = delivery."customerId" AND (customer.stopped IS NOT NULL
    OR (delivery.recipient IS NOT NULL AND ${refusesPromotions(program, 'customer')})))`,
})

async function set(turn: Turn, program: Program, stopped: boolean): Promise<void> {
  const { unit, contact } = turn
  await unit.sql.execute(
    'UPDATE customer SET stopped = CASE WHEN ? THEN coalesce(stopped, ?) END WHERE id = ?',
    stopped,
    turn.now,
    contact.customerId,
  )
  unit.forget(consentOf, contact.customerId)
  turn.say({
    text: turn.t(stopped ? 'stop.done' : 'stop.undone'),
    parts: [buttons({ label: turn.t(stopped ? 'stop.off' : 'stop.on'), press: `stop:${stopped ? 'off' : 'on'}` })],
  })
  if (!stopped) await askAgain(turn, program)
}

/** Whoever lets us write again but has not agreed to promotions is asked for them here: to write is not yet to promote. */
async function askAgain(turn: Turn, program: Program): Promise<void> {
  const { consent } = await turn.unit.ask(consentOf, turn.contact.customerId)
  const gets = getsPromotions(program.promotions.consent, consent?.answer ?? null, false)
  if (gets || !turn.happening.direct || turn.role !== 'customer') return
  await turn.unit.sql.execute(
    'UPDATE customer SET "consentAsked" = coalesce("consentAsked", ?) WHERE id = ?',
    turn.now,
    turn.contact.customerId,
  )
  turn.say(question(turn, program))
}
