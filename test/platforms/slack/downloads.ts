import type { Exchange, Reply } from '../shared/http/connection.ts'
import { multipart } from '../shared/multipart.ts'
import type { World } from './world.ts'

const login =
  '<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Sign in to Corner Shop</body></html>'

/** Takes the bytes of a file on an address from files.getUploadURLExternal: as they are, or as a form. */
export function upload({ files }: World, exchange: Exchange): Reply {
  const [, , , id = '', ticket] = exchange.url.split('/')
  const file = files.find(id)
  const data = bytes(exchange)
  if (!file || file.ticket !== ticket || file.isShared || !data) return plain(404, 'not found')
  if (data.length !== file.promised) return plain(400, 'wrong length')
  file.data = data
  return plain(200, `OK - ${data.length}`)
}

const plain = (status: number, body: string): Reply => ({ status, body, type: 'text/plain' })

function bytes({ type, body }: Exchange): Buffer | undefined {
  if (!type.startsWith('multipart/form-data')) return body
  const parts = multipart(type, body ?? Buffer.alloc(0))
  return [...(parts?.files.values() ?? [])][0]?.data
}

/** Gives out a private file to whoever has the token; anybody else is sent to sign in, as a browser would be. */
export function download(world: World, exchange: Exchange): Reply {
  const [, , id = ''] = new URL(exchange.url, 'http://localhost').pathname.split('/')
  const file = world.files.find(id)
  const token = /^Bearer (.+)$/.exec(exchange.header('authorization') ?? '')?.[1]
  if (!world.tokens.mayRead(token)) return { status: 302, body: '', headers: { Location: `${world.root}/signin` } }
  if (!file?.data || file.isDeleted) return { status: 404, body: login, type: 'text/html' }
  return { status: 200, body: file.data, type: file.type }
}

/** The page to sign in. */
export const signIn = (exchange: Exchange): void => exchange.reply({ status: 200, body: login, type: 'text/html' })
