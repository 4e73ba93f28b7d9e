import { deskIn } from '../../desks/exports.ts'
import { postAnswered, postOfThread } from '../../engine/posts.ts'
import type { Turn } from '../../engine/turn.ts'
import { complaintOfPost } from '../names.ts'
import { leadingNumber } from '../rules/complaint.ts'

/**
 * Which complaint staff mean: the one whose number stands first, whose message they answer, or in whose thread they
 * write. Never a guess: what is meant for one customer must not reach another.
 */
export async function meantComplaint(turn: Turn, words: string): Promise<{ id: number; rest: string } | undefined> {
  return leadingNumber(words) ?? meantHere(turn, words)
}

/** The same by the place alone: what is said in a thread is about its complaint. */
export async function meantHere(turn: Turn, words: string): Promise<{ id: number; rest: string } | undefined> {
  const id = await complaintHere(turn)
  return id === undefined ? undefined : { id, rest: words }
}

/**
 * The complaint in whose thread this was, or one of whose messages at a desk it answers. A thread that bears the id of
 * its message is known from the moment the message is there.
 */
async function complaintHere({ unit, happening }: Turn): Promise<number | undefined> {
  const { where } = happening
  const answered = 'inReplyTo' in happening ? happening.inReplyTo : undefined
  for (const message of [answered, where.thread]) {
    if (message === undefined) continue
    const post = await postAnswered(unit.sql, where, message)
    const id = complaintOfPost(post?.under ?? post?.name)
    // What customers were sent has names, too; only what stands at a desk is meant here.
    if (id !== undefined && !post?.name?.includes(':customer:')) return id
  }
  return complaintOfPost(await postOfThread(unit.sql, where))
}

/** Whether this happened at a desk: a channel where complaints arrive, or a thread there. */
export async function isAtDesk({ unit, happening }: Turn): Promise<boolean> {
  return (await deskIn(unit, happening.where.platform, happening.where.channel)) !== undefined
}
