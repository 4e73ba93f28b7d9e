import type { Call as SharedCall } from '../shared/journal.ts'

/** One call of the bot; chats and messages are known by numbers. */
export type Call = SharedCall<number>
