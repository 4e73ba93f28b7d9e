import { describe, expect, it } from 'vitest'
import { draw } from '../../adapters/web/render.ts'
import type { Button, Form } from '../../src/chat.ts'

const earn: Form = { id: 'earn', title: 'A sale', submit: 'Book', fields: [] }
const formOf = (form: string) => (form === 'earn' ? earn : undefined)

function drawButton(button: Button) {
  const [part] = draw({ text: '', parts: [{ kind: 'buttons', buttons: [button] }] }, formOf).parts
  return part?.kind === 'buttons' ? part.buttons[0] : undefined
}

describe('what the page draws', () => {
  it('leaves texts as they are', () => {
    const text = '<script>alert(1)</script> *bold* @everyone https://example.com \u202e'
    expect(draw({ text }, formOf)).toEqual({ text, parts: [] })
  })

  it('draws facts and images in their order', () => {
    const image = { kind: 'image', media: 'image/png', data: 'AAAA', name: 'card.png', alt: 'A card' } as const
    const facts = { kind: 'facts', rows: [['Balance', '7']] as [string, string][] } as const
    expect(draw({ text: 'Here', parts: [image, facts] }, formOf).parts).toEqual([
      { kind: 'image', source: 'data:image/png;base64,AAAA', name: 'card.png', alt: 'A card' },
      { kind: 'facts', rows: [['Balance', '7']] },
    ])
  })

  it('keeps a press and its tone', () => {
    const button = { label: 'Take it', tone: 'danger', press: 'claim:7' } as const
    expect(drawButton(button)).toEqual(button)
  })

  it('sends the form along with its button', () => {
    expect(drawButton({ label: 'Sale', form: 'earn', about: '7' })).toEqual({ label: 'Sale', form: earn, about: '7' })
  })

  it('switches a button off whose form there is not', () => {
    expect(drawButton({ label: 'Old', form: 'gone' })).toEqual({ label: 'Old', off: true })
  })

  it.each(['https://example.com/a?b=c', 'http://localhost:8080'])('links to %s', (url) => {
    expect(drawButton({ label: 'Go', url })).toEqual({ label: 'Go', url })
  })

  it.each(['javascript:alert(1)', ' javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', '/local', ''])(
    'does not link to %j',
    (url) => {
      expect(drawButton({ label: 'Go', url })).toEqual({ label: 'Go', off: true })
    },
  )
})
