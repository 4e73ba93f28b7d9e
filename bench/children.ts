import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

/** A program of ours in a process of its own; gone when this process ends, in whatever way it does. */
export type Program = { pid: number; stop(): Promise<void>; exited: Promise<unknown> }

/** Runs a file with this Node. What it writes to standard error is shown. */
export function run(
  file: string,
  options: { args?: readonly string[]; node?: readonly string[] } & SpawnOptions,
): Program {
  const { args = [], node = [], ...rest } = options
  const child = spawn(process.execPath, [...node, file, ...args], { stdio: ['ignore', 'ignore', 'inherit'], ...rest })
  return follow(child)
}

/** Sees to it that a process ends with this one. */
export function follow(child: ChildProcess): Program {
  running.add(child)
  const exited = once(child, 'exit').finally(() => running.delete(child))
  return {
    pid: child.pid ?? 0,
    exited,
    async stop() {
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), 5_000)
      await exited
      clearTimeout(late)
    },
  }
}
