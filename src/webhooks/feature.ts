import type { Feature } from '../engine/feature.ts'
import { testEvent, webhookRoutes } from './api.ts'
import { webhookFigures } from './figures.ts'
import { webhooksTopic } from './publish.ts'
import { Sender } from './sender.ts'

/** Tells others over HTTP what happens. `features` are all there are. */
export function webhooksFeature(features: () => readonly Feature[]): Feature {
  return {
    name: 'webhooks',
    figures: [webhookFigures],
    events: [testEvent],
    routes: (api, run) => webhookRoutes(features().flatMap(({ events }) => events ?? []))(api, run),
    works: { name: 'webhooks', topic: webhooksTopic, make: (tools) => new Sender(tools) },
  }
}
