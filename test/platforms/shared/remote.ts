import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A part of a list, and how long all of it is. */
export type Page<T> = { total: number; list: T[] }

/** A platform server in another process, asked over HTTP under `/control/`. */
export class Remote {
  readonly root: string

  constructor(root: string) {
    this.root = root
  }

  protected async ask<T>(verb: string, args: object = {}): Promise<T> {
    const response = await fetch(`${this.root}/control/${verb}`, { method: 'POST', body: JSON.stringify(args) })
    const result = (await response.json()) as T & { error?: string }
    if (!response.ok) throw new Error(`${verb}: ${result.error}`)
    return result
  }

  /** A list that comes as one JSON text a line. */
  protected async lines<T>(name: string, args: Record<string, string | number>): Promise<T[]> {
    const query = new URLSearchParams(
      Object.entries(args).map(([key, value]): [string, string] => [key, String(value)]),
    )
    const response = await fetch(`${this.root}/control/${name}?${query}`)
    const text = await response.text()
    return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as T]))
  }
}

/** A program of its own; `stop` ends it. */
export type Program = { process: ChildProcess; stop(): Promise<void> }

/** Starts that file with these arguments; resolves with what it says of itself in its first line of JSON. */
export async function startProgram<T>(file: URL, args: readonly string[]): Promise<{ said: T; program: Program }> {
  const child = spawn(process.execPath, [fileURLToPath(file), ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error('the platform server ended at once'))),
  ])) as [string]
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill()
    await ended
  }
  return { said: JSON.parse(line) as T, program: { process: child, stop } }
}
