import type { WorkDefinition } from '../../../engine/feature.ts'
import type { Saying } from '../../../engine/making.ts'
import { say } from '../../../engine/outbox.ts'
import { inRounds, Sleeper } from '../../../engine/rounds.ts'
import { afterTimeout } from '../../../engine/try-send.ts'
import { text } from '../../../language/text.ts'
import type { Program } from '../../../program/program.ts'
import { campaignById } from '../../store.ts'
import type { Outside } from '../links/address.ts'
import { gatherEffect } from './gather.ts'
import { reportMessages } from './message.ts'
import { endRequest, nextRequest, type ReportRequest, reportsTopic } from './requests.ts'

type Tools = Parameters<WorkDefinition['make']>[0]

/** Longest sleep when nobody waits, in milliseconds. */
const longestSleep = 600_000

/** Works out reports that somebody waits for, one after another and each piece by piece, so that others get their turn. */
class ReportWork {
  readonly #program: Program
  readonly #outside: Outside
  readonly #tools: Tools
  readonly #sleeper = new Sleeper(afterTimeout)

  constructor(program: Program, outside: Outside, tools: Tools) {
    this.#program = program
    this.#outside = outside
    this.#tools = tools
  }

  nudge(): void {
    this.#sleeper.stir()
  }

  run(signal: AbortSignal): Promise<void> {
    return inRounds(this.#sleeper, signal, {
      begin: async () => {},
      round: () => this.#round(signal),
      failed: (error) => this.#tools.log.error({ err: error }, 'reports about campaigns could not be worked out'),
    })
  }

  /** Gives how long to sleep, in milliseconds. */
  async #round(signal: AbortSignal): Promise<number> {
    const { run, log } = this.#tools
    const request = await run(nextRequest)
    if (!request) return longestSleep
    const messages = await this.#worked(request, signal).catch((error): Saying[] => {
      if (signal.aborted) throw error
      log.error({ err: error, campaign: request.campaignId }, 'a report about a campaign could not be worked out')
      return [{ text: text(request.locale, 'sorry') }]
    })
    await run(async (unit) => {
      // Whoever else was here meanwhile has told it already.
      if (!(await endRequest(unit, request.id))) return
      for (const message of messages)
        say(unit, {
          ...{ to: request.address, message, lane: 'answer', cause: 'campaign report' },
          customerId: request.askedBy,
        })
    })
    return 0
  }

  async #worked({ campaignId, round, locale }: ReportRequest, signal: AbortSignal): Promise<Saying[]> {
    const { run, now } = this.#tools
    const campaign = await run((unit) => campaignById(unit, campaignId))
    if (!campaign) return [{ text: text(locale, 'button-gone') }]
    const gathered = await gatherEffect(
      (job) => {
        signal.throwIfAborted()
        return run(job)
      },
      this.#program,
      campaign,
      round,
    )
    const setting = { program: this.#program, locale, now: new Date(now()), outside: this.#outside }
    return reportMessages(gathered, setting)
  }
}

export const reportWork = (program: Program, outside: Outside): WorkDefinition => ({
  name: 'campaign reports',
  topic: reportsTopic,
  make: (tools) => new ReportWork(program, outside, tools),
})
