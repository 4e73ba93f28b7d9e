import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inflate } from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

const packed = fileURLToPath(new URL('..', import.meta.resolve('@sparticuz/chromium')))

/**
 * Starts a Chromium without a window, out of the npm package, so that no browser has to be installed. Texts are drawn
 * with the font of the package where a page allows it, so that pages look alike on every machine.
 */
export async function openBrowser(): Promise<Browser> {
  const folder = await unpacked()
  const executablePath = join(folder, 'chromium')
  const env: Record<string, string> = { HOME: folder, FONTCONFIG_FILE: join(folder, 'fonts.conf') }
  const runs = spawnSync(executablePath, ['--version'], { env }).status === 0
  if (!runs) env.LD_LIBRARY_PATH = join(folder, 'al2023', 'lib')
  return chromium.launch({
    executablePath,
    env,
    args: ['--no-sandbox', '--no-zygote', '--disable-gpu', '--font-render-hinting=none'],
  })
}

/**
 * The folder with the browser in it, unpacked the first time. It gets its name only when it is complete: two test
 * files may come here at once.
 */
async function unpacked(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(packed, 'package.json'), 'utf8')) as { version: string }
  const folder = join(tmpdir(), `regulars-chromium-${version}-${userInfo().username}`)
  if (existsSync(folder)) return folder
  const beside = await mkdtemp(`${folder}.`)
  await inflateInto(beside, ['chromium.br', 'fonts.tar.br', 'al2023.tar.br'])
  await writeFile(
    join(beside, 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${folder}/fonts</dir>` +
      `<dir>/usr/share/fonts</dir><cachedir>${folder}/font-cache</cachedir></fontconfig>`,
  )
  try {
    await rename(beside, folder)
  } catch (error) {
    await rm(beside, { recursive: true })
    if (!existsSync(folder)) throw error
  }
  return folder
}

/** `inflate` unpacks into the system's temporary folder, and looks up where that is when it is called. */
async function inflateInto(folder: string, files: string[]): Promise<void> {
  const before = process.env.TMPDIR
  process.env.TMPDIR = folder
  const inflating = files.map((file) => inflate(join(packed, 'bin', file)))
  if (before === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = before
  await Promise.all(inflating)
}
