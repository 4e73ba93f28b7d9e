/** What other features may use of the webhooks: telling them what happened. */
export { publish } from './publish.ts'
