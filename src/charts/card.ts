/**
 * A card to hand on or to show: whose it is, what it is worth, and a code to scan and to read. Pure data: nothing in it is
 * read as markup. `scan` is what the square says, at most 500 bytes of it. `otherwise` takes the place of a title for which
 * there are no letters here.
 */
export type Card = {
  kind: 'card'
  eyebrow: string
  title: string
  otherwise?: string
  headline: string
  text: string
  scan: string
  code: string
  hint: string
}
