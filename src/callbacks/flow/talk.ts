import { postAnswered, postOfThread } from '../../engine/posts.ts'
import { buttons, type Turn } from '../../engine/turn.ts'
import { text } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import { may } from '../../staff/rules.ts'
import { doCall } from '../deeds.ts'
import { callOfPost } from '../names.ts'
import { callNumber } from '../rules/callback.ts'
import { showTold } from '../show/board.ts'
import { personName } from '../show/facts.ts'
import { callbackById, talkOf } from '../store.ts'

/**
 * What a customer writes while somebody is there for him goes under the card of the call. Gives whether it did.
 */
export async function hearTalk(turn: Turn, said: string): Promise<boolean> {
  const { unit, happening, contact } = turn
  if (!happening.direct || said.trim() === '') return false
  const id = await talkOf(unit, contact.customerId)
  if (id === undefined) return false
  const name = await personName(unit, contact.customerId)
  await showTold(unit, id, happening.id, (locale) => ({
    text: text(locale, 'call.told', { name, text: said }),
    parts: [buttons({ label: text(locale, 'form.call-write.title'), form: 'call-write', about: String(id) })],
  }))
  return true
}

/**
 * What staff say under the card of a call stays inside, as a note; they are told so, with a way to write to the
 * customer. Gives whether it was that.
 */
export async function hearColleague(turn: Turn, program: Program, said: string): Promise<boolean> {
  const { unit, happening } = turn
  if (!may(turn.role, 'staff') || said.trim() === '') return false
  const answered = 'inReplyTo' in happening ? happening.inReplyTo : undefined
  const post = answered === undefined ? undefined : await postAnswered(unit.sql, happening.where, answered)
  const id = callOfPost(post?.under ?? post?.name) ?? callOfPost(await postOfThread(unit.sql, happening.where))
  const callback = id === undefined ? undefined : await callbackById(unit, id)
  if (!callback) return false
  const outcome = await doCall(
    unit,
    program,
    callback.id,
    { kind: 'note', text: said },
    { id: turn.contact.customerId, side: 'staff' },
  )
  if (outcome.kind === 'refused') return false
  const name = await personName(unit, callback.customerId)
  turn.say({
    text: turn.t('call.talk', { number: callNumber(callback.id), name }),
    parts: [buttons({ label: turn.t('form.call-write.title'), form: 'call-write', about: String(callback.id) })],
  })
  return true
}
