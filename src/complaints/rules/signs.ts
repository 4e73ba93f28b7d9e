/**
 * Whether what somebody says sounds as if he had something to complain of. It only leads to an offer, never to an act.
 * `signs` are words and beginnings of words (`broken`, `complain*`), separated by commas; in Chinese they may stand
 * anywhere.
 */
export function soundsLikeComplaint(said: string, signs: string): boolean {
  const words = said.toLowerCase()
  return signs
    .split(',')
    .map((sign) => sign.trim())
    .filter((sign) => sign !== '')
    .some((sign) => {
      if (/\p{Script=Han}/u.test(sign)) return words.includes(sign)
      const stem = sign.replace(/\*$/, '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      const end = sign.endsWith('*') ? '' : '(?![\\p{L}\\p{N}])'
      return new RegExp(`(?<![\\p{L}\\p{N}])${stem}${end}`, 'u').test(words)
    })
}
