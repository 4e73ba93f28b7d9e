/** What a customer may mean by what he writes. */
export const meanings = [
  'points',
  'use',
  'complaint',
  'callback',
  'refer',
  'person',
  'help',
  'cancel',
  'yes',
  'no',
  'thanks',
  'greeting',
  'language',
] as const

export type Meaning = (typeof meanings)[number]

export function isMeaning(word: string): word is Meaning {
  return (meanings as readonly string[]).includes(word)
}
