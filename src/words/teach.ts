/**
 * `npm run learn`: learns anew what people mean from `examples/`, after these were changed.
 * `npm run learn -- --fit`: only shows what each bound of likelihood would give.
 */
import { boundsTried } from './fit.ts'
import { keepLearned } from './learned.ts'

if (process.argv.includes('--fit')) for (const line of boundsTried()) process.stdout.write(`${line}\n`)
else keepLearned()
