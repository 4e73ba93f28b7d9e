import type { Part } from '../../src/chat.ts'
import type { Feature } from '../../src/engine/feature.ts'
import { buttons } from '../../src/engine/turn.ts'
import { stripes } from '../web/picture.ts'

const label: Part = { kind: 'image', media: 'image/png', data: stripes(40, 30), name: 'label.png', alt: 'The label' }

/**
 * A feature as small as can be that uses all a platform draws: a command with a form, facts, buttons, a form behind a
 * button, a message that changes, an image. It borrows its words from the form of a purchase.
 */
export const tasting: Feature = {
  name: 'tasting',
  commands: [{ name: 'taste', hidden: true, opens: 'earn', run: () => {} }],
  forms: [
    {
      id: 'earn',
      fields: [
        { name: 'who', kind: 'line', required: true },
        { name: 'amount', kind: 'number', required: true },
      ],
      filled: (turn, { who = '', amount = '' }, about = 'first') =>
        turn.say({
          text: `Noted, ${who}.`,
          parts: [
            {
              kind: 'facts',
              rows: [
                ['Glass', about],
                ['Points', amount],
              ],
            },
            buttons(
              { label: 'Show', press: `show:${about}`, tone: 'primary' },
              { label: 'Another', form: 'earn', about: 'second' },
              { label: 'The cellar', url: 'https://cellar.example/' },
            ),
          ],
        }),
    },
  ],
  presses: {
    show: {
      run: (turn, about) =>
        turn.update({
          text: `The ${about} glass.`,
          parts: [label, buttons({ label: 'Hide', press: `hide:${about}` })],
        }),
    },
    hide: { run: (turn, about) => turn.update({ text: `No more of the ${about} glass.` }) },
  },
}
