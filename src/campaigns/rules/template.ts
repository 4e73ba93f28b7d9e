/** Longest text of a campaign, in letters: Discord takes no longer message. */
const longestText = 1_800

/** What a text can name, by the words for it. */
const words: Readonly<Record<string, Known>> = {
  name: 'name',
  points: 'points',
  expiring: 'expiring',
  'last purchase': 'last',
  shop: 'shop',
  code: 'code',
  姓名: 'name',
  积分: 'points',
  即将过期: 'expiring',
  上次消费: 'last',
  店名: 'shop',
  优惠码: 'code',
}

type Known = 'name' | 'points' | 'expiring' | 'last' | 'shop' | 'code'
/** What is put in: something known of everybody, or a field of the shop's own, by its name. */
export type Slot = Known | `field:${string}`

type Piece = string | { slot: Slot; instead: string }

/** A text with places to be filled in. */
export type Template = { pieces: readonly Piece[]; slots: ReadonlySet<Slot> }

/** What is wrong with a text, and where: `at` counts letters from 0. */
export type TemplateProblem = { at: number; found: string } & (
  | { kind: 'empty' }
  | { kind: 'long'; most: number }
  /** A brace without the other one. */
  | { kind: 'brace' }
  | { kind: 'unknown'; known: readonly string[] }
)

/** What may stand between braces. */
const knownWords: readonly string[] = Object.keys(words)

/**
 * Reads a text. `{name}` is filled in; `{name|friend}` says what stands there where nothing is known; `{{` and `}}` are braces.
 */
export function readTemplate(text: string): { template: Template } | { problem: TemplateProblem } {
  if (text.length > longestText * 4) return { problem: { kind: 'long', at: longestText, found: '', most: longestText } }
  if (text.trim() === '') return { problem: { kind: 'empty', at: 0, found: '' } }
  const letters = [...text]
  if (letters.length > longestText) return { problem: { kind: 'long', at: longestText, found: '', most: longestText } }
  const pieces: Piece[] = []
  const slots = new Set<Slot>()
  let plain = ''
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters[at] ?? ''
    if (letter !== '{' && letter !== '}') {
      plain += letter
      continue
    }
    if (letters[at + 1] === letter) {
      plain += letter
      at += 1
      continue
    }
    const end = letter === '{' ? letters.findIndex((it, nth) => nth > at && (it === '}' || it === '{')) : -1
    if (end < 0 || letters[end] === '{') return { problem: { kind: 'brace', at, found: letter } }
    const [what = '', ...instead] = letters
      .slice(at + 1, end)
      .join('')
      .split('|')
    const slot = slotOf(what)
    if (slot === undefined) return { problem: { kind: 'unknown', at, found: what.slice(0, 40), known: knownWords } }
    if (plain !== '') pieces.push(plain)
    plain = ''
    pieces.push({ slot, instead: instead.join('|') })
    slots.add(slot)
    at = end
  }
  if (plain !== '') pieces.push(plain)
  return { template: { pieces, slots } }
}

function slotOf(written: string): Slot | undefined {
  const word = written.trim().toLowerCase().replace(/\s+/g, ' ')
  if (Object.hasOwn(words, word)) return words[word]
  const [, field] = /^(?:field|字段)\s*[:：]\s*([^{}|]{1,40})$/iu.exec(written.trim()) ?? []
  return field === undefined ? undefined : `field:${field.trim()}`
}

/** Fills a text in. What is put in is never read again, whatever stands in it. */
export function fill({ pieces }: Template, known: (slot: Slot) => string | undefined): string {
  let text = ''
  /** Nothing stood there: a space before what follows would be one too many. */
  let isGap = false
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      text = isGap && /^[\s,.!?;:，。！？；：]/u.test(piece) ? text.replace(/ $/, '') + piece : text + piece
      isGap = false
      continue
    }
    const value = known(piece.slot) ?? piece.instead
    text += value
    isGap = value === ''
  }
  return text
}
