import type { Platform } from '../../chat.ts'

/** An address that opens a conversation with the bot. `carries`: the code comes along with it. */
export type Door = { platform: Platform; url: string; carries: boolean }

/** The ways into the shop. Asked anew each time: platforms come and go, and tell their addresses late. */
export type Entrance = {
  /** The address of this server for everybody, without a slash at its end; undefined when it has none. */
  public: string | undefined
  /** The address of this server on its own machine, where the web chat is served; undefined until it listens. */
  local(): string | undefined
  /** The platforms that are connected, with that code where they can carry it. */
  doors(code?: string): Door[]
}

/** Where nothing is known of any way in. */
export const noEntrance: Entrance = { public: undefined, local: () => undefined, doors: () => [] }

/** Where the page of that code is; undefined when nobody can open it. */
export function pageOf({ public: everywhere, local }: Entrance, code: string): string | undefined {
  const site = everywhere ?? local()
  return site && `${site}/r/${code}`
}

/** What comes of an adapter: nothing where it has no address. */
export function doorOf(
  adapter: { platform: Platform; link?(start?: string): string | undefined },
  code: string | undefined,
): Door[] {
  const plain = adapter.link?.()
  const url = code === undefined ? plain : adapter.link?.(code)
  return url === undefined ? [] : [{ platform: adapter.platform, url, carries: url !== plain }]
}
