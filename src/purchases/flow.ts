import type { Feature } from '../engine/feature.ts'
import { joiningRows } from '../engine/joining.ts'
import { buttons, type Turn } from '../engine/turn.ts'
import type { Program } from '../program/program.ts'
import { purchaseRoutes } from './api.ts'
import { takeBack } from './book.ts'
import { earnByCommand, earnByPress, earnFor, earnKnown, hearCode, wrongAmount } from './earn.ts'
import { erasePurchases } from './erase.ts'
import { purchasesKnown } from './known.ts'

/** Sales booked by staff in chat, and what customers want to hear of theirs. */
export function purchasesFeature(program: Program): Feature {
  return {
    name: 'purchases',
    joining: joiningRows('purchase'),
    known: purchasesKnown,
    erased: erasePurchases,
    commands: [
      {
        name: 'earn',
        role: 'staff',
        opens: 'earn',
        args: 'form',
        run: (turn, args) => earnByCommand(turn, program, args),
      },
    ],
    presses: {
      earn: { role: 'staff', run: (turn, about) => earnByPress(turn, program, about) },
      unearn: { role: 'staff', run: (turn, about) => takeBack(turn, program, about) },
      notices: { run: setNotices },
    },
    routes: purchaseRoutes(program),
    forms: [
      {
        id: 'earn',
        role: 'staff',
        fields: [
          { name: 'who', kind: 'line', required: true },
          { name: 'amount', kind: 'number', required: true },
        ],
        check: (values) => wrongAmount(values, program),
        filled: (turn, values) => earnFor(turn, program, values.who ?? '', values.amount ?? ''),
      },
      {
        id: 'sale',
        role: 'staff',
        fields: [{ name: 'amount', kind: 'number', required: true }],
        check: (values) => wrongAmount(values, program),
        filled: (turn, values, about) => earnKnown(turn, program, about ?? '', values.amount ?? ''),
      },
    ],
    hears: (turn, said) => hearCode(turn, program, said),
  }
}

async function setNotices(turn: Turn, about: string): Promise<void> {
  const on = about === 'on'
  await turn.unit.sql.execute('UPDATE customer SET notices = ? WHERE id = ?', on, turn.contact.customerId)
  turn.say({
    text: turn.t(on ? 'notices.on.done' : 'notices.off.done'),
    parts: [buttons({ label: turn.t(on ? 'notices.off' : 'notices.on'), press: `notices:${on ? 'off' : 'on'}` })],
  })
}
