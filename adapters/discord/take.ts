import type { Log } from '../shared/log.ts'
import { shape } from '../shared/shape.ts'
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

/** Takes one event; resolves once what it tells of is stored, and rejects when the signal ends trying. */
export type Take = (event: GatewayEvent, signal: AbortSignal) => Promise<void>

/** Reads events and hands on what they tell of, in the order in which it is called. */
export function makeTake({ orderOf, channels, hear, serve, log }: TakeOptions): Take {
  async function hand(type: string, data: unknown, signal: AbortSignal): Promise<void> {
    const given = shape(data)
    if (!given) return
    channels.learn(type, given)
    if (/^MESSAGE_(CREATE|UPDATE|DELETE|DELETE_BULK)$/.test(type)) return hear.event(type, given, signal)
    const interaction = type === 'INTERACTION_CREATE' ? readInteraction(given, orderOf) : undefined
    if (interaction) return serve(interaction, signal)
  }

  return async ({ type, data }, signal) => {
    try {
      await hand(type, data, signal)
    } catch (error) {
      if (signal.aborted) throw error
      // a mistake of ours: that event is lost, and must not keep the others from counting as stored
      const trouble = error instanceof Error ? error.name : 'failed'
      log.error({ platform, type, trouble }, 'discord: an event could not be taken')
    }
  }
}
