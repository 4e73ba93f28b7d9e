import type { Emoji } from '../wire.ts'
import type { Field } from './field.ts'
import { present } from './field.ts'

/** True for one emoji of Unicode. */
export const isEmoji = (text: string): boolean =>
  /^(\p{RGI_Emoji}|\p{Extended_Pictographic}\ufe0f?|[0-9#*]\ufe0f?\u20e3)$/v.test(text)

/** Reads the emoji of a button or an option. */
export function readEmoji(field: Field): Emoji | undefined {
  if (!field.object()) return undefined
  const id = field.at('id').id()
  const name = field.at('name').text()
  if (id === undefined && (name === undefined || !isEmoji(name))) {
    return field.at('name').wrong('COMPONENT_INVALID_EMOJI', 'Invalid emoji')
  }
  return present({ id: id ?? null, name: name ?? '', animated: field.at('animated').flag() })
}
