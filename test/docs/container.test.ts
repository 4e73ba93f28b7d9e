import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { root } from './pages.ts'

/** The container cannot be built here: what can be wrong with it without building it is looked for. */
const read = (path: string) => readFileSync(root + path, 'utf8')
const dockerfile = read('Dockerfile')
const lines = dockerfile
  .replace(/\\\n/g, ' ')
  .split('\n')
  .filter((line) => /^[A-Z]/.test(line))
const after = (word: string) =>
  lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1))
const settings = [...read('.env.example').matchAll(/^([A-Z0-9_]+)=/gm)].map(([, name]) => name)
const manifest = JSON.parse(read('package.json'))

type Service = {
  image?: string
  build?: string
  environment: Record<string, string>
  volumes: string[]
  restart: string
  stop_grace_period: string
}
type Compose = { services: Record<string, Service>; volumes: Record<string, unknown> }
const compose: Compose = parse(read('compose.yaml'))

test('Node is the one of package.json', () => {
  const [major] = String(manifest.dependencies.node).split('.')
  expect(after('FROM').map((line) => line.split(' ')[0])).toEqual([`node:${major}-slim`, `node:${major}-slim`])
})

test('what is copied is there, reaches the build, and nothing of the shop does', () => {
  const copied = after('COPY')
    .filter((line) => !line.startsWith('--from'))
    .flatMap((line) => line.split(' ').slice(0, -1))
  for (const path of copied) expect(existsSync(root + path), path).toBe(true)
  const ignored = read('.dockerignore').split('\n')
  expect(ignored).toContain('*')
  const let_in = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1))
  expect(let_in.sort()).toEqual(copied.sort())
})

test('it starts as npm start does, and stops by the signal that the program waits for', () => {
  expect(JSON.parse(after('CMD').at(-1) ?? '').join(' ')).toBe(manifest.scripts.start)
  const [signal = ''] = after('STOPSIGNAL')
  expect(read('src/ending.ts')).toContain(`'${signal}'`)
  expect(dockerfile).toContain('/healthz')
  expect(after('USER')).toEqual(['node'])
})

test('each setting exists, and none is a secret', () => {
  const set = after('ENV').flatMap((line) => line.split(' ').map((pair) => pair.split('=')[0]))
  expect(set.filter((name) => name !== 'NODE_ENV' && !settings.includes(name))).toEqual([])
  const { regulars, postgres } = compose.services
  expect(Object.keys(regulars?.environment ?? {}).filter((name) => !settings.includes(name))).toEqual([])
  expect(regulars?.environment.WEB_CHAT).toBe('off')
  expect(postgres?.environment.POSTGRES_PASSWORD).toMatch(/^\$\{\w+:-\}$/)
})

test('volumes are there, and hold what the program writes', () => {
  for (const { volumes, restart, stop_grace_period } of Object.values(compose.services)) {
    for (const volume of volumes) expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0])
    expect([restart, stop_grace_period]).toEqual(['unless-stopped', expect.stringMatching(/^\d+s$/)])
  }
  expect(compose.services.regulars?.volumes).toEqual([`data:${after('VOLUME')[0]}`])
})

test('what runs there needs nothing that is only there for tests', () => {
  const files = ['src', 'adapters'].flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.includes('generated'))
      .map((file) => `${folder}/${file}`),
  )
  expect(files.length).toBeGreaterThan(200)
  const wanted = [...files, 'prisma/generate.ts', 'prisma/derive.ts'].flatMap((file) =>
    [...read(file).matchAll(/^(?:import|export)(?! type)[^'\n]*(?:\n[^'\n]*)*? from '([^'.][^']*)'/gm)].map(
      ([, name = '']) => ({
        file,
        name: name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : (name.split('/')[0] ?? ''),
      }),
    ),
  )
  expect(wanted.length).toBeGreaterThan(50)
  const missing = wanted.filter(
    ({ name }) => !name.startsWith('node:') && !builtinModules.includes(name) && !(name in manifest.dependencies),
  )
  expect(missing).toEqual([])
})
