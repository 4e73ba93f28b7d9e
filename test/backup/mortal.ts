/**
 * One of our commands, killed at its n-th step: a statement, or something done to a file, right before or right after. Arguments: the
 * number of the step (0 for none; then the number of steps is told on standard error at the end), the command, its own arguments.
 */
import fs, { writeSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import BetterSqlite3 from 'better-sqlite3'
import pg from 'pg'

const [, , at = '0', name = '', ...args] = process.argv
let steps = 0

function step(): void {
  steps += 1
  if (steps === Number(at)) process.kill(process.pid, 'SIGKILL')
}

/** Has each of these be a step, before it begins and, where it is waited for, when it is done. */
function watch(owner: object, names: readonly string[]): void {
  const methods = owner as Record<string, (...given: unknown[]) => unknown>
  for (const name of names) {
    const method = methods[name]
    if (!method) throw new Error(`there is no ${name}`)
    methods[name] = function (this: unknown, ...given: unknown[]) {
      step()
      const result = method.apply(this, given)
      if (!(result instanceof Promise)) return result
      return result.then((value) => {
        step()
        return value
      })
    }
  }
}

watch(pg.Client.prototype, ['query'])
watch(BetterSqlite3.prototype, ['exec', 'prepare', 'backup'])
watch(fs.promises, ['rename', 'mkdir', 'open', 'writeFile', 'copyFile', 'rm'])
syncBuiltinESMExports()
process.on('exit', () => Number(at) === 0 && writeSync(2, `steps ${steps}\n`))
process.argv.splice(2, process.argv.length, ...args)
await import(`../../src/${name}.ts`)
