import { config as readDotenv } from 'dotenv'
import { adaptersFor } from './adapters.ts'
import { type Config, fileRules, filesPlace, readConfig, servesWebChat } from './config.ts'
import { openDatabase } from './database/open.ts'
import { Ending, endWith } from './ending.ts'
import { RegularsEngine } from './engine/engine.ts'
import { Measures } from './engine/measures.ts'
import { allFeatures } from './features.ts'
import { openBlobs } from './files/blobs/open.ts'
import { closeServer, makeServer } from './http/server.ts'
import { type Log, makeLog } from './log.ts'
import { loadProgram, ProgramError } from './program/load.ts'
import { doorOf, type Entrance } from './referrals/door/entrance.ts'
import { siteOf } from './site.ts'
import { greet, prepare } from './start.ts'
import { StartError } from './start-error.ts'
import { notUnderstood } from './welcome/flow.ts'

async function main(): Promise<void> {
  readDotenv({ quiet: true })
  const config = readConfig(process.env)
  const log = makeLog(config.LOG_LEVEL)
  const ending = new Ending({ log, exit: (code) => process.exit(code) })
  endWith(process, ending)
  await ending.during(start(config, log, ending)).catch((error) => {
    tell(error)
    ending.begin({}, 1)
  })
}

/** What is added to the end is done in the opposite order. */
async function start(config: Config, log: Log, ending: Ending): Promise<void> {
  const program = loadProgram(config.PROGRAM)
  const database = await openDatabase(config.DATABASE_URL, { log })
  ending.add('the database', () => database.close())
  ending.check()
  const measures = new Measures()
  const site = siteOf(config)
  const entrance: Entrance = { ...site, doors: (code) => adapters.flatMap((adapter) => doorOf(adapter, code)) }
  const features = allFeatures(program, { demo: servesWebChat(config), entrance, drawers: () => adapters })
  const files = { blobs: await openBlobs(filesPlace(config)), rules: fileRules(config) }
  const engine = new RegularsEngine({ database, features, files, unknown: notUnderstood, log, measures })
  const adapters = adaptersFor(config, site, log)
  const ended = ending.signal
  const http = await makeServer({ config, database, engine, measures, program, adapters, log, ended })
  ending.add('what requests have begun', () => engine.idle())
  ending.add('the HTTP server', () => closeServer(http))
  ending.add('the engine', () => engine.stop())
  ending.check()

  const claim = await prepare(engine, config)
  ending.check()
  for (const adapter of adapters) await engine.connect(adapter)
  ending.check()
  await engine.start()
  ending.check()
  const address = await http.listen({ host: config.HOST, port: config.PORT }).catch((error) => {
    throw new StartError(
      `Cannot listen on ${config.HOST}:${config.PORT} (${error.code ?? error.message}). Set HOST and PORT to an address that is free.`,
    )
  })
  site.listens(address)
  greet({ address, web: servesWebChat(config), claim, platforms: adapters.map((adapter) => adapter.platform) })
}

function tell(error: unknown): void {
  if (error instanceof StartError || error instanceof ProgramError) process.stderr.write(`${error.message}\n`)
  else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
}

main().catch((error) => {
  tell(error)
  process.exit(1)
})
