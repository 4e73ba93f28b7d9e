import { contactOf } from '../../src/customers/contact.ts'
import type { Entrance } from '../../src/referrals/door/entrance.ts'
import { codeOf } from '../../src/referrals/exports.ts'
import type { World } from '../conversation.ts'

/** The ways into a shop on all platforms, and on its own machine. */
export const allWays: Entrance = {
  public: 'https://shop.example',
  local: () => 'http://127.0.0.1:3000',
  doors: (code) => [
    { platform: 'slack', url: 'https://slack.com/app_redirect?app=A1&team=T1', carries: false },
    { platform: 'discord', url: 'https://discord.com/users/1', carries: false },
    { platform: 'telegram', url: `https://t.me/cafe_bot${code ? `?start=${code}` : ''}`, carries: code !== undefined },
    { platform: 'web', url: `http://127.0.0.1:3000/${code ? `?start=${code}` : ''}`, carries: code !== undefined },
  ],
}

/** The code of somebody on the fake platform; eight letters. */
export function codeFor({ engine }: World, name: string): Promise<string> {
  return engine.run(async (unit) => {
    const { customerId } = await contactOf(unit, { platform: 'fake', id: name.toLowerCase(), name })
    return codeOf(unit, customerId)
  })
}
