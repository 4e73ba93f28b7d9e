import type { Turn } from '../../engine/turn.ts'
import type { Unit } from '../../engine/unit.ts'
import { keptFile, plainMedia, stateOfFile, toldFile } from '../../files/exports.ts'
import type { Campaign, Content } from '../rules/campaign.ts'

type Picture = NonNullable<Content['picture']>
type Told = { name: string; media: string; size?: number | null }

/** Kinds of pictures that every platform shows as such. */
const shownEverywhere = /^image\/(png|jpe?g)$/i
/** Most bytes that every platform takes of one. */
const mostBytes = 10 * 1024 * 1024

const isFit = ({ media, size }: Told) => shownEverywhere.test(media) && (size ?? 0) <= mostBytes

/** The picture that was put into a form, as far as it was told what it is; undefined when it can be none. */
export async function pictureFrom(turn: Turn, id: string): Promise<Picture | undefined> {
  const told = justGiven(turn, id) ?? (await turn.unit.ask(toldFile, id))
  return told && isFit(told) ? { file: id, name: told.name, media: told.media, size: told.size ?? 0 } : undefined
}

/** The file that came with this very form, which is written down only when the unit ends. */
function justGiven({ happening, unit }: Turn, id: string): Told | undefined {
  const [sent] = (happening.kind === 'filled' && happening.files?.picture) || []
  if (!sent) return undefined
  unit.know(stateOfFile, id, 'waiting')
  return { ...sent, media: plainMedia(sent.media, sent.name) }
}

/** How the picture of a campaign stands; `waiting`: it is still being fetched; `lost`: it could not be kept. */
export type PictureState = 'none' | 'kept' | 'waiting' | 'lost'

export async function pictureStateOf(
  unit: Unit,
  { content: { picture } }: Pick<Campaign, 'content'>,
): Promise<PictureState> {
  if (!picture) return 'none'
  const kept = await keptFile(unit, picture.file)
  if (kept) return isFit(kept) ? 'kept' : 'lost'
  return (await unit.ask(stateOfFile, picture.file)) === 'waiting' ? 'waiting' : 'lost'
}
