import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { blurred } from './blurred.ts'
import { readExamples, type Said } from './examples.ts'
import { type Example, learn, type Model } from './learn.ts'
import { meanings } from './meanings.ts'
import { plain } from './plain.ts'
import { tokens } from './tokens.ts'

const knownFile = new URL('./learned/known.txt', import.meta.url)
const weightsFile = new URL('./learned/weights.bin', import.meta.url)
const fileOf = (name: string) => new URL(`./examples/${name}.txt`, import.meta.url)
const languages = ['en', 'zh'] as const
const saidFiles = languages.map((language) => fileOf(`said.${language}`))
const waysFiles = languages.map((language) => fileOf(`ways.${language}`))
const voiceFiles = [
  'teen',
  'elder',
  'hurried',
  'foreign',
  'regional',
  'dictated',
  'roundabout',
  'blunt',
  'plainly',
  'strangers',
].map((voice) => languages.map((language) => fileOf(`voices/${voice}.${language}`)))
const exampleFiles = [...saidFiles, ...waysFiles, ...voiceFiles.flat()]

/** The kind of what is none of ours. */
const none = meanings.length
/** Their texts are about anything. */
const open = new Set([none, meanings.indexOf('complaint'), meanings.indexOf('callback')])

/** Learns from what is said and meant. Takes seconds. */
export function learnFrom(said: readonly Said[]): Model {
  const examples = said.map(
    ({ text, meaning, weight }): Example => ({
      words: tokens(plain(text)),
      kind: meaning === undefined ? none : meanings.indexOf(meaning),
      weight,
    }),
  )
  return learn([...examples, ...blurred(examples, none)], meanings.length + 1, open)
}

/** The examples: what was said in so many words, the ways to say it, and for each kind of person what that one says. */
export function exampleSets(): { said: Said[]; ways: Said[]; voices: Said[][] } {
  return {
    said: saidFiles.flatMap(readExamples),
    ways: waysFiles.flatMap(readExamples),
    voices: voiceFiles.map((files) => files.flatMap(readExamples)),
  }
}

/** Learns from all examples, and keeps what was learned in the two files that the program reads. */
export function keepLearned(): void {
  const { known, weights, scale } = learnFrom(Object.values(exampleSets()).flat(2))
  let largest = 0
  for (const weight of weights) largest = Math.max(largest, Math.abs(weight * scale))
  const step = largest / 127
  const small = Int8Array.from(weights, (weight) => Math.round((weight * scale) / step))
  writeFileSync(weightsFile, small)
  writeFileSync(knownFile, `${[examplesMark(), step, ...[...known].sort()].join('\n')}\n`)
}

/** What was learned, as it was kept. */
export function loadLearned(): Model {
  const [, step, ...known] = readFileSync(knownFile, 'utf8').trim().split('\n')
  const bytes = readFileSync(weightsFile)
  return {
    known: new Set(known),
    weights: new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length),
    kinds: meanings.length + 1,
    scale: Number(step),
  }
}

/** Whether what is kept was learned from the examples as they are now. */
export const isUpToDate = (): boolean => readFileSync(knownFile, 'utf8').startsWith(`${examplesMark()}\n`)

function examplesMark(): string {
  const hash = createHash('sha256')
  for (const file of exampleFiles) hash.update(readFileSync(file))
  return hash.digest('hex')
}
