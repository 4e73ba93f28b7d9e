import type { StoredFile } from '../../chat.ts'
import type { Schedule } from './schedule.ts'

/** Of all campaigns. `waiting` for a second manager; `asking` whether one that is overdue is still to begin. */
export type CampaignState = 'draft' | 'waiting' | 'scheduled' | 'asking' | 'sending' | 'paused' | 'done' | 'cancelled'

/** A button under a campaign's message: opens an address, does a command, or is an answer that is counted. */
export type CampaignButton = { label: string } & ({ url: string } | { command: string } | { answer: true })

/** What a campaign says: one text, or two of which some get the second; texts are templates. */
export type Content = { a: string; b?: string; picture?: Omit<StoredFile, 'kind'>; buttons?: CampaignButton[] }

/** What became of the audience of one round so far. What is not among the rest is still to be sent. */
export type Figures = { total: number; sent: number; failed: number; unknown: number; skipped: number; held: number }

export type Campaign = {
  id: number
  name: string
  /** In words. */
  audience: string
  state: CampaignState
  content: Content
  /** Given to everybody to whom it was sent. */
  points: number
  code: string | null
  schedule: Schedule
  /** Of a hundred, how many are left out, and how many get the second text. */
  holdout: number
  split: number
  createdBy: string
  startedBy: string | null
  approvedBy: string | null
  /** Who brought it into its state, where that was somebody. */
  changedBy: string | null
  expected: number | null
  /** From 1; 0 before the first. */
  round: number
  /** When the round begins, by the clock on the wall; null for at once. */
  wall: string | null
  due: Date | null
  created: Date
  started: Date | null
  ended: Date | null
  cursor: string | null
  frozen: Date | null
  figures: Figures
  /** How it went when its card was drawn last. */
  progress: Progress | null
  /** What was changed of it while it was a draft. */
  edits: Edits | null
}

/**
 * How often a draft was changed, and for each part (see `draft/rules/edits.ts`) who changed it last, when (in milliseconds since
 * the epoch) and in which version.
 */
export type Edits = {
  version: number
  parts: Readonly<Record<string, { by: string; at: number; version: number } | undefined>>
}

/**
 * `at` in milliseconds since the epoch; `done` of the audience by then, `left` the others; `rate` messages a second; `until` when the
 * last may be done, where that can be told.
 */
export type Progress = { at: number; done: number; rate: number; until: number | null }

/** How many are still to be sent. */
export const leftOf = ({ total, sent, failed, unknown, skipped, held }: Figures): number =>
  Math.max(0, total - sent - failed - unknown - skipped - held)

/** Longest name of a campaign, in letters. */
export const longestName = 60
/** Most buttons under one. */
export const mostButtons = 3
/** Most that are left out, of a hundred. */
export const mostHoldout = 50
