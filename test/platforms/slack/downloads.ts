import type { Exchange } from '../shared/http/connection.ts'
import { multipart } from '../shared/multipart.ts'
import type { World } from './world.ts'

const login =
  '<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Sign in to Corner Shop</body></html>'

/** Takes the bytes of a file on an address from files.getUploadURLExternal: as they are, or as a form. */
export function upload({ files, journal }: World, exchange: Exchange): void {
  const [, , , id = '', ticket] = exchange.url.split('/')
  const call = journal.open('upload', { file: id })
  const file = files.find(id)
  const data = bytes(exchange)
  if (!file || file.ticket !== ticket || file.isShared || !data) {
    journal.close(call, 404, 'not found')
    exchange.reply({ status: 404, body: 'not found', type: 'text/plain' })
  } else if (data.length !== file.promised) {
    journal.close(call, 400, 'wrong length')
    exchange.reply({ status: 400, body: 'wrong length', type: 'text/plain' })
  } else {
    file.data = data
    journal.close(call, 200)
    exchange.reply({ status: 200, body: `OK - ${data.length}`, type: 'text/plain' })
  }
}

function bytes({ type, body }: Exchange): Buffer | undefined {
  if (!type.startsWith('multipart/form-data')) return body
  const parts = multipart(type, body ?? Buffer.alloc(0))
  return [...(parts?.files.values() ?? [])][0]?.data
}

/** Gives out a private file to whoever has the token; anybody else is sent to sign in, as a browser would be. */
export function download(world: World, exchange: Exchange): void {
  const [, , id = ''] = new URL(exchange.url, 'http://localhost').pathname.split('/')
  const call = world.journal.open('download', { file: id })
  const file = world.files.find(id)
  const token = /^Bearer (.+)$/.exec(exchange.header('authorization') ?? '')?.[1]
  if (!world.tokens.mayRead(token)) {
    world.journal.close(call, 302, 'not signed in')
    exchange.reply({ status: 302, body: '', headers: { Location: `${world.root}/signin` } })
  } else if (!file?.data || file.isDeleted) {
    world.journal.close(call, 404, 'not found')
    exchange.reply({ status: 404, body: login, type: 'text/html' })
  } else {
    world.journal.close(call, 200)
    exchange.reply({ status: 200, body: file.data, type: file.type })
  }
}

/** The page to sign in. */
export const signIn = (exchange: Exchange): void => exchange.reply({ status: 200, body: login, type: 'text/html' })
