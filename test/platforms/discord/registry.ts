import type { CommandDraft } from './check/commands.ts'
import type { Snowflakes } from './ids.ts'
import { refusal } from './refusal.ts'
import type { Command } from './wire.ts'

const perDay = 200
const day = 24 * 3600 * 1000

/** The registered commands, by scope: a guild's id, or empty for everywhere. */
export class Registry {
  private readonly scopes = new Map<string, Command[]>()
  private readonly created = new Map<string, number[]>()
  private readonly ids: Snowflakes
  private readonly app: string
  private readonly now: () => number

  constructor(ids: Snowflakes, app: string, now: () => number) {
    this.ids = ids
    this.app = app
    this.now = now
  }

  list(scope = ''): Command[] {
    return this.scopes.get(scope) ?? []
  }

  /** Commands that can be used in a guild, or in a conversation with the bot alone. */
  usable(guild: string | undefined): Command[] {
    const context = guild === undefined ? 1 : 0
    const everywhere = this.list().filter(({ contexts }) => !contexts || contexts.includes(context))
    return guild === undefined ? everywhere : [...this.list(guild), ...everywhere]
  }

  /** Commands created in this scope within the last day. */
  createdToday(scope = ''): number {
    return (this.created.get(scope) ?? []).filter((at) => at > this.now() - day).length
  }

  /** Replaces all of a scope. Those that had the same name and type keep their id. */
  replace(scope: string, drafts: readonly CommandDraft[]): Command[] {
    const before = this.list(scope)
    const fresh = drafts.filter((draft) => !before.some((command) => isSame(command, draft)))
    this.count(scope, fresh.length)
    const after = drafts.map((draft) =>
      this.made(
        scope,
        draft,
        before.find((command) => isSame(command, draft)),
      ),
    )
    this.scopes.set(scope, after)
    return after
  }

  /** Adds one, or replaces the one with its name and type. Tells whether it is new. */
  add(scope: string, draft: CommandDraft): { command: Command; isNew: boolean } {
    const before = this.list(scope)
    const known = before.find((command) => isSame(command, draft))
    if (!known) this.count(scope, 1)
    const command = this.made(scope, draft, known)
    this.scopes.set(scope, [...before.filter((each) => each !== known), command])
    return { command, isNew: !known }
  }

  find(scope: string, id: string): Command {
    const command = this.list(scope).find((each) => each.id === id)
    if (!command) throw refusal('unknownCommand')
    return command
  }

  remove(scope: string, id: string): void {
    const command = this.find(scope, id)
    this.scopes.set(
      scope,
      this.list(scope).filter((each) => each !== command),
    )
  }

  private made(scope: string, draft: CommandDraft, known: Command | undefined): Command {
    return {
      id: known?.id ?? this.ids.next(),
      application_id: this.app,
      version: this.ids.next(),
      ...draft,
      ...(scope !== '' && { guild_id: scope }),
    }
  }

  private count(scope: string, howMany: number): void {
    if (this.createdToday(scope) + howMany > perDay) throw refusal('tooManyCreates')
    const times = this.created.get(scope) ?? []
    for (let i = 0; i < howMany; i++) times.push(this.now())
    this.created.set(scope, times)
  }
}

const isSame = (a: { name: string; type: number }, b: { name: string; type: number }): boolean =>
  a.name === b.name && a.type === b.type
