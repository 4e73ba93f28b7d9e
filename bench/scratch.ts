import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folders: string[] = []
process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A folder on the disk of its own, gone when this process ends. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'regulars-bench-'))
  folders.push(folder)
  return folder
}
