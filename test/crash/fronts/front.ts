/** A message of the bot as a person reads it. */
export type Heard = { id: string; text: string; labels: string[] }

/** Somebody on a platform, alone with the bot. */
export interface Voice {
  /** As the API names this person: `telegram:5001`. */
  readonly reference: string
  /** The conversation with the bot, as deliveries name it: platform and channel. */
  readonly conversation: string
  /** Whether there are commands with a slash that one can write. */
  readonly commands: boolean
  /** How many questions may be open at once: one where the platform tells again late what was not taken, and out of order. */
  readonly atOnce: number
  says(text: string): void
  /** Absent where a press is lost with the program, which its platform then says. */
  presses?(message: string, label: string): void
  /** The messages that came, in order, without so many at the beginning; each as it looks now. */
  heard(from: number): Heard[]
}

/** A platform with people on it, seen from outside the program. */
export interface Front {
  /** What the program is told about the platform. Nothing is held back there. */
  readonly environment: Record<string, string>
  /** How much of what people did the platform was not told was taken. */
  readonly pending: number
  person(name: string): Voice
  /**
   * Resolves once the platform knows whom to tell. Discord forgets what a stranger says to a bot that has never been
   * there; all that comes later is owed an answer.
   */
  heeded(): Promise<void>
  /** The next message of the bot as it arrives; `ended` once it was answered. */
  arrival(): Promise<{ ended?: unknown }>
  stop(): Promise<void>
}
