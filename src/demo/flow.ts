import { tellConsents } from '../consent/exports.ts'
import { contactOf } from '../customers/contact.ts'
import type { Feature } from '../engine/feature.ts'
import type { Turn } from '../engine/turn.ts'
import type { Program } from '../program/program.ts'
import { takeSale } from '../purchases/sale.ts'
import { regulars, wares } from './shop.ts'

const source = 'demo'
const dayMs = 86_400_000

/** Fills the web chat with a small invented shop, through the same ways that real sales take. */
export function demoFeature(program: Program): Feature {
  return { name: 'demo', presses: { 'demo.fill': { role: 'manager', run: (turn) => fill(turn, program) } } }
}

async function fill(turn: Turn, program: Program): Promise<void> {
  const { unit } = turn
  let recorded = 0
  for (const regular of regulars) {
    const { customerId } = await contactOf(unit, {
      platform: turn.happening.who.platform,
      id: regular.id,
      name: regular.name,
    })
    await tellConsents(unit, [{ id: customerId, consent: { answer: 'yes', at: null, via: source } }])
    for (const [index, visit] of regular.visits.entries()) {
      const items = visit.lines.flatMap(([ware, quantity]) => {
        const it = wares[ware]
        return it ? [{ sku: it.sku, name: it.name, quantity, amount: it.price * quantity }] : []
      })
      const outcome = await takeSale(unit, program, {
        source,
        reference: `${regular.id}-${index + 1}`,
        customerId,
        amount: items.reduce((sum, item) => sum + item.amount, 0),
        currency: program.currency,
        at: new Date(turn.now.getTime() - visit.daysAgo * dayMs),
        items,
      })
      if (outcome.kind === 'recorded') recorded += 1
    }
  }
  // A shop that was filled before contradicts by the time of its visits only: that is no mistake.
  turn.say(
    turn.t(recorded > 0 ? 'demo.filled' : 'demo.filled.already', { customers: regulars.length, purchases: recorded }),
  )
}
