/**
 * Comparing by lines in its thread: large projects, other encodings, and what is no text.
 */
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { compareInThread } from '../../../electron/engine/versions/compare-thread.ts'
import { workerUrls } from '../../../electron/hosts/places.ts'

describe('two texts', () => {
  const compare = compareInThread(workerUrls().compare)
  const lines = (count: number, changed: (line: number) => boolean): string =>
    Array.from(
      { length: count },
      (_, line) => `<clip ObjectID="${line}" name="A${line % 400}"${changed(line) ? ' gain="-6"' : ''}/>`,
    ).join('\n')

  it('of a project of 60,000 lines, packed, tell the two hundred that differ', async () => {
    const found = await compare(
      gzipSync(lines(60_000, () => false)),
      gzipSync(lines(60_000, (line) => line % 300 === 7)),
    )
    expect(found).toMatchObject({ text: { added: 200, removed: 200 } })
  })

  it.each([
    ['UTF-16', Buffer.from('\ufeffTitel: Über\n', 'utf16le')],
    ['UTF-8 with its mark', Buffer.from('\ufeffTitel: Über\n', 'utf8')],
    ['Latin-1', Buffer.from('Titel: Über\n', 'latin1')],
  ])('are the same words in %s', async (_, bytes) => {
    expect(await compare(bytes, Buffer.from('Titel: Über\n'))).toMatchObject({
      text: { added: 0, removed: 0, hunks: [] },
    })
  })

  it('are refused in words where one is no text, or a gzip bomb', async () => {
    expect(await compare(Buffer.from([0, 1, 2]), Buffer.from('a'))).toMatchObject({
      note: expect.stringMatching(/not text/),
    })
    expect(await compare(Buffer.from('a'), gzipSync(Buffer.alloc(200 << 20)))).toMatchObject({
      note: expect.stringMatching(/larger than is compared/),
    })
  })
})
