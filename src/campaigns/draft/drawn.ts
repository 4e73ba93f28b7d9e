import { draw } from '../../charts/draw.ts'
import type { Preview, PreviewPane, PreviewPiece } from '../../charts/preview.ts'
import type { Message, Piece } from '../../chat.ts'
import { platformName } from '../../customers/platforms.ts'
import type { MadeImage, Maker } from '../../engine/making.ts'
import { type Locale, text } from '../../language/text.ts'
import { type Drawer, fitOf } from './fit.ts'
import { fitRows, lossText } from './fits.ts'

/** Name of the maker of pictures. */
const maker = 'campaign-preview'

/** A picture of how each platform that is connected draws a message; none where nothing can tell that. */
export function drawnOn(
  message: Message,
  drawers: readonly Drawer[],
  { title, sender, locale }: { title: string; sender: string; locale: Locale },
): MadeImage[] {
  const panes = drawers.flatMap((drawer): PreviewPane[] => {
    const pieces = drawer.drawn?.(message)
    if (!pieces) return []
    const { platform } = drawer
    const shown = pieces.map((piece) => pieceOf(piece, message, locale))
    return [{ platform, name: platformName(platform), pieces: shown, lost: lossText(fitOf(message, pieces), locale) }]
  })
  if (panes.length === 0) return []
  const preview: Preview = { kind: 'preview', title, sender, panes }
  const rows = fitRows([message], drawers, locale)
  return [
    {
      kind: 'image',
      // It stands in it what is drawn: the draft may be changed meanwhile.
      made: `${maker}:${JSON.stringify(preview)}`,
      media: 'image/png',
      name: 'preview.png',
      alt: [title, ...rows.map((row) => row.join(': '))].join('\n'),
    },
  ]
}

function pieceOf({ text: words, attached, buttons }: Piece, { parts = [] }: Message, locale: Locale): PreviewPiece {
  const file = parts.find((part) => part.kind === 'file' || part.kind === 'image')
  const label = file?.name ?? text(locale, 'campaign.fact.picture')
  return { text: words, buttons, ...(attached && { attached: { ...attached, label } }) }
}

export const previewMakers: Record<string, Maker> = { [maker]: (_, about) => draw(JSON.parse(about) as Preview) }
