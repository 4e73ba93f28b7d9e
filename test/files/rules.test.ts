import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plainMedia, readTypes, refusalOf, safeName, usualTypes } from '../../src/files/rules.ts'

const rules = { most: 100, types: usualTypes }
const refusal = (name: string, media: string, size?: number) => refusalOf({ name, media, size }, rules)

describe('which files are kept', () => {
  test.each([
    ['photo.jpg', 'image/jpeg'],
    ['PHOTO.JPG', 'IMAGE/JPEG'],
    ['voice.oga', 'audio/ogg; codecs=opus'],
    ['film.mp4', 'video/mp4'],
    ['bill.pdf', 'application/pdf'],
    ['list.txt', 'text/plain; charset=utf-8'],
    ['list.csv', 'text/csv'],
    ['offer.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['bill.pdf', 'application/octet-stream'],
    ['bill.pdf', ''],
    ['no ending', 'image/png'],
  ])('%s of %s', (name, media) => {
    expect(refusal(name, media, 100)).toBeUndefined()
  })

  test.each([
    ['run.exe', 'image/png'],
    ['run.exe ', 'image/png'],
    ['run.exe.', 'image/png'],
    ['photo.png.SCR', 'image/png'],
    ['page.html', 'text/plain'],
    ['picture.svg', 'image/png'],
    ['picture', 'image/svg+xml'],
    ['picture', 'image/SVG+XML;charset=utf-8'],
    ['page', 'text/html'],
    ['script', 'text/javascript'],
    ['setup', 'application/x-msdownload'],
    ['app.apk', 'application/vnd.android.package-archive'],
    ['archive.zip', 'application/zip'],
    ['thing', 'application/octet-stream'],
    ['thing', 'nonsense'],
    ['thing', 'image/'],
    ['thing', '*/*'],
  ])('but not %s of %s', (name, media) => {
    expect(refusal(name, media, 1)).toBe('type')
  })

  test('what runs is not kept whatever is set', () => {
    const all = { most: 100, types: ['image/*', 'image/svg+xml', 'text/*', 'text/html', 'application/*'] }
    for (const [name, media] of [
      ['a', 'image/svg+xml'],
      ['a', 'text/html'],
      ['a.js', 'text/plain'],
      ['a', 'application/javascript'],
    ] as const)
      expect(refusalOf({ name, media }, all)).toBe('type')
    expect(refusalOf({ name: 'a.zip', media: 'application/zip' }, all)).toBeUndefined()
  })

  test('up to the limit, and not when there is nothing in it', () => {
    expect(refusal('a.png', 'image/png')).toBeUndefined()
    expect(refusal('a.png', 'image/png', 100)).toBeUndefined()
    expect(refusal('a.png', 'image/png', 101)).toBe('size')
    expect(refusal('a.png', 'image/png', 0)).toBe('empty')
    expect(refusal('a.png', 'image/png', -1)).toBe('empty')
  })

  test('a wildcard takes its own kind alone', () => {
    const taken = (media: string) => refusalOf({ name: 'a', media }, { most: 1, types: ['image/*', 'text/plain'] })
    expect(taken('image/png')).toBeUndefined()
    for (const media of ['imagex/png', 'text/plainer', 'text/csv', 'x/image/png']) expect(taken(media)).toBe('type')
  })

  test('types are set as a comma list', () => {
    expect(readTypes(' image/*, Application/PDF ,')).toEqual(['image/*', 'application/pdf'])
    for (const list of ['', ',', 'image', 'image/', '*/*', 'image/*x', 'image/png;q=1', '/png'])
      expect(readTypes(list)).toBeUndefined()
  })

  test('the media type is told, or guessed from the name', () => {
    expect(plainMedia('image/PNG; x=y', 'a.jpg')).toBe('image/png')
    expect(plainMedia('', 'a.JPG')).toBe('image/jpeg')
    expect(plainMedia('application/octet-stream', 'a.b.mp3')).toBe('audio/mpeg')
    expect(plainMedia('rubbish', 'a')).toBe('application/octet-stream')
    expect(plainMedia('', '__proto__')).toBe('application/octet-stream')
    expect(plainMedia('', 'a.constructor')).toBe('application/octet-stream')
  })
})

describe('how files are called', () => {
  test.each([
    ['bill.pdf', 'bill.pdf'],
    ['账单 3 月.pdf', '账单 3 月.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\bill.pdf', 'bill.pdf'],
    ['/', 'file'],
    ['', 'file'],
    ['..', 'file'],
    ['   ', 'file'],
    ['.htaccess', 'htaccess'],
    ['a\u0000b\r\nc\u001b[31m.png', 'abc[31m.png'],
    ['photo\u202egnp.exe', 'photognp.exe'],
    ['\u2066a\u2069\u200b.png', 'a.png'],
    ['half \ud83d.png', 'half \ufffd.png'],
    ['a"b<c>.png', 'a_b_c_.png'],
    ['end. ', 'end'],
  ])('%j is called %j', (given, name) => {
    expect(safeName(given)).toBe(name)
  })

  test('long names keep their ending', () => {
    const name = safeName(`${'x'.repeat(300)}.pdf`)
    expect([...name]).toHaveLength(80)
    expect(name).toMatch(/^x+….pdf$/)
    expect([...safeName('好'.repeat(300))]).toHaveLength(80)
    expect(safeName(`${'😀'.repeat(300)}.png`).isWellFormed()).toBe(true)
  })

  test('never a path, never invisible, never empty, and the same when done again', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ unit: 'grapheme' })), (given) => {
        const name = safeName(given)
        expect(name).not.toBe('')
        expect(name).not.toMatch(/[/\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
        expect(name).not.toMatch(/^\.|\.$|^\s|\s$/)
        expect([...name].length).toBeLessThanOrEqual(80)
        expect(safeName(name)).toBe(name)
      }),
      { numRuns: 500 },
    )
  })
})
