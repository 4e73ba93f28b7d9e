import type { StoredFile } from '../files.ts'
import { type Check, objects, type Problem, pattern, shape, words } from './schema.ts'

/** Files of the workspace, as far as pictures name them. */
export type Pictures = { list(): StoredFile[]; json(file: StoredFile): { url_private: string; permalink?: unknown } }

const address = pattern(/^https?:\/\/[^\s]{1,2990}$/, 'a valid URL')

/** Hosts that Slack cannot reach from where it stands. */
const unreachable = /^https?:\/\/(localhost|127\.|10\.|192\.168\.|\[?::1|0\.0\.0\.0)/i

/** The fields that say which picture is meant. */
export const pictureFields = {
  image_url: address,
  slack_file: shape({}, { id: words(255), url: words(3000) }),
}

/** That a picture is named in one way, and can be had. */
export const pictureWhole =
  (files: Pictures): Check =>
  (value, at, found) => {
    const [image] = objects([value])
    if (!image) return
    const { image_url: url, slack_file: file } = image
    if ((url === undefined) === (file === undefined)) {
      found.push({ message: 'must define either `image_url` or `slack_file`', at })
    } else if (typeof url === 'string' && unreachable.test(url)) {
      found.push({ message: 'downloading image failed', at: `${at}/image_url` })
    } else if (file !== undefined) known(file, `${at}/slack_file`, files, found)
  }

function known(file: unknown, at: string, files: Pictures, found: Problem[]): void {
  const [named] = objects([file])
  const stored = files.list().find((each) => {
    const { url_private: url, permalink } = files.json(each)
    return named?.id === undefined ? named?.url === url || named?.url === permalink : named.id === each.id
  })
  const isImage = stored?.isShared && !stored.isDeleted && /^image\/(png|jpeg|gif)$/.test(stored.type)
  if (!isImage) found.push({ message: 'invalid slack file', at })
}
