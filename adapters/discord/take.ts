import type { Log } from '../shared/log.ts'
import { type Shape, shape } from '../shared/shape.ts'
import { platform } from './base.ts'
import type { Channels } from './channels.ts'
import type { GatewayEvent } from './connection.ts'
import type { Hear } from './hear.ts'
import { type OrderOf, readInteraction } from './interaction.ts'
import type { makeServe } from './serve.ts'

export type TakeOptions = {
  orderOf: OrderOf
  channels: Channels
  hear: Hear
  serve: ReturnType<typeof makeServe>
  log: Log
}

/** Takes what is told; resolves once it is stored, and rejects when the signal ends trying. */
export interface Take {
  event(event: GatewayEvent, signal: AbortSignal): Promise<void>
  /** A message that was found to be there, though nobody told of it. */
  found(message: Shape, signal: AbortSignal): Promise<void>
}

/** Reads events and hands on what they tell of, in the order in which it is called. */
export function makeTake({ orderOf, channels, hear, serve, log }: TakeOptions): Take {
  async function hand({ type, data }: GatewayEvent, signal: AbortSignal): Promise<void> {
    const given = shape(data)
    if (!given) return
    channels.learn(type, given)
    if (/^MESSAGE_(CREATE|UPDATE|DELETE|DELETE_BULK)$/.test(type)) return hear.event(type, given, signal)
    const interaction = type === 'INTERACTION_CREATE' ? readInteraction(given, orderOf) : undefined
    if (interaction) return serve(interaction, signal)
  }

  /** A mistake of ours costs what it was made in, and must not keep all else from counting as stored. */
  async function alone(type: string, signal: AbortSignal, taking: Promise<void>): Promise<void> {
    try {
      await taking
    } catch (error) {
      if (signal.aborted) throw error
      const trouble = error instanceof Error ? error.name : 'failed'
      log.error({ platform, type, trouble }, 'discord: an event could not be taken')
    }
  }

  return {
    event: (event, signal) => alone(event.type, signal, hand(event, signal)),
    found: (message, signal) => alone('found', signal, hear.found(message, signal)),
  }
}
