import type { Message } from '../../chat.ts'
import type { Unit } from '../../engine/unit.ts'
import type { Locale } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import { compose } from '../compose.ts'
import { inSlot, knownOf } from '../known.ts'
import type { Campaign } from '../rules/campaign.ts'
import { fill, readTemplate } from '../rules/template.ts'

/** No recipient has this number: what is pressed under it is counted nowhere. */
const nobody = 0

/** The messages of a campaign as that customer would get them: one for each text. */
export async function messagesFor(
  unit: Unit,
  program: Program,
  { content, code }: Campaign,
  customerId: string,
  locale: Locale,
): Promise<Message[]> {
  const templates = [content.a, ...(content.b === undefined ? [] : [content.b])].flatMap((text) => {
    const read = readTemplate(text)
    return 'template' in read ? [read.template] : []
  })
  const slots = new Set(templates.flatMap((template) => [...template.slots]))
  const known = (await knownOf(unit, program, [customerId], slots)).get(customerId)
  return templates.map((template) => {
    const words = fill(template, (slot) => known && inSlot(slot, known, { program, code, locale, now: unit.now }))
    const shown = { recipient: nobody, words, code: slots.has('code') ? null : code, locale }
    const { parts = [], ...message } = compose(content, shown)
    return { ...message, parts: parts.flatMap((part) => ('made' in part ? [] : [part])) }
  })
}
