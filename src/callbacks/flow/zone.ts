import { setZone } from '../../customers/zone.ts'
import type { FormDefinition, PressDefinition } from '../../engine/feature.ts'
import { buttons, type Turn } from '../../engine/turn.ts'
import type { Program } from '../../program/program.ts'
import { isZoneLike, zonesMeant } from '../rules/zones.ts'
import { zoneName } from '../show/words.ts'
import { callbackById } from '../store.ts'
import { offerDays } from './choose.ts'
import { readCall } from './customer.ts'

/** Lets customers say by what clock they go. */
export const zoneForm = (program: Program): FormDefinition => ({
  id: 'callback-zone',
  fields: [{ name: 'clock', kind: 'line', required: true }],
  check: ({ clock = '' }) => (isZoneLike(clock) ? undefined : { clock: 'form.callback-zone.clock.wrong' }),
  filled: async (turn, { clock = '' }, about = '') => {
    const zones = zonesMeant(clock, turn.now)
    const [only] = zones
    if (only === undefined) return turn.say(turn.t('form.callback-zone.clock.wrong'))
    if (zones.length === 1) return goBy(turn, program, only, readCall(about).id)
    turn.say({
      text: turn.t('callback.zone.which'),
      parts: [
        buttons(
          ...zones.map((zone) => ({ label: zoneName(zone), press: `callback.zone:${readCall(about).id}:${zone}` })),
        ),
      ],
    })
  },
})

export const zonePresses = (program: Program): Record<string, PressDefinition> => ({
  'callback.zone': {
    run: async (turn, about) => {
      const { id, rest } = readCall(about)
      const [zone] = zonesMeant(rest.join(':'), turn.now)
      if (zone === undefined) return turn.say(turn.t('button-gone'))
      await goBy(turn, program, zone, id)
    },
  },
})

/** Keeps the zone, and goes on with the choice of a time if there is one. */
async function goBy(turn: Turn, program: Program, zone: string, id: number): Promise<void> {
  const { customerId } = turn.contact
  await setZone(turn.unit, customerId, zone === program.timeZone ? null : zone)
  turn.say(turn.t('callback.zone.kept', { zone: zoneName(zone) }))
  const callback = await callbackById(turn.unit, id)
  if (callback?.customerId === customerId && callback.kind === 'asked')
    await offerDays(turn, program, callback, 'callback', 0)
}
