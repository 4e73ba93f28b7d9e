import { contactOf } from '../customers/contact.ts'
import { tell } from '../customers/reach.ts'
import { customerById, mostFound, search } from '../customers/search.ts'
import type { Feature } from '../engine/feature.ts'
import { buttons, type Turn } from '../engine/turn.ts'
import type { Act } from '../engine/unit.ts'
import { text } from '../language/text.ts'
import { audit } from './audit.ts'
import { staffJoining } from './joining.ts'
import { grantRefusal, isRole, type Role, roles } from './rules.ts'
import { lockedRoles, setRole, useClaim } from './store.ts'

/** Who may do what: the first owner, and everybody whom he appoints. */
export const staffFeature: Feature = {
  name: 'staff',
  joining: staffJoining,
  commands: [
    {
      name: 'claim',
      hidden: true,
      args: { name: 'code', kind: 'line', fits: (words) => /^[\w-]{4,20}$/.test(words) },
      run: claim,
    },
    { name: 'grant', role: 'manager', opens: 'grant', args: 'form', run: grantByCommand },
    {
      name: 'revoke',
      role: 'manager',
      opens: 'revoke',
      args: 'form',
      run: (turn, who) => changeRole(turn, who, 'customer'),
    },
  ],
  presses: {
    grant: {
      role: 'manager',
      run: async (turn, about) => {
        const [id = '', role = ''] = about.split(':')
        if (isRole(role)) await change(turn, id, role)
      },
    },
  },
  forms: [
    {
      id: 'grant',
      role: 'manager',
      fields: [
        { name: 'who', kind: 'line', required: true },
        { name: 'role', kind: 'choice', required: true, options: roles.filter((role) => role !== 'customer') },
      ],
      filled: (turn, values) => changeRole(turn, values.who ?? '', roleFrom(values.role ?? '')),
    },
    {
      id: 'revoke',
      role: 'manager',
      fields: [{ name: 'who', kind: 'line', required: true }],
      filled: (turn, values) => changeRole(turn, values.who ?? '', 'customer'),
    },
  ],
}

function roleFrom(word: string): Role {
  return isRole(word) ? word : 'customer'
}

/** One at a time within a unit: the code is good for one person. */
const claims: Act<{ turn: Turn; code: string }, 'claimed' | 'wrong' | 'void'> = {
  name: 'claim',
  async carry(unit, orders) {
    const outcomes: ('claimed' | 'wrong' | 'void')[] = []
    for (const { turn, code } of orders) {
      const outcome = await useClaim(unit, code)
      if (outcome === 'claimed') {
        await setRole(unit, turn.contact.customerId, 'owner', 'claim')
        audit(unit, turn, { act: 'claim', subject: `customer:${turn.contact.customerId}` })
      }
      outcomes.push(outcome)
    }
    return outcomes
  },
}

async function claim(turn: Turn, code: string): Promise<void> {
  if (!turn.happening.direct) return turn.say(turn.t('claim.private'))
  if (code === '') return turn.say(turn.t('claim.how'))
  const outcome = await turn.unit.act(claims, { turn, code })
  turn.say(turn.t(`claim.${outcome}`))
}

async function grantByCommand(turn: Turn, args: string): Promise<void> {
  const words = args.split(/\s+/)
  const role = words.pop()?.toLowerCase() ?? ''
  if (!isRole(role)) return turn.say(turn.t('grant.how'))
  return changeRole(turn, words.join(' '), role)
}

async function changeRole(turn: Turn, who: string, after: Role): Promise<void> {
  const { happening, unit } = turn
  const replyTo = happening.kind === 'asked' ? happening.replyTo : undefined
  if (who === '' && replyTo) return change(turn, (await contactOf(unit, replyTo)).customerId, after)
  if (who === '') return turn.open(after === 'customer' ? 'revoke' : 'grant')
  const found = await search(unit, who)
  const [only] = found
  if (!only) return turn.say(turn.t('find.nobody'))
  if (found.length === 1) return change(turn, only.id, after)
  turn.say({
    text: turn.t(found.length > mostFound ? 'find.too-many' : 'grant.which'),
    parts: [
      buttons(
        ...found
          .slice(0, mostFound)
          .map((it) => ({ label: `${it.name ?? it.card} · ${it.card}`, press: `grant:${it.id}:${after}` })),
      ),
    ],
  })
}

/** Changes of role, one after the other: what the first does decides what the second may. */
const changes: Act<
  { turn: Turn; id: string; after: Role },
  { kind: 'done' | 'not-allowed' | 'last-owner' | 'unchanged' }
> = {
  name: 'grant',
  async carry(unit, orders) {
    const ids = orders.flatMap(({ turn, id }) => [turn.contact.customerId, id])
    const held = await lockedRoles(unit, ids)
    const outcomes: { kind: 'done' | 'not-allowed' | 'last-owner' | 'unchanged' }[] = []
    for (const { turn, id, after } of orders) {
      const actor = held.get(turn.contact.customerId) ?? 'customer'
      const before = held.get(id) ?? 'customer'
      const owners = [...held.values()].filter((role) => role === 'owner').length
      const refusal = grantRefusal(actor, before, after, owners)
      if (refusal) {
        outcomes.push({ kind: refusal })
        continue
      }
      await setRole(unit, id, after, `customer:${turn.contact.customerId}`)
      held.set(id, after)
      audit(unit, turn, {
        act: after === 'customer' ? 'revoke' : 'grant',
        subject: `customer:${id}`,
        detail: { before, after },
      })
      outcomes.push({ kind: 'done' })
    }
    return outcomes
  },
}

async function change(turn: Turn, id: string, after: Role): Promise<void> {
  const customer = await customerById(turn.unit, id)
  if (!customer) return turn.say(turn.t('find.nobody'))
  const { kind } = await turn.unit.act(changes, { turn, id, after })
  const values = { name: customer.name ?? customer.card, role: turn.t(`role.${after}`) }
  if (kind !== 'done') return turn.say(turn.t(kind === 'not-allowed' ? 'not-allowed.owner' : `grant.${kind}`, values))
  turn.say(turn.t(after === 'customer' ? 'revoke.done' : 'grant.done', values))
  if (id !== turn.contact.customerId)
    await tell(
      turn.unit,
      id,
      ({ locale }) => ({
        text: text(locale, after === 'customer' ? 'revoke.told' : 'grant.told', {
          role: text(locale, `role.${after}`),
        }),
      }),
      { lane: 'alert', cause: 'grant' },
    )
}
