import type { Feature, TimerDefinition } from '../engine/feature.ts'
import { lockPresent } from '../points/exports.ts'
import { dueErasures, endErasure } from './store.ts'

/**
 * Somebody who was erased a while ago is erased once more: a sale or a file that was on its way just then belongs to nobody
 * either. It changes nothing where nothing came.
 */
export const againTimer = (features: () => readonly Feature[]): TimerDefinition<{ customerId: string }> => ({
  name: 'privacy.again',
  when: '20 * * * * *',
  key: ({ customerId }) => customerId,
  due: (unit, after, most) => dueErasures(unit, after ?? '', most),
  async fire(unit, { customerId }) {
    await lockPresent(unit, [customerId])
    for (const { erased } of features()) await erased?.(unit, customerId)
    await endErasure(unit, customerId)
  },
})
