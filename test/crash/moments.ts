import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from '../platforms/shared/random.ts'
import type { Front } from './fronts/front.ts'
import type { Program } from './program.ts'
import type { Shop } from './shop.ts'

/** When a program is killed. */
export const moments = ['starting', 'any', 'receiving', 'sending', 'sent', 'selling'] as const
export type Moment = (typeof moments)[number]

export type Scene = { fronts: readonly Front[]; shop: Shop; program: Program; random: Random }

/** Resolves at such a moment: when something of that kind is under way, give or take some milliseconds. */
export async function moment(kind: Moment, scene: Scene): Promise<void> {
  const { fronts, shop, program, random } = scene
  const arrival = () => Promise.race(fronts.map((front) => front.arrival()))
  if (kind === 'starting') return pause(random() * 1_500)
  await program.ready
  // Some of what it found at the start is to be done, or the same would be hit again and again.
  await pause(50 + random() * 250)
  switch (kind) {
    case 'any':
      return pause(random() * 500)
    case 'receiving':
      await new Promise<void>((resolve) => {
        shop.onSay = resolve
      })
      return pause(random() * 15)
    case 'selling':
      await new Promise<void>((resolve) => {
        shop.till.onSend = resolve
      })
      return pause(random() * 15)
    case 'sending':
      await arrival()
      return pause(random() * 5)
    case 'sent': {
      const call = await arrival()
      while (call.ended === undefined && program.running) await pause(1)
      return pause(random() * 3)
    }
  }
}
