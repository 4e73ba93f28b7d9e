/** Whether that can go along with an address that opens a conversation, as Telegram takes it. */
export function isStartWord(word: string): boolean {
  return /^[A-Za-z0-9_-]{1,64}$/.test(word)
}
