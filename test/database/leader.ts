/** A process of its own that tries to lead, and says so when it does, until it is killed. */
import { openDatabase } from '../../src/database/open.ts'
import { silent } from '../log.ts'

const [url = ''] = process.argv.slice(2)
const database = await openDatabase(url, { log: silent })
database.lead('work', async (signal) => {
  process.stdout.write('leads\n')
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
})
