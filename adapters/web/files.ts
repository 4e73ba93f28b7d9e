import { rename, writeFile } from 'node:fs/promises'

let written = 0

/** Writes the whole file anew, so that a reader or a crash sees the old content or the new, never half of one. */
export async function replaceFile(path: string, content: string): Promise<void> {
  const beside = `${path}.${process.pid}.${written++}.new`
  await writeFile(beside, content, { mode: 0o600 })
  await rename(beside, path)
}
