import { Refusal } from './refusal.ts'

/** Whom a modal may be opened for, and until when (milliseconds since 1970). */
type Trigger = { user: string; until: number; used: boolean; view?: string }

/** The short-lived leave to open a modal that comes with everything a person does by hand. */
export class Triggers {
  private readonly all = new Map<string, Trigger>()
  private readonly now: () => number
  private readonly life: number

  /** `life` in milliseconds. */
  constructor(now: () => number, life: number) {
    this.now = now
    this.life = life
  }

  /** `view` is the modal in which the person acted; `life` 0 or less makes one that has already run out. */
  make(user: string, view?: string, life = this.life): string {
    const n = this.all.size + 1
    const id = `${n}.${user.slice(1)}.${n.toString(16).padStart(32, '0')}`
    this.all.set(id, { user, until: this.now() + life, used: false, ...(view !== undefined && { view }) })
    return id
  }

  /** Uses the trigger up. Throws when it is unknown, too old or used before. */
  exchange(id: string): { user: string; view?: string } {
    const trigger = this.all.get(id)
    if (!trigger) throw new Refusal('invalid_trigger_id')
    if (trigger.used) throw new Refusal('exchanged_trigger_id')
    if (this.now() >= trigger.until) throw new Refusal('expired_trigger_id')
    trigger.used = true
    return trigger
  }
}
