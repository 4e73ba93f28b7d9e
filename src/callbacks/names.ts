/** What the card of a callback is about. */
export const aboutCall = (callbackId: number) => `callback:${callbackId}`

/** The callback that a post with this name is about. */
export function callOfPost(name: string | null | undefined): number | undefined {
  const [, id] = /^callback:(\d+):/.exec(name ?? '') ?? []
  return id === undefined ? undefined : Number(id)
}
