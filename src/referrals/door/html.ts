/** Markup of ours, with everything in it that is not. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Piece = string | Html | false | undefined | readonly Html[]

/** Builds markup: what is put in as text stays text, whatever stands in it. */
export function html(fixed: TemplateStringsArray, ...pieces: Piece[]): Html {
  return new Html(fixed.map((part, index) => part + markup(pieces[index])).join(''))
}

function markup(piece: Piece): string {
  if (piece === undefined || piece === false) return ''
  if (piece instanceof Html) return piece.text
  if (typeof piece !== 'string') return piece.map(({ text }) => text).join('')
  return escaped(piece)
}

function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\0', '')
    .replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`)
}
