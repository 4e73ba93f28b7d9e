import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

/** Who may import whom. The rules are in docs/architecture.md. */
const root = fileURLToPath(new URL('..', import.meta.url))
const platformLibraries = ['telegraf', '@slack/', 'discord.js', '@discordjs/']

type Import = { file: string; from: string }

function importsOf(folder: string): Import[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('generated'))
    .flatMap((file) => {
      const path = join(folder, file)
      const source = readFileSync(join(root, path), 'utf8')
      return [...source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, name = '']) => ({
        file: path,
        from: name.startsWith('.') ? normalize(join(dirname(path), name)) : name,
      }))
    })
}

const wrong = (imports: Import[], fits: (it: Import) => boolean) =>
  imports.filter((it) => !fits(it)).map(({ file, from }) => `${file} imports ${from}`)
const inside = (folder: string, path: string) => !relative(folder, path).startsWith('..')

describe('the house', () => {
  const core = importsOf('src')
  const adapters = importsOf('adapters')

  test('was read', () => {
    expect(core.length).toBeGreaterThan(100)
    expect(adapters.length).toBeGreaterThan(20)
  })

  test('only adapters.ts knows the adapters', () => {
    expect(wrong(core, ({ file, from }) => !inside('adapters', from) || file === 'src/adapters.ts')).toEqual([])
  })

  test('the core knows no platform library', () => {
    expect(wrong(core, ({ from }) => !platformLibraries.some((library) => from.startsWith(library)))).toEqual([])
  })

  test('an adapter knows of the core only the chat language, and of other adapters what they share', () => {
    const ours = ({ file, from }: Import) => {
      const [, platform = ''] = file.split('/')
      if (inside('src', from)) return from === 'src/chat.ts'
      const shared = inside('adapters/shared', from)
      return !inside('adapters', from) || shared || inside(join('adapters', platform), from)
    }
    expect(wrong(adapters, ours)).toEqual([])
  })

  test('the adapter that is an example knows no more than the others do', () => {
    const example = importsOf('test/adapters')
    expect(example.length).toBeGreaterThan(20)
    const known = ({ from }: Import) =>
      from === 'src/chat.ts' || inside('adapters/shared', from) || !(inside('src', from) || inside('adapters', from))
    expect(wrong(example, known)).toEqual([])
  })

  test('no feature reaches into the store of another', () => {
    const own = ({ file, from }: Import) => !from.endsWith('/store.ts') || inside(dirname(from), file)
    expect(
      wrong(
        core.filter(({ from }) => inside('src', from)),
        own,
      ),
    ).toEqual([])
  })

  test('pure rules do no input or output', () => {
    const rules = core.filter(({ file }) => file.endsWith('/rules.ts') || file === 'src/engine/pace.ts')
    expect(
      wrong(
        rules,
        ({ from }) => !from.startsWith('node:') && !inside('src/database', from) && !inside('src/engine', from),
      ),
    ).toEqual([])
  })
})
