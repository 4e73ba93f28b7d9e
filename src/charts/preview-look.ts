/** Of a picture of previews, in pixels. */
export const previewSizes = {
  ...{ width: 1000, margin: 24, padding: 20, bubble: 14 },
  ...{ title: 28, name: 18, text: 19, note: 17, button: 18 },
  ...{ lineShare: 1.35, ink: '#1f1c18', ground: '#f5f2ec', border: '#d8d1c5' },
} as const

/** How a platform looks, roughly: enough to know it again. Without `bubble` a message stands on the ground. */
export type PreviewLook = {
  ground: string
  ink: string
  soft: string
  warning: string
  picture: string
  bubble?: string
  /** Whether the sender stands above each message. */
  names: boolean
  /** Whether buttons share the width of the message. */
  wideButtons: boolean
  buttonFill?: string
  buttonLine?: string
  buttonInk: string
}

const light = { ink: '#1d1c1d', soft: '#5f5b57', warning: '#b3261e', picture: '#dfe5e8' }
const plain: PreviewLook = {
  ...light,
  ...{ ground: '#ffffff', bubble: '#f1eee8', names: false, wideButtons: false },
  ...{ buttonLine: '#14695a', buttonInk: '#14695a' },
}

const looks: Readonly<Record<string, PreviewLook>> = {
  telegram: {
    ...light,
    ...{ ground: '#cfdfe9', bubble: '#ffffff', names: false, wideButtons: true },
    ...{ buttonFill: '#5f8fae', buttonInk: '#ffffff' },
  },
  slack: {
    ...light,
    ...{ ground: '#ffffff', names: true, wideButtons: false },
    ...{ buttonLine: '#a9a7a9', buttonInk: '#1d1c1d' },
  },
  discord: {
    ...{ ink: '#f2f3f5', soft: '#b5bac1', warning: '#ff9b94', picture: '#4b4f57' },
    ...{ ground: '#313338', names: true, wideButtons: false },
    ...{ buttonFill: '#4e5058', buttonInk: '#ffffff' },
  },
}

/** A platform of which nothing is known looks like a plain chat. */
export const lookOf = (platform: string): PreviewLook => looks[platform] ?? plain
