import type { Block, Json } from './wire.ts'
import type { Workspace } from './workspace.ts'

type Piece = { text: string; element: Json }

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const address = /^https?:\/\/[^\s<>|]*[^\s<>|.,!?)]/i

/**
 * What becomes of a text that a person types: what looks like markup is escaped; `@Name` of somebody in the workspace,
 * `@channel` and the like, `#name` of a channel and addresses become tags, as the real app makes them.
 * `named` adds the names to mentions of people, as in the text of a command.
 */
export function typed(text: string, workspace: Workspace, named = false): { text: string; blocks: Block[] } {
  const names = mentionable(workspace, named)
  const pieces: Piece[] = []
  let plain = ''
  const flush = () => {
    if (plain !== '') pieces.push({ text: escaped(plain), element: { type: 'text', text: plain } })
    plain = ''
  }
  for (let at = 0; at < text.length; ) {
    const isStart = at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')
    const found = isStart ? tagAt(text.slice(at), names) : undefined
    if (found) {
      flush()
      pieces.push(found.piece)
      at += found.length
    } else plain += text[at++]
  }
  flush()
  const section = { type: 'rich_text_section', elements: pieces.map(({ element }) => element) }
  const block = { type: 'rich_text', block_id: `r${Math.abs(hash(text))}`, elements: [section] }
  return { text: pieces.map((piece) => piece.text).join(''), blocks: [block] }
}

function tagAt(rest: string, names: readonly [string, Piece][]): { piece: Piece; length: number } | undefined {
  for (const [name, piece] of names) {
    const isWhole = rest.startsWith(name) && !/^[\p{L}\p{N}_-]/u.test(rest.slice(name.length))
    if (isWhole) return { piece, length: name.length }
  }
  const url = address.exec(rest)?.[0]
  if (url === undefined) return undefined
  return { piece: { text: `<${escaped(url)}>`, element: { type: 'link', url } }, length: url.length }
}

/** Whatever turns into a tag when its name is typed, longer names first. */
function mentionable(workspace: Workspace, named: boolean): [string, Piece][] {
  const broadcasts = ['channel', 'here', 'everyone'].map((range): [string, Piece] => [
    `@${range}`,
    { text: `<!${range}>`, element: { type: 'broadcast', range } },
  ])
  const members = workspace.allMembers().map(({ id, name, handle }): [string, Piece] => {
    const text = named ? `<@${id}|${handle}>` : `<@${id}>`
    return [`@${name}`, { text, element: { type: 'user', user_id: id } }]
  })
  const channels = workspace
    .allChannels()
    .filter(({ kind }) => kind !== 'im')
    .map(({ id, name }): [string, Piece] => [
      `#${name}`,
      { text: `<#${id}|${name}>`, element: { type: 'channel', channel_id: id } },
    ])
  return [...broadcasts, ...members, ...channels].sort(([a], [b]) => b.length - a.length)
}

const hash = (text: string): number =>
  [...text].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) | 0, 7)
