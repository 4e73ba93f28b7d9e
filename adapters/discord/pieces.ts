import { type Message, type Piece, SendError } from '../../src/chat.ts'
import { draw } from './render.ts'

/** The message as people see it. */
export function pieces(message: Message): Piece[] {
  try {
    const { content, rows, files } = draw(message)
    const [file] = files
    const isLooked = file?.kind === 'image' || (file !== undefined && /^image\//.test(file.media))
    return [
      {
        text: bare(content),
        ...(file && { attached: { as: isLooked ? 'picture' : 'file', where: 'below' } }),
        buttons: rows.map(({ components }) =>
          components.flatMap((each) => ('options' in each ? each.options.map(({ label }) => label) : [each.label])),
        ),
      },
    ]
  } catch (error) {
    if (error instanceof SendError) return []
    throw error
  }
}

/** What is read where that stands: signs lose the backslash before them, and labels what makes them bold. */
const bare = (content: string): string => content.replace(/\\([\s\S])|\*\*/g, '$1')
