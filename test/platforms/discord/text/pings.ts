import type { AllowedMentions } from '../wire.ts'

/** Who is notified by a text. */
export type Pings = { users: string[]; roles: string[]; everyone: boolean }

/**
 * Whom a text notifies. Without `allowed` everybody whom it mentions. A backslash does not keep a mention from
 * notifying; only code does.
 */
export function pings(text: string, allowed: AllowedMentions | undefined): Pings {
  const spoken = text.replaceAll(/```[\s\S]+?```|(`+)[\s\S]*?[^`]\1(?!`)/g, ' ')
  const users = mentioned(spoken, /<@!?(\d+)>/g)
  const roles = mentioned(spoken, /<@&(\d+)>/g)
  const everyone = /@(?:everyone|here)/.test(spoken)
  if (!allowed) return { users, roles, everyone }
  return {
    users: allowed.parse.includes('users') ? users : users.filter((id) => allowed.users.includes(id)),
    roles: allowed.parse.includes('roles') ? roles : roles.filter((id) => allowed.roles.includes(id)),
    everyone: everyone && allowed.parse.includes('everyone'),
  }
}

const mentioned = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? '')),
]
