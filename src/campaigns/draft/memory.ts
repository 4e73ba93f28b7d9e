import type { Values } from '../../chat.ts'
import type { Work, WorkDefinition } from '../../engine/feature.ts'
import type { Locale } from '../../language/text.ts'
import type { Campaign } from '../rules/campaign.ts'
import { lastDrafts } from '../store.ts'
import { readDraftAbout } from './fill.ts'
import { versionOf } from './rules/edits.ts'
import { draftsTopic } from './topic.ts'
import { buttonLine, dayOf } from './words.ts'

/** How many drafts are kept, and how many versions in all. */
const most = { drafts: 200, versions: 1_000 }
/** Longer texts begin empty, in letters: no platform may cut what is sent back. */
const longest = 2_800

/**
 * What drafts say, in memory: forms open before anything is looked up. Filled from the database whenever a draft was changed, in every
 * process. What is not known here begins empty, and an empty field leaves what is there.
 */
export class DraftMemory {
  readonly #versions = new Map<string, Campaign>()

  know(drafts: readonly Campaign[]): void {
    for (const draft of drafts) this.#versions.set(keyOf(draft.id, versionOf(draft)), draft)
    for (const key of this.#versions.keys()) {
      if (this.#versions.size <= most.versions) break
      this.#versions.delete(key)
    }
  }

  /** What the fields of a form begin with that was opened by a button about that version of a draft. */
  start(form: string, about: string | undefined, locale: Locale): Values {
    const opened = readDraftAbout(about)
    const draft = opened && this.#versions.get(keyOf(opened.id, opened.version))
    if (!draft) return {}
    const all = fieldsOf(draft, locale)[form] ?? {}
    return Object.fromEntries(
      Object.entries(all).flatMap(([name, value]) => (value && value.length <= longest ? [[name, value]] : [])),
    )
  }

  /** Those of the values that are not what the form began with: only they are to be changed. */
  changed(form: string, about: string | undefined, locale: Locale, values: Values): Values {
    const start = this.start(form, about, locale)
    return Object.fromEntries(Object.entries(values).filter(([name, value]) => !isSame(value, start[name])))
  }
}

const keyOf = (id: number, version: number) => `${id}:${version}`

/** Platforms give ends of lines and blanks back in their own way. */
const isSame = (one: string, other = '') => one.replace(/\s+/g, ' ').trim() === other.replace(/\s+/g, ' ').trim()

function fieldsOf(draft: Campaign, locale: Locale): Record<string, Record<string, string | undefined>> {
  const { name, audience, content, split, holdout, points, code, schedule } = draft
  const number = (value: number) => (value === 0 ? undefined : String(value))
  return {
    'campaign.words': { name, audience, text: content.a },
    'campaign.more': { second: content.b, split: number(split), holdout: number(holdout) },
    'campaign.offer': {
      buttons: content.buttons?.map((button) => buttonLine(button, locale)).join('\n'),
      points: number(points),
      code: code ?? undefined,
    },
    'campaign.when':
      schedule.when === 'now'
        ? { when: 'now' }
        : {
            when: schedule.when,
            day: dayOf(schedule, locale),
            time: schedule.when === 'once' ? schedule.at.slice(11) : schedule.time,
            clock: schedule.own ? 'own' : 'shop',
          },
  }
}

/** Reads drafts into memory, in this process as in all others. */
export const draftWork = (memory: DraftMemory): WorkDefinition => ({
  name: 'campaign drafts',
  topic: draftsTopic,
  make({ run, log }): Work {
    const load = () =>
      run(lastDrafts(most.drafts)).then(
        (drafts) => memory.know(drafts),
        (error) => log.error({ err: error }, 'drafts of campaigns could not be read'),
      )
    void load()
    return {
      nudge: () => void load(),
      run: (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
      look: load,
    }
  },
})
