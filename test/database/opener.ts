import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** Starts a process that opens this database; resolves once it has, or has not. It is killed at the end of the test. */
export async function opener(url: string): Promise<{ said: string; kill(): Promise<void> }> {
  const program = fileURLToPath(new URL('opening.ts', import.meta.url))
  const child = spawn(process.execPath, [program, url], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  onTestFinished(kill)
  const [line] = await once(child.stdout, 'data')
  return { said: String(line).trim(), kill }
}
