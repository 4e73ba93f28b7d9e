import { expect, it } from 'vitest'
import type { Happening, Part, SentFile } from '../../src/chat.ts'
import { SendError } from '../../src/chat.ts'
import { proof } from './ear.ts'
import type { Actor, Picked, Platform } from './platform.ts'
import { Session } from './session.ts'
import { until } from './until.ts'

const bill: Picked = { name: 'bill.pdf', media: 'application/pdf', bytes: bytes(300_000) }
const list: Picked = { name: 'list 清单.txt', media: 'text/plain', bytes: Buffer.from('milk, tea') }

/** Bytes of every value, so that nothing takes them for text. */
function bytes(count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, (_, index) => (index * 7 + (index >> 8)) % 256))
}

/** Files that people send, and files of ours that they are shown. */
export function files(platform: Platform): void {
  const open = () => Session.open(platform)

  it('tells of the files that came with what was said', async () => {
    await using session = await open()
    const ada = session.person()
    const { sent, texts } = await sends(session, ada, [bill, list], 'Here they are')
    expect(sent.map(({ name, media }) => ({ name, media }))).toEqual(
      [bill, list].map(({ name, media }) => ({ name, media })),
    )
    for (const [index, { size }] of sent.entries())
      if (size !== undefined) expect(size).toBe([bill, list][index]?.bytes.length)
    expect(texts.join('')).toBe('Here they are')
    expect(new Set(sent.map(({ id }) => id)).size).toBe(2)
  })

  it('tells of a file without a word', async () => {
    await using session = await open()
    const { sent, texts } = await sends(session, session.person(), [list])
    expect(sent).toHaveLength(1)
    expect(texts).toEqual([''])
  })

  it('fetches what is in them, also after a restart', async () => {
    await using session = await open()
    const { sent } = await sends(session, session.person(), [bill, list])
    const [first, second] = sent
    if (!first || !second) throw new Error('two files were sent')
    expect((await fetched(session, first)).equals(bill.bytes)).toBe(true)
    await session.restart()
    expect((await fetched(session, second)).equals(list.bytes)).toBe(true)
    expect((await fetched(session, first)).equals(bill.bytes)).toBe(true)
  })

  it('fetches what is there, whatever the size was said to be', async () => {
    await using session = await open()
    const { sent } = await sends(session, session.person(), [{ ...bill, claims: 3 }])
    const [file] = sent
    if (!file) throw new Error('a file was sent')
    expect((await fetched(session, file)).equals(bill.bytes)).toBe(true)
  })

  it('tells that a file is gone', async () => {
    await using session = await open()
    const { sent } = await sends(session, session.person(), [bill, list])
    const [lost, kept] = sent
    if (!lost || !kept) throw new Error('two files were sent')
    session.platform.loses?.(lost)
    for (const gone of [lost, { ...kept, id: 'nonsense' }, { ...kept, id: '../1' }, { ...kept, id: '' }]) {
      const error: unknown = await fetched(session, gone).catch((reason: unknown) => reason)
      if (!(error instanceof SendError)) throw new Error(`not a SendError: ${String(error)}`)
      expect(error.trouble).toEqual({ kind: 'refused' })
      for (const secret of session.platform.secrets) expect(error.message).not.toContain(secret)
    }
    expect((await fetched(session, kept)).equals(list.bytes)).toBe(true)
  })

  it('breaks off when nobody waits any more', async () => {
    await using session = await open()
    const { sent } = await sends(session, session.person(), [bill])
    const [file] = sent
    if (!file) throw new Error('a file was sent')
    await expect(fetched(session, file, AbortSignal.abort())).rejects.toBeInstanceOf(SendError)
  })

  it('shows a file of ours, with the words around it', async () => {
    await using session = await open()
    const ada = session.person()
    session.ear.stored.set('ours', bill.bytes)
    const part: Part = { kind: 'file', file: 'ours', name: 'bill.pdf', media: 'application/pdf', size: 300_000 }
    const shown = await session.shows(ada, { text: 'Your bill', parts: [part] })
    expect(shown.words).toContain('Your bill')
    expect(shown.files?.map(({ name }) => name)).toEqual(['bill.pdf'])
    expect(shown.files?.[0]?.bytes.equals(bill.bytes)).toBe(true)
    const alone = await session.shows(ada, { text: '', parts: [part] })
    expect(alone.files).toHaveLength(1)
  })

  it('still says what there is to say when the file is not in our store', async () => {
    await using session = await open()
    const part: Part = { kind: 'file', file: 'lost', name: 'lost.pdf', media: 'application/pdf', size: 10 }
    const shown = await session.shows(session.person(), { text: 'Your bill', parts: [part] })
    expect(shown.words).toContain('Your bill')
    expect(shown.files?.some(({ bytes }) => bytes.length > 0) ?? false).toBe(false)
  })

  if (platform.has.forms) {
    it('has files put into a form', async () => {
      await using session = await open()
      expect(session.adapter.can.form(proof)).toBe(true)
      const ada = session.person()
      session.ear.wrong = (_, given) => (given?.papers?.length ? undefined : { papers: 'Please add a file' })
      const wrong = await ada.fills?.({ command: proof.id }, { note: 'Hm' })
      expect(wrong).toEqual({ papers: 'Please add a file' })
      expect(await ada.fills?.({ command: proof.id }, { note: 'Hm' }, { papers: [bill, list] })).toBeUndefined()
      const heard = await session.ear.next()
      if (heard.kind !== 'filled') throw new Error(`heard that something was ${heard.kind}`)
      expect(heard).toMatchObject({ form: proof.id, values: { note: 'Hm' } })
      expect(Object.keys(heard.values)).toEqual(['note'])
      const papers = heard.files?.papers ?? []
      expect(papers.map(({ name, media }) => [name, media])).toEqual([
        [bill.name, bill.media],
        [list.name, list.media],
      ])
      for (const [index, paper] of papers.entries())
        expect((await fetched(session, paper)).equals([bill, list][index]?.bytes ?? Buffer.alloc(0))).toBe(true)
    })
  }
}

/** Has somebody send files, in as many messages as the platform makes of it. */
async function sends(session: Session, who: Actor, picked: Picked[], text?: string) {
  const said: Extract<Happening, { kind: 'said' }>[] = []
  if (!who.sends) throw new Error('there are no files')
  who.sends(picked, text)
  while (said.flatMap(({ files = [] }) => files).length < picked.length) {
    const happening = await session.ear.next()
    if (happening.kind !== 'said') throw new Error(`heard that something was ${happening.kind}`)
    said.push(happening)
  }
  await until(() => session.platform.waiting === 0)
  return { sent: said.flatMap(({ files = [] }) => files), texts: said.map((it) => it.text) }
}

async function fetched(session: Session, file: SentFile, signal = new AbortController().signal): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  const given = await session.adapter.fetch?.(file, signal)
  if (!given) throw new Error('nothing can be fetched')
  for await (const piece of given) pieces.push(piece)
  return Buffer.concat(pieces)
}
