import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Finding } from '../chat.ts'
import { look, ok, reasonOf, wrong } from './finding.ts'

/** Node that runs TypeScript as it is, which `npm start` brings along. */
const leastNode = 24
/** Free space below which something should be done soon, and at once, in bytes. */
const littleSpace = 1024 ** 3
const noSpace = 100 * 1024 ** 2

/** The version of Node, such as `v24.1.0`. */
export function nodeFinding(version: string): Finding {
  if (Number(/^v(\d+)/.exec(version)?.[1]) >= leastNode) return ok('Node', version)
  return wrong('Node', `${version} is too old`, `Run "npm ci" and start with "npm start": both use Node ${leastNode}.`)
}

/** Whether this machine knows the hours of places: without them quiet hours and callbacks would be off. */
export function zonesFinding(): Finding {
  const at = new Date('2026-07-01T12:00:00Z')
  const hour = (timeZone: string) =>
    new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23' }).format(at)
  try {
    if (hour('Europe/Berlin') === '14' && hour('Asia/Kolkata') === '17') return ok('time zones', 'known')
  } catch {
    // Said below.
  }
  return wrong('time zones', 'this Node knows none', 'Use the official Node, which brings them along ("npm ci").')
}

/** Whether we may write in that folder; one that is not there yet is made at the start, when its parent allows. */
export function folderFinding(about: string, folder: string, remedy: string): Finding {
  const there = nearest(folder)
  try {
    accessSync(there, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    return wrong(about, `${there} cannot be written (${reasonOf(error)})`, remedy)
  }
  return ok(about, there === folder ? folder : `${folder} will be made at the first start`)
}

/** How much room there is on the disk of that folder. */
export function spaceFinding(folder: string): Finding {
  const about = 'free space'
  try {
    const { bavail, bsize } = statfsSync(nearest(folder))
    const free = bavail * bsize
    const found = `${bytes(free)} for ${folder}`
    if (free < noSpace) return wrong(about, found, 'Make room now: with none left nothing can be stored.')
    if (free < littleSpace) return look(about, found, 'Make room before it runs out.')
    return ok(about, found)
  } catch (error) {
    return look(about, `cannot be seen (${reasonOf(error)})`, 'See yourself how much room is left.')
  }
}

/** The folder itself, or the closest above it that there is. */
function nearest(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder))
}

/** As people read it: `12.3 GB`. */
export function bytes(count: number): string {
  const [unit = 1, name = ''] = (
    [
      [1024 ** 3, 'GB'],
      [1024 ** 2, 'MB'],
      [1024, 'KB'],
    ] as const
  ).find(([size]) => count >= size) ?? [1, 'bytes']
  return `${(count / unit).toFixed(unit === 1 ? 0 : 1)} ${name}`
}
