import type { Unit } from '../engine/unit.ts'
import { type Audience, conditionsOf } from './rules/audience.ts'
import type { ReadyAudience } from './rules/compile.ts'
import type { AudienceProblem } from './rules/problem.ts'
import { readAudience } from './rules/read.ts'
import { knownCampaigns, segmentCalled, segmentKey } from './store.ts'

/** Most conditions of an audience once its segments stand for what they are. */
const most = 200

type Prepared = { audience: ReadyAudience } | { problem: AudienceProblem }

/**
 * The audience with each segment replaced by what it stands for. `segment`, `campaign` or `cycle` when there is none of
 * that name, or one that is made of itself; `many` when it grows too large. `naming`: the segment whose own words these are.
 */
async function prepareAudience(unit: Unit, audience: Audience, naming?: string): Promise<Prepared> {
  const problem = await unknownCampaign(unit, audience)
  if (problem) return { problem }
  const whole = await expand(unit, audience, naming === undefined ? [] : [segmentKey(naming)], { conditions: 0 })
  return 'problem' in whole ? whole : { audience: whole.audience as ReadyAudience }
}

/** Reads and prepares an audience in words. */
export async function prepareWords(unit: Unit, text: string, naming?: string): Promise<Prepared> {
  const read = readAudience(text)
  return 'problem' in read ? read : prepareAudience(unit, read.audience, naming)
}

type Expanded = { audience: Audience } | { problem: AudienceProblem }

/** `inside` are the keys of the segments around it; `grown` counts conditions over all of them. */
async function expand(
  unit: Unit,
  audience: Audience,
  inside: readonly string[],
  grown: { conditions: number },
): Promise<Expanded> {
  switch (audience.kind) {
    case 'all':
    case 'any': {
      const parts: Audience[] = []
      for (const part of audience.of) {
        const expanded = await expand(unit, part, inside, grown)
        if ('problem' in expanded) return expanded
        parts.push(expanded.audience)
      }
      return { audience: { kind: audience.kind, of: parts } }
    }
    case 'not': {
      const expanded = await expand(unit, audience.of, inside, grown)
      return 'problem' in expanded ? expanded : { audience: { kind: 'not', of: expanded.audience } }
    }
    case 'segment': {
      const { name, at } = audience
      const wrong = (kind: 'segment' | 'cycle' | 'many') => ({
        problem: { kind, at, length: name.length, found: name, expected: [], most },
      })
      const key = segmentKey(name)
      if (inside.includes(key)) return wrong('cycle')
      const segment = await segmentCalled(unit, name)
      const read = segment && readAudience(segment.words)
      if (!read || 'problem' in read) return wrong('segment')
      const expanded = await expand(unit, read.audience, [...inside, key], grown)
      if (!('problem' in expanded)) return grown.conditions > most ? wrong('many') : expanded
      // What is wrong within it is wrong, here, with the name of the segment.
      return wrong(
        expanded.problem.kind === 'cycle' || expanded.problem.kind === 'many' ? expanded.problem.kind : 'segment',
      )
    }
    default:
      grown.conditions += 1
      return { audience }
  }
}

async function unknownCampaign(unit: Unit, audience: Audience): Promise<AudienceProblem | undefined> {
  const campaigns = conditionsOf(audience).filter((condition) => condition.kind === 'campaign')
  if (campaigns.length === 0) return undefined
  const known = await knownCampaigns(
    unit,
    campaigns.map(({ name }) => name),
  )
  const unknown = campaigns.find(({ name }) => !known.has(name))
  return unknown && { kind: 'campaign', at: unknown.at, length: unknown.name.length, found: unknown.name, expected: [] }
}
