import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'

export type Faint = { text: string; contrast: number; colour: string; ground: string }

const script = readFileSync(new URL('faint.js', import.meta.url), 'utf8')

/** Texts on show whose contrast to what is behind them is below 4.5 (WCAG 2.2, level AA), placeholders included. */
export function faintTexts(page: Page): Promise<Faint[]> {
  return page.evaluate(script)
}
