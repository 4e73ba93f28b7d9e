/** Bits of permissions, as far as they matter here. */
export const permissions = {
  addReactions: 1n << 6n,
  viewChannel: 1n << 10n,
  sendMessages: 1n << 11n,
  manageMessages: 1n << 13n,
  attachFiles: 1n << 15n,
  readHistory: 1n << 16n,
  mentionEveryone: 1n << 17n,
  manageThreads: 1n << 34n,
  createThreads: 1n << 35n,
  createPrivateThreads: 1n << 36n,
  sendInThreads: 1n << 38n,
} as const

export type Permission = keyof typeof permissions

const rest = (1n << 14n) | (1n << 31n) | (1n << 46n)

/** All that a bot of ours is ever given, but for what `without` names. */
export function allowed(without: readonly Permission[] = []): bigint {
  const all = Object.values(permissions).reduce((sum, bit) => sum | bit, rest)
  return without.reduce((sum, name) => sum & ~permissions[name], all)
}
