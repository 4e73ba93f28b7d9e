import type { Database } from '../../src/database/database.ts'
import { RegularsEngine } from '../../src/engine/engine.ts'
import type { Feature } from '../../src/engine/feature.ts'
import { Measures } from '../../src/engine/measures.ts'
import { usualTypes } from '../../src/files/rules.ts'
import type { Fresh } from '../databases.ts'
import { MemoryBlobs } from '../files/memory.ts'
import { silent } from '../log.ts'
import { onDiscord } from './discord.ts'
import { fake } from './fake.ts'
import { Front } from './front.ts'
import { onMattermost } from './mattermost.ts'
import type { Actor, Platform } from './platform.ts'
import { onSlack } from './slack.ts'
import { onTelegram } from './telegram.ts'
import { onWeb } from './web.ts'

/** Every platform, in every way in which it can be connected. */
export const stages: readonly Platform[] = [
  fake({ forms: false }),
  fake({ forms: true }),
  onWeb,
  onTelegram('polling'),
  onTelegram('webhook'),
  onDiscord,
  onSlack('socket mode'),
  onSlack('HTTP'),
  onMattermost,
]

/** Somebody on that platform, with a whole engine behind it that can do nothing but this. */
export async function stage(
  platform: Platform,
  fresh: Fresh,
  feature: Feature,
): Promise<{ who: Actor; database: Database }> {
  const front = await Front.open()
  const there = await platform.open({ url: front.url, log: silent })
  const database = await fresh.open()
  const engine = new RegularsEngine({
    database,
    features: [feature],
    files: { blobs: new MemoryBlobs(), rules: { most: 1_000_000, types: usualTypes } },
    unknown: (turn) => turn.say('What?'),
    log: silent,
    measures: new Measures(),
  })
  const adapter = there.adapter()
  await front.serve(adapter)
  fresh.after(async () => {
    await front.rest()
    await engine.stop()
    await there.close()
    await front.close()
  })
  await engine.connect(adapter)
  await engine.start()
  return { who: there.person({ locale: 'en' }), database }
}
