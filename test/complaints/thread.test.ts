import { expect, test } from 'vitest'
import { onDatabase } from '../databases.ts'
import { Scene } from './scene.ts'

const fresh = onDatabase('sqlite')

test('an answer under a card arrives, though the thread of the card is not known to be open yet', async () => {
  const scene = await Scene.open(fresh, { platforms: ['telegram', 'slack'] })
  const slack = scene.on('slack')
  // Slack names a thread by the message it hangs on; so staff can write there before we have opened it
  const isOpen = Promise.withResolvers<void>()
  slack.beforeThread = () => isOpen.promise
  slack.groups.add('desk')
  const stan = await scene.member('slack', 'stan', 'staff', { name: 'Stan' })
  await stan.says('/desk', { channel: 'desk' })
  const tina = scene.person('telegram', 'tina', { name: 'Tina' })
  const shown = slack.next(({ message }) => message.text.startsWith('C-1001'))
  const complaining = tina.fills('complain', { text: 'My cup is broken' }, 'c:order')
  const card = await shown
  const spot = { channel: 'desk', thread: card.id }
  const answered = scene.on('telegram').next(({ message }) => message.text.includes('Have a new one'))
  const answering = stan.says('/reply Have a new one', spot)
  expect((await answered).place.channel).toBe('tina')
  isOpen.resolve()
  await Promise.all([complaining, answering])
  expect(slack.opened).toHaveLength(1)
})
