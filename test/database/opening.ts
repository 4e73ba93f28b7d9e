/** A process of its own that opens a database, says how that went, and keeps it open until it is killed. */
import { openDatabase } from '../../src/database/open.ts'
import { StartError } from '../../src/start-error.ts'
import { silent } from '../log.ts'

const [url = '', once] = process.argv.slice(2)
try {
  const database = await openDatabase(url, { log: silent })
  process.stdout.write('open\n')
  if (once) await database.close()
  else setInterval(() => {}, 1000)
} catch (error) {
  process.stdout.write(`${error instanceof StartError ? error.message : error}\n`)
  process.exitCode = 1
}
