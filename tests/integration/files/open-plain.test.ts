/**
 * Files of drives are opened as plain files only: a pipe or a link that somebody laid in the place of one is refused at
 * once, by every reader of media and by the store of versions.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  openMedia,
  openPlain,
  openPlainSync,
  readMedia,
  readStart,
  streamPlain,
} from '../../../electron/engine/files/open-plain.ts'
import { createTextAliases } from '../../../electron/engine/files/text-alias.ts'
import { readAvchd } from '../../../electron/engine/media/avchd.ts'
import { readIndex } from '../../../electron/engine/media/boxes.ts'
import { endsInsideABox, headOf } from '../../../electron/engine/media/formats.ts'
import { readHeif } from '../../../electron/engine/media/heif.ts'
import { readPreview } from '../../../electron/engine/media/preview.ts'
import { readSound } from '../../../electron/engine/media/sound.ts'
import { readStill } from '../../../electron/engine/media/still-facts.ts'
import { answerStore } from '../../../electron/engine/versions/store/store-worker.ts'

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'rushes-plain-'))
  execFileSync('mkfifo', [join(dir, 'pipe')])
  writeFileSync(join(dir, 'real'), 'bytes of somebody else')
  symlinkSync(join(dir, 'real'), join(dir, 'link'))
})
afterAll(() => {
  rmSync(dir, { recursive: true, force: true })
})

const drained = async (path: string): Promise<string> => {
  const parts: Uint8Array[] = []
  for await (const part of streamPlain(path)) parts.push(part)
  return Buffer.concat(parts).toString()
}

const READERS: readonly (readonly [string, (path: string) => Promise<unknown>])[] = [
  ['openPlain', openPlain],
  ['openMedia', openMedia],
  ['readMedia', (path) => readMedia(path, 1000)],
  ['readStart', (path) => readStart(path, 10)],
  ['streamPlain', drained],
  ['openPlainSync', async (path) => openPlainSync(path)],
  ['AVCHD', readAvchd],
  ['boxes', readIndex],
  ['heads', headOf],
  ['box ends', (path) => endsInsideABox(path, 100)],
  ['HEIF', (path) => readHeif(path, 100)],
  ['previews', (path) => readPreview(path, 100)],
  ['sound', (path) => readSound(path, 100)],
  ['stills', (path) => readStill(path, 100)],
]

describe.skipIf(process.platform === 'win32')('what is no plain file', () => {
  it.each(READERS)('is refused at once: %s', async (_name, read) => {
    await expect(read(join(dir, 'pipe'))).rejects.toMatchObject({ code: 'EINVAL' })
    await expect(read(join(dir, 'link'))).rejects.toMatchObject({ code: 'ELOOP' })
  })

  it('is refused by the thread that keeps versions', () => {
    expect(answerStore({ id: 1, type: 'cut', path: join(dir, 'pipe') })).toMatchObject({ is: 'failed', code: 'EINVAL' })
    expect(answerStore({ id: 2, type: 'cut', path: join(dir, 'link') })).toMatchObject({ is: 'failed', code: 'ELOOP' })
    const chunks = [{ path: join(dir, 'pipe'), offset: 0, bytes: 10, hash: Buffer.alloc(32) }]
    expect(answerStore({ id: 3, type: 'pack', target: join(dir, 'a.pack'), chunks })).toMatchObject({
      is: 'failed',
      code: 'EINVAL',
    })
  })
})

describe.skipIf(process.platform !== 'linux')('a name that is no text', () => {
  it('is opened by its bytes, and over the link that we made of it for programs', async () => {
    writeFileSync(Buffer.from(`${dir}/caf\xe9.bin`, 'latin1'), 'Latin-1')
    expect(await drained(join(dir, 'caf\udce9.bin'))).toBe('Latin-1')
    const aliases = createTextAliases()
    try {
      expect((await readMedia(aliases.of(join(dir, 'caf\\xE9.bin')), 100)).toString()).toBe('Latin-1')
    } finally {
      aliases.close()
    }
  })
})
