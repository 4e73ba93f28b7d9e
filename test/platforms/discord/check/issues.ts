import { Refusal } from '../refusal.ts'
import type { Json } from '../wire.ts'

/** Where in a request body something is. */
export type Path = readonly (string | number)[]

/** What is wrong with a request body, field by field. */
export class Issues {
  private readonly tree: Json = {}
  private count = 0

  add(path: Path, code: string, message: string): void {
    this.count++
    let node = this.tree
    for (const step of path) {
      const next = (node[step] ?? {}) as Json
      node[step] = next
      node = next
    }
    const errors = (node._errors ?? []) as unknown[]
    node._errors = [...errors, { code, message }]
  }

  /** Throws a refusal that names every wrong field, if there is one. */
  settle(): void {
    if (this.count > 0) throw new Refusal(400, 50035, 'Invalid Form Body', { errors: this.tree })
  }
}
