import { expect, test } from 'vitest'
import { refuse } from '../../adapters/fake/adapter.ts'
import type { Message } from '../../src/chat.ts'
import { eachDatabase, type Fresh } from '../databases.ts'
import { allOf, complains, filesIn, upload } from './acting.ts'
import { Scene } from './scene.ts'

const at = { channel: 'desk' }
const names = ['one.png', 'two.png', 'three.png']
const count = (whole: string, part: string) => whole.split(part).length - 1
const holds = ({ parts = [] }: Message, name: string) =>
  parts.some((part) => part.kind === 'file' && part.name === name)

async function begin(fresh: Fresh) {
  const scene = await Scene.open(fresh, { platforms: ['slack', 'telegram'] })
  const sam = await scene.member('slack', 'sam', 'staff', { name: 'Sam' })
  await sam.says('/desk', at)
  const ann = scene.person('telegram', 'ann', { name: 'Ann' })
  return { scene, sam, ann, id: await complains(scene, ann, 'It came broken') }
}

eachDatabase((fresh) => {
  test('a file that cannot be sent takes nothing else with it, nothing is sent again, and the thread says so', async () => {
    const { scene, sam, ann } = await begin(fresh)
    ann.platform.before = (_to, message) => {
      if (holds(message, 'two.png')) refuse({ kind: 'refused' })
    }
    await sam.says('/reply C-1001 Three pictures', { ...at, files: names.map((name) => upload(sam, name)) })
    for (let times = 0; times < 3; times += 1) await scene.sweep()
    expect(filesIn(ann)).toEqual(['one.png', 'three.png'])
    expect(count(allOf(ann), 'Three pictures')).toBe(1)
    const told = sam.finds('a file did not reach the customer', 'desk')
    expect(told.place.thread).toBeDefined()
    expect(count(allOf(sam, 'desk'), 'a file did not reach the customer')).toBe(1)
    expect(allOf(sam, 'desk')).not.toContain('your answer did not reach')
  })

  test('a file that cannot be kept takes nothing else with it, and the thread says so', async () => {
    const { scene, sam, ann } = await begin(fresh)
    const files = names.map((name) => upload(sam, name))
    sam.platform.uploads.delete('two.png')
    await sam.says('/reply C-1001 Three pictures', { ...at, files })
    for (let times = 0; times < 3; times += 1) await scene.sweep()
    expect(filesIn(ann)).toEqual(['one.png', 'three.png'])
    expect(count(allOf(ann), 'Three pictures')).toBe(1)
    expect(count(allOf(sam, 'desk'), 'one of your files could not be read')).toBe(1)
  })

  test('files wait for each other, so that they arrive in order', async () => {
    const { scene, sam, ann } = await begin(fresh)
    const first = Promise.withResolvers<void>()
    sam.platform.beforeFetch = ({ name }) => (name === 'one.png' ? first.promise : undefined)
    await scene.engine.receive(
      sam.happening(
        {
          kind: 'filled',
          form: 'answer',
          values: { text: 'Look' },
          about: '1',
          files: { files: names.map((name) => upload(sam, name)) },
        },
        at,
      ),
    )
    await scene.engine.clock.sweep('complaints.files')
    expect(filesIn(ann)).toEqual([])
    first.resolve()
    await scene.sweep()
    expect(filesIn(ann)).toEqual(names)
    expect(filesIn(sam, 'desk')).toEqual(names)
  })

  test('a photo that comes with the words of a complaint is no less kept than one given by itself', async () => {
    const { scene, sam } = await begin(fresh)
    const bob = scene.person('telegram', 'bob')
    await bob.does({ kind: 'pressed', press: 'form:complain:c:product' })
    await bob.says('', { files: [upload(bob, 'one.png')] })
    await bob.says('It is torn', { files: [upload(bob, 'two.png')] })
    await bob.says('', { files: [upload(bob, 'three.png')] })
    await scene.sweep()
    sam.finds('It is torn', 'desk')
    expect(filesIn(sam, 'desk')).toEqual(names)
  })

  test('what staff keep with a note is for the team', async () => {
    const { scene, sam, ann } = await begin(fresh)
    await sam.says('/note C-1001 hush', { ...at, files: [upload(sam, 'one.png')] })
    await scene.sweep()
    expect(filesIn(ann)).toEqual([])
    sam.finds('C-1001 · file for the team', 'desk')
  })

  test('an answer that the customer cannot be sent is told in the thread, once', async () => {
    const { scene, sam, ann } = await begin(fresh)
    ann.platform.before = () => refuse({ kind: 'unreachable' })
    await sam.says('/reply C-1001 Hello', at)
    for (let times = 0; times < 3; times += 1) await scene.sweep()
    expect(count(allOf(sam, 'desk'), 'the customer cannot be written to there any more')).toBe(1)
    await sam.says('/reply C-1001 Hello again', at)
    expect(allOf(sam)).toContain('Ann cannot be reached in any chat just now')
  })
})
