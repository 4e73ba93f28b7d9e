import { type Locale, text } from '../../src/language/text.ts'
import { fillsIn } from '../complaints/acting.ts'
import { type Actor, labelsOf, type Scene } from '../complaints/scene.ts'

/** Asks to be called back, step by step where the platform draws no forms; then the days are shown. */
export async function asksFor(
  scene: Scene,
  customer: Actor,
  { reason, phone, locale = 'en' }: { reason: string; phone?: string; locale?: Locale },
  words = '/callback',
): Promise<void> {
  await customer.says(words)
  if (labelsOf(customer.last()).includes(text(locale, 'interview.cancel'))) {
    await customer.says(reason)
    if (phone === undefined) await customer.presses(customer.last(), text(locale, 'interview.skip'))
    else await customer.says(phone)
    return
  }
  const values = { reason, ...(phone !== undefined && { phone }) }
  await fillsIn(scene, customer, customer.last(), text(locale, 'form.callback.title'), values, { locale })
}
