import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
/** Longest time from start to the first request that is taken, in milliseconds. */
const patience = 120_000

/** `folder` is where it runs. */
export type ProgramOptions = { env: Record<string, string>; folder: string }

/** The program in a process of its own, which can be killed and started again at will. */
export class Program {
  readonly port: number
  /** Lines of its log that tell of an error. */
  readonly errors: string[] = []
  starts = 0
  /** Resolves once it takes requests; rejects when it ends by itself before. */
  ready: Promise<void> = Promise.resolve()
  readonly #options: ProgramOptions
  #more: Record<string, string> = {}
  #child: ChildProcess | undefined

  private constructor(port: number, options: ProgramOptions) {
    this.port = port
    this.#options = options
  }

  static async on(options: ProgramOptions): Promise<Program> {
    return new Program(await freePort(), options)
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** From its next start on, the platform brings it what happens. */
  listens(url = this.url): void {
    this.#more = { TELEGRAM_WEBHOOK_SECRET: 'only-the-platform-knows', PUBLIC_URL: url }
  }

  get running(): boolean {
    return this.#child !== undefined
  }

  start(): void {
    const { folder, env } = this.#options
    const child = spawn(process.execPath, [main], {
      cwd: folder,
      env: {
        PATH: process.env.PATH ?? '',
        NODE_COMPILE_CACHE: join(folder, 'cache'),
        PORT: String(this.port),
        ...env,
        ...this.#more,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    this.starts += 1
    this.ready = this.#started(child)
    this.ready.catch(() => {})
    createInterface(child.stderr).on('line', (line) => {
      if (!line.startsWith('{') || JSON.parse(line).level >= 50) this.errors.push(line)
    })
    child.once('exit', (code) => {
      if (this.#child === child && code !== null && code !== 0) this.errors.push(`it ended by itself with ${code}`)
    })
  }

  async #started(child: ChildProcess): Promise<void> {
    const greeted = new Promise<void>((resolve, reject) => {
      if (child.stdout)
        createInterface(child.stdout).on('line', (line) => {
          if (line.includes('Regulars is running')) resolve()
        })
      child.once('exit', () => reject(new Error(`it ended before it was ready: ${this.errors.slice(-3).join(' ')}`)))
    })
    const late = AbortSignal.timeout(patience)
    await Promise.race([greeted, once(late, 'abort').then(() => Promise.reject(new Error('it does not get ready')))])
  }

  /** Ends it as a power cut of its machine would, at once and without a word. */
  kill(): Promise<void> {
    return this.#end('SIGKILL')
  }

  /** Asks it to end, and waits until it has. */
  stop(): Promise<void> {
    return this.#end('SIGTERM')
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child
    if (!child) return
    if (signal === 'SIGKILL') this.#child = undefined
    const ended = once(child, 'exit')
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal)
      await ended
    }
    if (this.#child === child) this.#child = undefined
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port is free')
  return address.port
}
