/** Makes the two Prisma clients: `npm run generate`. */
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { derivePostgresql } from './derive.ts'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

const schema = path('schema.prisma')
const derived = path('../src/database/generated/postgresql.prisma')
mkdirSync(path('../src/database/generated'), { recursive: true })
const text = derivePostgresql(readFileSync(schema, 'utf8')).replace('"../src/database/generated/', '"./')
writeFileSync(derived, text)

const root = path('..')
const prisma = path('../node_modules/prisma/build/index.js')

function generate(file: string): Promise<void> {
  const child = spawn(process.execPath, [prisma, 'generate', '--no-hints', '--schema', file], {
    cwd: root,
    // Works without a network, so nobody is asked about newer versions.
    env: { ...process.env, CHECKPOINT_DISABLE: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let told = ''
  child.stderr.on('data', (text) => {
    told += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`prisma generate failed\n${told}`))))
  })
}

await Promise.all([generate(schema), generate(derived)])
