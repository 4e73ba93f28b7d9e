import type { Image, Message, Part, StoredFile } from '../chat.ts'
import type { Unit } from './unit.ts'

/** A picture or file that is made when it leaves: `maker:about`, of a maker that some feature brings. */
export type MadeImage = Omit<Image, 'data'> & { made: string }

/** A message as features say it: its pictures may still have to be made. */
export type Saying = Omit<Message, 'parts'> & { parts?: (Part | MadeImage)[] }

/** Runs something in a transaction of the engine. */
export type Run = <T>(job: (unit: Unit) => Promise<T>) => Promise<T>

/**
 * Makes the bytes of a picture or a document when it is sent, from what the database holds then. Nobody waits for it
 * but the delivery. Rejects when there is nothing to be made.
 */
export type Maker = (run: Run, about: string) => Promise<Uint8Array>

/** Begins the id of a file that is made when it is sent. */
const made = 'made:'

/** Id of the file that this maker makes. */
export const madeFile = (maker: string, about: string): string => `${made}${maker}:${about}`

/** Finds makers by name, and runs them. */
export class Making {
  readonly #makers: ReadonlyMap<string, Maker>
  readonly #run: Run

  constructor(makers: ReadonlyMap<string, Maker>, run: Run) {
    this.#makers = makers
    this.#run = run
  }

  /** Bytes of the file of that id; undefined when it is none that is made. */
  file(id: string): Promise<Uint8Array> | undefined {
    return id.startsWith(made) ? this.#make(id.slice(made.length)) : undefined
  }

  /**
   * The message with its pictures; one that cannot be made is left out, for what the message says is more. Of a file that
   * is made the size is told as it is now.
   */
  async complete({ parts, ...rest }: Saying): Promise<Message> {
    if (!parts) return rest
    return { ...rest, parts: (await Promise.all(parts.map((part) => this.#part(part)))).flat() }
  }

  async #part(part: Part | MadeImage): Promise<Part[]> {
    if ('file' in part) return [await this.#measured(part)]
    if (!('made' in part)) return [part]
    const { made: what, ...image } = part
    const bytes = await this.#make(what).catch(() => undefined)
    return bytes ? [{ ...image, data: Buffer.from(bytes).toString('base64') }] : []
  }

  async #measured(part: StoredFile): Promise<StoredFile> {
    const bytes = await this.file(part.file)?.catch(() => undefined)
    return bytes ? { ...part, size: bytes.length } : part
  }

  async #make(what: string): Promise<Uint8Array> {
    const cut = what.indexOf(':')
    const maker = this.#makers.get(what.slice(0, cut))
    if (!maker) throw new Error(`nobody makes ${what.slice(0, cut)}`)
    return maker(this.#run, what.slice(cut + 1))
  }
}
