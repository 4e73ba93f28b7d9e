import { setTimeout as wait } from 'node:timers/promises'
import type { LoadResult, LoadSettings } from '../test/platforms/telegram/load.ts'
import type { RemoteTelegram } from '../test/platforms/telegram/remote.ts'
import { customers, firstChat } from './setting.ts'

/** `most`: seconds after which the load is ended, whatever is still owed. */
export type Asked = { messages: number; most: number; rate?: number; until?: (result: LoadResult) => boolean }

/** Has every customer ask for his points, again and again, and tells how that went. Ends in time. */
export async function ask(server: RemoteTelegram, { messages, most, rate, until }: Asked): Promise<LoadResult> {
  const chats = Math.min(customers, messages)
  const settings: LoadSettings = { chats, perChat: Math.ceil(messages / chats), text: '/points', firstChat }
  await server.load(rate === undefined ? settings : { ...settings, rate })
  const end = performance.now() + most * 1000
  for (;;) {
    await wait(200)
    const result = await server.loaded()
    if (!result) throw new Error('the load is gone')
    if (!result.done && performance.now() < end && !until?.(result)) continue
    await server.unload()
    return result
  }
}
