import type { Adapter, ClockSeen, Finding } from '../chat.ts'
import { type Config, dataFolder, filesPlace, servesWebChat } from '../config.ts'
import { clockFinding } from './clock.ts'
import { databaseFindings, type Shop } from './database.ts'
import { filesFinding } from './files.ts'
import { look, ok, reasonOf } from './finding.ts'
import { nodeFinding, spaceFinding, zonesFinding } from './machine.ts'
import { publicFinding, serverFindings } from './server.ts'
import { programFindings, proxyFinding, settingsFindings } from './settings.ts'

/** `whole`: reads also large databases through. `adapters` makes the platforms that the settings ask for. */
export type ExamineOptions = {
  environment: NodeJS.ProcessEnv
  adapters: (config: Config) => Adapter[]
  signal: AbortSignal
  whole?: boolean
}

/** Looks at everything that the program needs, one thing after the other, and changes nothing. */
export async function* examine(options: ExamineOptions): AsyncGenerator<Finding> {
  for await (const found of all(options)) yield 'clock' in found ? clockFinding(found) : found
}

async function* all({
  environment,
  adapters,
  signal,
  whole = false,
}: ExamineOptions): AsyncGenerator<Finding | ClockSeen> {
  yield nodeFinding(process.version)
  yield zonesFinding()
  const { config, findings } = settingsFindings(environment)
  yield* findings
  yield* programFindings(config.PROGRAM)
  let shop: Shop | undefined
  yield* databaseFindings(config.DATABASE_URL, {
    whole,
    told: (given) => {
      shop = given
    },
  })
  if (!config.DATABASE_URL.startsWith('file:')) yield spaceFinding(dataFolder(config))
  yield await filesFinding(filesPlace(config))
  const server = await serverFindings(config)
  yield* server.findings
  yield await publicFinding(config, server.runs)
  yield proxyFinding(config)
  yield ownersFinding(config, shop)
  for (const adapter of adapters(config)) yield* platformFindings(adapter, shop, signal)
}

async function* platformFindings(
  adapter: Adapter,
  shop: Shop | undefined,
  signal: AbortSignal,
): AsyncGenerator<Finding | ClockSeen> {
  const places = shop?.desks.filter(({ platform }) => platform === adapter.platform) ?? []
  try {
    yield* adapter.examine?.(places, signal) ?? []
  } catch (error) {
    yield look(
      adapter.platform,
      `could not be looked at (${reasonOf(error)})`,
      'Try again, and report this if it stays.',
    )
  } finally {
    await adapter.stop()
  }
}

function ownersFinding(config: Config, shop: Shop | undefined): Finding {
  const named = config.OWNERS.length
  if (named > 0 || (shop?.owners ?? 0) > 0) return ok('owners', `${Math.max(named, shop?.owners ?? 0)}`)
  if (servesWebChat(config)) return ok('owners', 'the seat of the manager in the web chat')
  const remedy = 'Start the program and send the bot the code that it prints, or set OWNERS.'
  return look('owners', shop ? 'nobody owns the shop yet' : 'not known yet', remedy)
}
