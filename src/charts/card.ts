/**
 * A card to hand on: who invites to what, and a code to scan and to read. Pure data: nothing in it is read as markup.
 * `scan` is what the square says, at most 500 bytes of it.
 */
export type Card = {
  kind: 'card'
  eyebrow: string
  title: string
  headline: string
  text: string
  scan: string
  code: string
  hint: string
}
