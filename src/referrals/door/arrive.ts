import { countTry, mayTry } from '../../customers/attempts.ts'
import type { Saying } from '../../engine/making.ts'
import type { Turn } from '../../engine/turn.ts'
import type { Program } from '../../program/program.ts'
import { codeLike, knownCode } from '../codes.ts'
import { joinBy, joinWords } from '../join.ts'

/** What is said to somebody who brings such a word into his first conversation, if it can be a code. */
export async function arriveWith(turn: Turn, program: Program, word: string): Promise<Saying | undefined> {
  if (codeLike(word) === undefined) return undefined
  const { isJoined: _, ...saying } = await joinWords(turn, program, word)
  return saying
}

/** Longest text that codes are looked for in, in characters, and most of them that are looked up. */
const longest = 500
const mostCodes = 3

/**
 * Takes up a code in plain words: alone, or in a sentence. A sentence is taken for one only when somebody has that code; a
 * look in vain counts as a try, so that nobody guesses this way.
 */
export async function hearCode(turn: Turn, program: Program, said: string): Promise<boolean> {
  const { unit, happening } = turn
  if (!happening.direct || said.length > longest) return false
  const alone = said.trim().replace(/[.!?。！？]+$/u, '')
  if (isCode(alone)) {
    await joinBy(turn, program, alone)
    return true
  }
  const codes = program.referrals === null ? [] : codesIn(said)
  if (codes.length === 0 || !(await mayTry(unit, 'referral', happening.who))) return false
  for (const code of codes)
    if (await knownCode(unit, code)) {
      await joinBy(turn, program, code)
      return true
    }
  await countTry(unit, 'referral', happening.who)
  return false
}

/** Whether that is written as codes are, and as no word is: with letters and digits, or in capitals with a hyphen. */
function isCode(written: string): boolean {
  const plain = written.normalize('NFKC')
  const isUnlikeWords = (/\d/.test(plain) && /[a-z]/i.test(plain)) || /^[A-Z]{4}\p{Pd}[A-Z]{4}$/u.test(plain)
  return isUnlikeWords && codeLike(written) !== undefined
}

/** The codes in a text, wherever they begin; beside them may stand any letters but Latin ones. */
function codesIn(said: string): string[] {
  const found = said
    .normalize('NFKC')
    .matchAll(/(?<![A-Za-z0-9])(?=([A-Za-z0-9]{4}[\s\p{Pd}]{0,3}[A-Za-z0-9]{4})(?![A-Za-z0-9]))/gu)
  return [...found]
    .map(([, written = '']) => written)
    .filter(isCode)
    .slice(0, mostCodes)
}
