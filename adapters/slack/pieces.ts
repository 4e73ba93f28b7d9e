import type { Message, Piece } from '../../src/chat.ts'
import type { Block } from './blocks.ts'
import { draw, isBeside, isDrawable } from './render.ts'

/** The message as people see it, once its files are with Slack. */
export function pieces(message: Message): Piece[] {
  if (!isDrawable(message)) return []
  const { blocks } = draw(message, { stored: () => 'F' })
  const isShown = blocks.some(({ type }) => type === 'image')
  const isBelow = (message.parts ?? []).some(isBeside)
  return [
    {
      text: blocks.flatMap(textOf).join(''),
      ...((isShown || isBelow) && { attached: { as: isShown ? 'picture' : 'file', where: 'below' } }),
      buttons: blocks.flatMap((block) => (block.type === 'actions' ? [labelsOf(block)] : [])),
    },
  ]
}

type Section = Extract<Block, { type: 'section' }>
type Actions = Extract<Block, { type: 'actions' }>

/** A long text is several sections, one after the other; facts stand in lines of their own. */
function textOf(block: Block): string[] {
  if (block.type !== 'section') return []
  const { text, fields, expand } = block as Section
  const lines = (fields ?? []).flatMap((field, nth) => [nth % 2 === 0 ? '\n' : ': ', bare(field.text)])
  return [...(text ? [`${expand ? '' : '\n'}${bare(text.text)}`] : []), ...lines]
}

const labelsOf = ({ elements }: Actions): string[] =>
  elements.flatMap((element) => (element.type === 'button' ? [bare(element.text.text)] : []))

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' }

/** What is read where that stands. Bold is for labels of ours alone. */
const bare = (text: string): string =>
  text.replace(/^\*(.*)\*$/s, '$1').replace(/&(?:amp|lt|gt);/g, (entity) => entities[entity] ?? entity)
