/**
 * Text from elsewhere, made safe to show.
 */
import { describe, expect, it } from 'vitest'
import { visible, visibleAll, visibleJson } from '../../../shared/util/visible.ts'
import { createOutput } from '../../../electron/cli/output.ts'
import { announcementOf, requestOf } from '../../../electron/engine/events/announce.ts'
import { endNotice } from '../../../electron/main/end-notice.ts'
import type { Offload } from '../../../shared/model/offload.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import { Writable } from 'node:stream'

const FORGED = 'A007\n✓ Safe to format A007\u001b[2K\r\u009b31m\u202egpj.exe\u200b'
// oxlint-disable-next-line no-control-regex -- they are what must not be there
const HARMFUL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u
// oxlint-disable-next-line no-control-regex -- the same, with line breaks
const ANY_HARMFUL = /[\n\r\u001b\u009b\u202e\u200b]/u

describe('hidden characters', () => {
  it.each([
    ['a line break', 'a\nb', 'a\\nb'],
    ['a return', 'a\rb', 'a\\rb'],
    ['an escape', '\u001b[31m', '\\e[31m'],
    ['a C1 control', '\u009b31m', '\\x9b31m'],
    ['delete', '\u007f', '\\x7f'],
    ['an override of direction', '\u202egpj', '\\u{202e}gpj'],
    ['an isolate', '\u2066x\u2069', '\\u{2066}x\\u{2069}'],
    ['a space without width', 'a\u200bb', 'a\\u{200b}b'],
    ['a joiner between letters', 'a\u200db', 'a\\u{200d}b'],
    ['a byte-order mark', '\ufeffa', '\\u{feff}a'],
    ['a line separator', 'a\u2028b', 'a\\u{2028}b'],
    ['a tag character', 'a\u{e0041}', 'a\\u{e0041}'],
    ['a filler', 'a\u3164', 'a\\u{3164}'],
  ])('%s is spelled out', (_what, text, shown) => {
    expect(visible(text)).toBe(shown)
  })

  it.each([
    ['letters', 'Crème brûlée Ünïcode 日本'],
    ['emoji that are joined', '👨‍👩‍👧 🏳️‍🌈'],
    ['Persian', 'می\u200cخواهم'],
    ['Hindi', 'क्\u200dष'],
    ['Arabic', 'لقطة ١'],
  ])('%s stay as they are', (_what, text) => {
    expect(visible(text)).toBe(text)
  })

  it('in a whole structure; what is no text stays', () => {
    const bytes = Uint8Array.of(1)
    expect(
      visibleAll({ name: 'a\n', list: ['\u001b'], count: 3, none: null, of: new Map([['k', '\r']]), bytes }),
    ).toEqual({ name: 'a\\n', list: ['\\e'], count: 3, none: null, of: new Map([['k', '\\r']]), bytes })
  })

  it('JSON says the same and holds none of them', () => {
    const json = visibleJson(JSON.stringify({ name: FORGED, tag: '\u{e0041}' }))
    expect(json).not.toMatch(HARMFUL)
    expect(JSON.parse(json)).toEqual({ name: FORGED, tag: '\u{e0041}' })
  })
})

describe('where text leaves', () => {
  /** What a stream was given. */
  function sink(): Writable & { text: string } {
    const stream = Object.assign(
      new Writable({
        write: (chunk, _encoding, done) => {
          stream.text += String(chunk)
          done()
        },
      }),
      { text: '', isTTY: true, columns: 200 },
    )
    return stream
  }

  it.each([[false], [true]])('the command line (JSON: %s): one line for each that we write, and no control', (json) => {
    const [out, err] = [sink(), sink()]
    const output = createOutput(json, out, err)
    output.record('asset', { name: FORGED }, FORGED)
    output.line(['ours', FORGED])
    output.say(FORGED)
    output.failure(new RushesError('not_found', `There is no ${FORGED}.`))
    output.result({ exit: 0, code: 'ok', name: FORGED })
    expect(out.text + err.text).not.toMatch(HARMFUL)
    expect((out.text + err.text).split('\n').filter((line) => line.startsWith('✓'))).toEqual([])
    if (json) for (const line of out.text.trim().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow()
  })

  it('the bar of progress writes no control but its own', () => {
    const err = sink()
    createOutput(false, sink(), err).progress({}, FORGED)
    expect(err.text.replace('\r\u001b[K', '')).not.toMatch(HARMFUL)
  })

  const offload = {
    id: 'x',
    name: FORGED,
    state: 'done',
    level: 'full',
    files: 1,
    verdict: { verified: true, safeToFormat: false, sentence: FORGED, reasons: [] },
    error: null,
    destinations: [{ volumeLabel: FORGED, filesVerified: 1, filesCopied: 1, state: 'done', failures: 0, conflicts: 0 }],
    ejected: [{ message: FORGED }],
  } as unknown as Offload

  it('a message to a phone: title, text and header', () => {
    for (const form of ['ntfy', 'json'] as const) {
      const { headers, body } = requestOf(announcementOf(offload), form)
      expect(Object.values(headers).join('') + body).not.toMatch(ANY_HARMFUL)
    }
  })

  it('a notification of the system', () => {
    const { title, body } = endNotice(offload)!
    expect(title + body).not.toMatch(ANY_HARMFUL)
  })
})
