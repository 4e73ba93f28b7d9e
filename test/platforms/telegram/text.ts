import { badRequest } from './refusal.ts'

/** Most UTF-16 units of a message and of a caption. */
const maxText = 4096
const maxCaption = 1024

/**
 * What is left of a text on its way to other people: no control characters, no marks that turn the direction of
 * writing. The length stays the same but for carriage returns, so entities must be counted after this.
 */
export function cleaned(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to replace
  return text.replace(/\r/g, '').replace(/[\u0000-\u0009\u000b-\u001f\u2028-\u202e]/g, ' ')
}

/** Throws when the text is too long or has nothing to show. */
export function checkLength(text: string, isCaption: boolean): void {
  if (isCaption) {
    if (text.length > maxCaption) throw badRequest('message caption is too long')
    return
  }
  if (text === '') throw badRequest('message text is empty')
  if (text.trim() === '') throw badRequest('text must be non-empty')
  if (text.length > maxText) throw badRequest('message is too long')
}
