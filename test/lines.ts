import type { Log } from '../src/log.ts'

type Level = 'debug' | 'info' | 'warn' | 'error'
type Line = { level: Level; about: unknown; text: string }

/** A log that is read. */
export type Lines = { log: Log; all: Line[]; at(level: Level): Line[] }

export function linesOf(): Lines {
  const all: Line[] = []
  const write = (level: Level) => (about: unknown, text: string) => void all.push({ level, about, text })
  const log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') } as Log
  return { log, all, at: (level) => all.filter((line) => line.level === level) }
}
