import type { Person } from './chat.ts'
import { type Config, servesWebChat } from './config.ts'
import type { RegularsEngine } from './engine/engine.ts'
import { keepSettingsKey } from './http/keys.ts'
import { appoint, newClaim } from './staff/exports.ts'

/**
 * Appoints those whom the settings name: the owners, the seats of the web chat, and the key of the API. Gives a code for the first
 * owner when there is nobody.
 */
export function prepare(engine: RegularsEngine, config: Config): Promise<string | undefined> {
  const owners = config.OWNERS.map((owner): Person => {
    const cut = owner.indexOf(':')
    return { platform: owner.slice(0, cut), id: owner.slice(cut + 1) }
  })
  return engine.run(async (unit) => {
    await appoint(unit, owners, 'owner')
    if (servesWebChat(config)) {
      await appoint(unit, [{ platform: 'web', id: 'manager' }], 'owner')
      await appoint(unit, [{ platform: 'web', id: 'staff' }], 'staff')
    }
    await keepSettingsKey(unit, config.API_KEY)
    return newClaim(unit)
  })
}

/** Tells the person who started the program where to go. */
export function greet(started: {
  address: string
  web: boolean
  claim: string | undefined
  platforms: readonly string[]
}): void {
  const address = started.address.replace('[::1]', 'localhost')
  const lines = started.web
    ? ['', `  Regulars is running. Open ${address} and say hello.`, '']
    : ['', `  Regulars is running on ${started.platforms.join(', ') || 'no platform'}. HTTP at ${address}`, '']
  if (started.claim) lines.push(`  Nobody owns this shop yet. Send this to the bot:  /claim ${started.claim}`, '')
  process.stdout.write(`${lines.join('\n')}\n`)
}
