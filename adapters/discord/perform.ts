import { withoutLinks } from './buttons.ts'
import type { Caller } from './call.ts'
import { bodyOf, type Drawing, type Upload } from './render.ts'
import { codeOf, codes } from './trouble.ts'
import { withoutFiles } from './upload.ts'

/** What is to be sent, ready to go, and under which key; `again`: an earlier try may have arrived. */
export type Parcel = { drawing: Drawing; uploads: Upload[]; key: string; signal: AbortSignal; again?: true }

/** Where a parcel goes, and under which name that stands in errors; `extra` goes with what is in it. */
type Target = { name: string; method: 'POST' | 'PATCH'; path: string; extra?: object }

/** Sends a parcel with one call. Throws `CallError`. */
export type Perform = (target: Target, parcel: Parcel) => Promise<unknown>

/** Without what was refused of it, if something was: links that Discord does not take, files too large. */
export function makePerform(caller: Caller): Perform {
  const perform: Perform = async (target, parcel) => {
    const { name, method, path, extra } = target
    const { drawing, uploads, signal } = parcel
    const open = path.startsWith('/webhooks/') && { open: true as const }
    try {
      const body = { ...bodyOf(drawing, uploads), ...extra }
      return await caller.call({ name, method, path, body, files: uploads, ...open }, signal)
    } catch (error) {
      const code = codeOf(error)
      const rows = withoutLinks(drawing.rows)
      const hasLinks = count(rows) < count(drawing.rows)
      if (code === codes.invalidForm && hasLinks) return perform(target, { ...parcel, drawing: { ...drawing, rows } })
      if (code === codes.tooLarge && uploads.length > 0) {
        return perform(target, { ...parcel, drawing: withoutFiles(drawing), uploads: [] })
      }
      throw error
    }
  }
  return perform
}

const count = (rows: Drawing['rows']): number => rows.flatMap(({ components }) => components).length
