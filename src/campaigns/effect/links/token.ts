import { createHmac, timingSafeEqual } from 'node:crypto'

/** Which button of whose message: `button` counts from 1. */
export type Pressed = { recipient: number; button: number }

/** How much of a token says what it is of, and how much proves that it is ours, in bytes. */
const says = 7
const proves = 11
/** How long a token is, in letters: those bytes in Base64 for addresses. */
const letters = 24

/**
 * A word that names a button of a message and that nobody can guess: nothing of it has to be stored, for the key proves that it is
 * ours.
 */
export function tokenOf(key: Buffer, { recipient, button }: Pressed): string {
  const said = Buffer.alloc(says)
  said.writeUIntBE(recipient, 0, says - 1)
  said.writeUInt8(button, says - 1)
  return Buffer.concat([said, proofOf(key, said)]).toString('base64url')
}

/** What a token names; undefined for what is no token of ours. */
export function readToken(key: Buffer, token: string): Pressed | undefined {
  if (token.length !== letters || !/^[\w-]+$/.test(token)) return undefined
  const bytes = Buffer.from(token, 'base64url')
  const said = bytes.subarray(0, says)
  if (bytes.length !== says + proves || !timingSafeEqual(bytes.subarray(says), proofOf(key, said))) return undefined
  return { recipient: said.readUIntBE(0, says - 1), button: said.readUInt8(says - 1) }
}

const proofOf = (key: Buffer, said: Buffer) =>
  createHmac('sha256', key).update('link of a campaign').update(said).digest().subarray(0, proves)
