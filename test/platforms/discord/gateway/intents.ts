const bits = {
  guilds: 0,
  members: 1,
  presences: 8,
  messages: 9,
  reactions: 10,
  typing: 11,
  dms: 12,
  dmReactions: 13,
  dmTyping: 14,
  content: 15,
} as const

const highest = (1 << 26) - 1

/** Intents that the owner of an application must switch on. */
export type Privileged = 'members' | 'presences' | 'content'

const privileged: readonly Privileged[] = ['members', 'presences', 'content']

/** Whether a session wants what this name stands for. */
export const wants = (intents: number, name: keyof typeof bits): boolean => (intents & (1 << bits[name])) !== 0

/** The close code for intents that cannot be had; undefined when they can. */
export function refuseIntents(intents: unknown, switchedOn: readonly Privileged[]): number | undefined {
  if (typeof intents !== 'number' || intents < 0 || intents > highest) return 4013
  return privileged.some((name) => wants(intents, name) && !switchedOn.includes(name)) ? 4014 : undefined
}

/** Whether a session with these intents is told of such an event. */
export function hears(intents: number, type: string, isDm: boolean): boolean {
  if (type === 'INTERACTION_CREATE' || type === 'USER_UPDATE' || type === 'RESUMED') return true
  if (type.startsWith('MESSAGE_REACTION')) return wants(intents, isDm ? 'dmReactions' : 'reactions')
  if (type.startsWith('MESSAGE_')) return wants(intents, isDm ? 'dms' : 'messages')
  if (type === 'TYPING_START') return wants(intents, isDm ? 'dmTyping' : 'typing')
  if (type.startsWith('GUILD_MEMBER')) return wants(intents, 'members')
  return wants(intents, 'guilds')
}
