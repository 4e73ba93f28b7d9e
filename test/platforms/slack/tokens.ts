import { Refusal } from './refusal.ts'

/** The two tokens and the secret of the app, and what the tokens may do. */
export class Tokens {
  readonly bot: string
  readonly app: string
  readonly signingSecret: string
  /** Scopes of the bot token; undefined allows everything. */
  scopes: ReadonlySet<string> | undefined
  private revoked = false

  constructor({ bot, app, signingSecret }: { bot: string; app: string; signingSecret: string }) {
    this.bot = bot
    this.app = app
    this.signingSecret = signingSecret
  }

  /** From now on the bot token is refused, until {@link restore}. */
  revoke(): void {
    this.revoked = true
  }

  restore(): void {
    this.revoked = false
  }

  /** Throws unless the token is good for such calls. */
  check(token: string | undefined, kind: 'bot' | 'app', scope: string | undefined): void {
    if (token === undefined) throw new Refusal('not_authed')
    if (token !== this.bot && token !== this.app) throw new Refusal('invalid_auth')
    if (token !== (kind === 'bot' ? this.bot : this.app)) throw new Refusal('not_allowed_token_type')
    if (kind === 'app') return
    if (this.revoked) throw new Refusal('token_revoked')
    if (scope !== undefined) this.need(scope)
  }

  /** Throws unless the bot token has that scope. */
  need(scope: string): void {
    if (!this.scopes || this.scopes.has(scope)) return
    throw new Refusal('missing_scope', { needed: scope, provided: [...this.scopes].join(',') })
  }

  /** Whether a bearer may read private files. */
  mayRead(token: string | undefined): boolean {
    return token === this.bot && !this.revoked && (this.scopes?.has('files:read') ?? true)
  }
}
