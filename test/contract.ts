import { describe } from 'vitest'
import { drawn } from './contract/drawn.ts'
import { draws } from './contract/draws.ts'
import { files } from './contract/files.ts'
import { hears } from './contract/hears.ts'
import { lives } from './contract/lives.ts'
import type { Platform } from './contract/platform.ts'
import { presses } from './contract/presses.ts'
import { quotes } from './contract/quotes.ts'
import { sends } from './contract/sends.ts'
import { takes } from './contract/takes.ts'
import { threads } from './contract/threads.ts'

/**
 * What the engine relies on, whatever the platform: every adapter passes all of it. For another platform, write
 * `contract/<platform>.ts` (what there is on it, how people act and what they see) and call this with it.
 */
export function contract(platform: Platform): void {
  describe(`the contract on ${platform.name}`, () => {
    describe('hearing', () => hears(platform))
    describe('taking', () => takes(platform))
    describe('quoting', () => quotes(platform))
    describe('drawing', () => draws(platform))
    describe('telling what it draws', () => drawn(platform))
    describe('pressing and filling in', () => presses(platform))
    describe('sending', () => sends(platform))
    if (platform.has.desks) describe('desks', () => threads(platform))
    if (platform.has.files) describe('files', () => files(platform))
    describe('living', () => lives(platform))
  })
}
