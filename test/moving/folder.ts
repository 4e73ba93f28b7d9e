import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** An empty folder, gone when the test is over. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'regulars-moving-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A file of that content in a folder of its own. */
export function fileOf(content: string | Buffer, name = 'file.csv'): string {
  const path = join(emptyFolder(), name)
  writeFileSync(path, content)
  return path
}
