/** The files of a backup, put where the shop keeps them. */
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { StartError } from '../../start-error.ts'
import type { Show } from '../copy/copy.ts'
import { filesName, finish, programName, unfinished, webName } from '../layout.ts'
import type { Manifest } from '../manifest.ts'
import { copyPart, filesIn, isSame, readPart } from '../parts.ts'
import { bucketName, type Place } from '../place.ts'

/** A part and where it goes. */
type Way = { name: string; to: string }

/** What is to be put back, and what the person who restores has to see to himself. */
export type Plan = { ways: Way[]; notes: string[] }

/**
 * Works out where each file goes. What is there already and is the same stays, as after a restore that was broken off. Throws a
 * {@link StartError} when anything else is there.
 */
export async function planFiles(backup: string, manifest: Manifest, place: Place): Promise<Plan> {
  const names = Object.keys(manifest.parts)
  const under = (folder: string) => names.filter((name) => name.startsWith(`${folder}/`))
  const plan: Plan = { ways: [], notes: [] }
  if ('folder' in place.files)
    await planFolder(plan, manifest, under(filesName), filesName, resolve(place.files.folder))
  else if (under(filesName).length > 0)
    throw new StartError(
      `The backup holds ${under(filesName).length} files, and FILES names a bucket: set FILES to a folder, such as data/files.`,
    )
  if ('bucket' in manifest.files && manifest.files.kept > 0) {
    const isNamed = !('folder' in place.files) && bucketName(place.files) === manifest.files.bucket
    if (!isNamed) plan.notes.push(`Its ${manifest.files.kept} files are in ${manifest.files.bucket}: set FILES to it.`)
  }
  await planFolder(plan, manifest, under(webName), webName, place.web)
  if (names.includes(programName)) await planProgram(plan, backup, manifest, place.program)
  return plan
}

async function planFolder(
  plan: Plan,
  { parts }: Manifest,
  names: string[],
  top: string,
  folder: string,
): Promise<void> {
  const wanted = new Set(names.map((name) => name.slice(top.length + 1)))
  for (const path of await filesIn(folder)) {
    const to = join(folder, path)
    if (path.endsWith(unfinished)) await rm(to, { force: true })
    else if (!wanted.has(path) || !isSame(await readPart(to), parts[`${top}/${path}`]))
      throw new StartError(`${to} is there already, and nothing is written over: move ${folder} away first.`)
    else wanted.delete(path)
  }
  for (const path of wanted) plan.ways.push({ name: `${top}/${path}`, to: join(folder, path) })
}

async function planProgram(plan: Plan, backup: string, { parts }: Manifest, path: string | undefined): Promise<void> {
  const kept = join(backup, programName)
  if (path === undefined) plan.notes.push(`The shop had rules of its own, ${kept}: set PROGRAM to a copy of it.`)
  else if (!existsSync(path)) plan.ways.push({ name: programName, to: resolve(path) })
  else if (!isSame(await readPart(path), parts[programName]))
    plan.notes.push(`${path} is not as it was then (${kept}), and was left as it is.`)
}

/** Each is whole when it has its name. */
export async function putBack(backup: string, { ways }: Plan, show: Show): Promise<void> {
  for (const [nth, { name, to }] of ways.entries()) {
    await rm(to + unfinished, { force: true })
    await copyPart(join(backup, name), to + unfinished)
    await finish(to + unfinished, to)
    show((nth + 1) / ways.length)
  }
}
