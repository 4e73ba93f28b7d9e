import type { Message, Piece } from '../../chat.ts'

/** Whatever draws messages as a platform shows them. */
export type Drawer = { platform: string; drawn?(message: Message): Piece[] }

/**
 * How a message fits a platform: in how many messages, after how many letters its text is cut (undefined: it is whole), whether what stands
 * below the text is all there, where the picture is, and which buttons are missing or have a shorter label. `refused`: nothing would be sent.
 */
export type Fit =
  | { kind: 'refused' }
  | {
      kind: 'sent'
      messages: number
      cutAfter: number | undefined
      factsLost: boolean
      picture: 'none' | 'above' | 'below' | 'file' | 'lost'
      buttonsLost: string[]
      buttonsCut: string[]
    }

/** Compares what is to be said with what a platform makes of it. */
export function fitOf(message: Message, pieces: readonly Piece[]): Fit {
  if (pieces.length === 0) return { kind: 'refused' }
  const shown = pieces.map(({ text }) => text).join('\n')
  const { parts = [] } = message
  const kept = sharedLetters(message.text.trimEnd(), shown)
  const facts = parts.flatMap((part) => (part.kind === 'facts' ? part.rows.map(([, value]) => value) : []))
  const labels = pieces.flatMap(({ buttons }) => buttons.flat())
  const wanted = parts.flatMap((part) => (part.kind === 'buttons' ? part.buttons.map(({ label }) => label) : []))
  const isCut = (label: string) => labels.some((it) => it.endsWith('…') && label.startsWith(it.slice(0, -1)))
  const missing = wanted.filter((label) => !labels.includes(label))
  return {
    kind: 'sent',
    messages: pieces.length,
    cutAfter: kept === [...message.text.trimEnd()].length ? undefined : kept,
    factsLost: !facts.every((value) => shown.includes(value)),
    picture: pictureIn(message, pieces),
    buttonsLost: missing.filter((label) => !isCut(label)),
    buttonsCut: missing.filter(isCut),
  }
}

/** How many letters the two begin with alike. */
function sharedLetters(wanted: string, shown: string): number {
  const [a, b] = [[...wanted], [...shown]]
  const end = a.findIndex((letter, nth) => letter !== b[nth])
  return end < 0 ? a.length : end
}

function pictureIn({ parts = [] }: Message, pieces: readonly Piece[]): 'none' | 'above' | 'below' | 'file' | 'lost' {
  if (!parts.some(({ kind }) => kind === 'file' || kind === 'image')) return 'none'
  const attached = pieces.find((piece) => piece.attached)?.attached
  if (!attached) return 'lost'
  return attached.as === 'file' ? 'file' : attached.where
}
