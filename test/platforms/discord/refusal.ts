import type { Reply } from '../shared/http/connection.ts'
import type { Json } from './wire.ts'

/** Thrown by a route: answered as `{ message, code }` with that HTTP status. `errors` says what is wrong field by field. */
export class Refusal extends Error {
  readonly status: number
  readonly code: number
  private readonly more: { errors?: Json; body?: Json; headers?: Record<string, string> }

  constructor(status: number, code: number, message: string, more: Refusal['more'] = {}) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.code = code
    this.more = more
  }

  reply(): Reply {
    const { errors, body, headers } = this.more
    const json = body ?? { message: this.message, code: this.code, ...(errors && { errors }) }
    return { status: this.status, body: JSON.stringify(json), ...(headers && { headers }) }
  }

  /** What is wrong, with all fields, for the record. */
  describe(): string {
    const { errors } = this.more
    return `${this.code} ${this.message}${errors ? ` ${JSON.stringify(errors)}` : ''}`
  }
}

const refusals = {
  unauthorized: [401, 0, '401: Unauthorized'],
  noRoute: [404, 0, '404: Not Found'],
  noMethod: [405, 0, '405: Method Not Allowed'],
  tooLarge: [413, 40005, 'Request entity too large'],
  unknownChannel: [404, 10003, 'Unknown Channel'],
  unknownGuild: [404, 10004, 'Unknown Guild'],
  unknownMember: [404, 10007, 'Unknown Member'],
  unknownMessage: [404, 10008, 'Unknown Message'],
  unknownUser: [404, 10013, 'Unknown User'],
  unknownEmoji: [400, 10014, 'Unknown Emoji'],
  unknownWebhook: [404, 10015, 'Unknown Webhook'],
  unknownInteraction: [404, 10062, 'Unknown interaction'],
  unknownCommand: [404, 10063, 'Unknown application command'],
  tooManyReactions: [400, 30010, 'Maximum number of reactions reached (20)'],
  tooManyCreates: [400, 30034, 'Max number of daily application command creates has been reached (200)'],
  alreadyAcknowledged: [400, 40060, 'Interaction has already been acknowledged.'],
  missingAccess: [403, 50001, 'Missing Access'],
  notInDm: [403, 50003, 'Cannot execute action on a DM channel'],
  notYours: [403, 50005, 'Cannot edit a message authored by another user'],
  emptyMessage: [400, 50006, 'Cannot send an empty message'],
  cannotDm: [403, 50007, 'Cannot send messages to this user'],
  noText: [400, 50008, 'Cannot send messages in a non-text channel'],
  missingPermissions: [403, 50013, 'Missing Permissions'],
  systemMessage: [403, 50021, 'Cannot execute action on a system message'],
  wrongChannelType: [400, 50024, 'Cannot execute action on this channel type'],
  invalidToken: [401, 50027, 'Invalid Webhook Token'],
  invalidRecipient: [400, 50033, 'Invalid Recipient(s)'],
  archived: [400, 50083, 'Thread is archived'],
  invalidJson: [400, 50109, 'The request body contains invalid JSON.'],
  noMutualGuild: [403, 50278, 'Cannot send messages to this user due to having no mutual guilds'],
  threadExists: [400, 160004, 'A thread has already been created for this message'],
  locked: [400, 160005, 'Thread is locked'],
} as const

/** The refusal of that name. */
export function refusal(name: keyof typeof refusals): Refusal {
  const [status, code, message] = refusals[name]
  return new Refusal(status, code, message)
}
