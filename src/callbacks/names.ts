/** What the card of a callback is about. */
export const aboutCall = (callbackId: number) => `callback:${callbackId}`

/** Name of what the customer said during a call, as it is shown there; `said` tells one from another. */
export const toldName = (callbackId: number, seat: string, said: string) =>
  `${aboutCall(callbackId)}:${seat}:told:${said}`

/** The callback that a post with this name is about. */
export function callOfPost(name: string | null | undefined): number | undefined {
  const [, id] = /^callback:(\d+):/.exec(name ?? '') ?? []
  return id === undefined ? undefined : Number(id)
}
