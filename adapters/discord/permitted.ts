import { type Shape, shape, string } from '../shared/shape.ts'

/** What a desk asks of the bot there, by the bits of Discord; `needed`: without it alerts do not arrive, or their answers fail. */
export const wanted: readonly { name: string; bit: bigint; needed: boolean }[] = [
  { name: 'see the channel', bit: 1n << 10n, needed: true },
  { name: 'send messages', bit: 1n << 11n, needed: true },
  { name: 'send messages in threads', bit: 1n << 38n, needed: true },
  { name: 'create public threads', bit: 1n << 35n, needed: false },
  { name: 'attach files', bit: 1n << 15n, needed: false },
  { name: 'read message history', bit: 1n << 16n, needed: false },
]

const administrator = 1n << 3n
const everything = ~0n

/**
 * What a member may do in a channel, by Discord's own rules: the roles add up, then the channel takes from and gives to everybody, to
 * the roles together, and to the member alone, in this order. `member`, `channel` and `guild` as the API gives them.
 */
export function permitted({
  channel,
  guild,
  member,
  me,
}: {
  channel: Shape
  guild: Shape
  member: Shape
  me: string
}): bigint {
  if (guild.owner_id === me) return everything
  const own = new Set([guild.id, ...list(member.roles)])
  let may = 0n
  for (const role of list(guild.roles).map(shape)) if (own.has(role?.id)) may |= bits(role?.permissions)
  if ((may & administrator) !== 0n) return everything
  const overwrites = list(channel.permission_overwrites).map((each) => shape(each) ?? {})
  for (const layer of [[guild.id], list(member.roles), [me]]) {
    const those = overwrites.filter(({ id }) => layer.includes(id))
    for (const { deny } of those) may &= ~bits(deny)
    for (const { allow } of those) may |= bits(allow)
  }
  return may
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

function bits(value: unknown): bigint {
  const text = string(value)
  return text !== undefined && /^\d{1,30}$/.test(text) ? BigInt(text) : 0n
}
