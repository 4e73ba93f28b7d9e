import { type Config, servesWebChat } from './config.ts'

/** Where this program is reached, without a slash at the end of any address. */
export type Site = {
  /** The address for everybody; undefined where none is set. */
  public: string | undefined
  /** The address on this machine, where the web chat is served; undefined until it listens. */
  local(): string | undefined
  /** The server listens there now. */
  listens(address: string): void
}

/** What the settings say of it. */
export function siteOf(config: Config): Site {
  let local: string | undefined
  return {
    public: config.PUBLIC_URL?.replace(/\/+$/, ''),
    local: () => local,
    listens(address) {
      if (servesWebChat(config)) local = address.replace(/0\.0\.0\.0|\[::1?\]/, 'localhost')
    },
  }
}
