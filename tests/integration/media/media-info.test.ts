/**
 * MediaInfo in its thread: offline, and harmless whatever it is given.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { infoFacts } from '../../../electron/engine/media/mediainfo/info-facts.ts'
import { createMediaInfoReader, type MediaInfoReader } from '../../../electron/engine/media/mediainfo/media-info.ts'
import { workerUrls } from '../../../electron/hosts/places.ts'
import * as media from '../../helpers/media.ts'

let dir = ''
let reader: MediaInfoReader
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rushes-info-'))
  reader = createMediaInfoReader(workerUrls().mediaInfo)
})
afterAll(async () => {
  await reader.close()
  await rm(dir, { recursive: true, force: true })
})

/** An MXF of a second with two sounds. */
const mxf = (): Promise<string> =>
  media.madeWith('two.mxf', [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=320x180:rate=25:duration=1',
    '-f',
    'lavfi',
    '-i',
    'sine=duration=1:sample_rate=48000',
    '-map',
    '0:v',
    '-map',
    '1:a',
    '-map',
    '1:a',
    '-c:v',
    'mpeg2video',
    '-c:a',
    'pcm_s16le',
  ])

describe('MediaInfo', { timeout: 60_000 }, () => {
  it('tells the sounds of an MXF, and several files at once', async () => {
    const path = await mxf()
    for (const tracks of await Promise.all([reader.read(path), reader.read(path)]))
      expect(infoFacts(tracks ?? []).sounds.map(({ channels }) => channels)).toEqual([1, 1])
  })

  it('has no answer for what is not there, for a folder, for nothing', async () => {
    await writeFile(join(dir, 'empty.mxf'), '')
    expect(await reader.read(join(dir, 'absent.mxf'))).toBeNull()
    expect(await reader.read(dir)).toBeNull()
    expect(infoFacts((await reader.read(join(dir, 'empty.mxf'))) ?? []).sounds).toEqual([])
    expect(await reader.read(await mxf())).not.toBeNull()
  })

  it('is asked for one file after the thread has ended, and answers', async () => {
    const own = createMediaInfoReader(workerUrls().mediaInfo)
    const path = await mxf()
    expect(await own.read(path)).not.toBeNull()
    await own.close()
    expect(await own.read(path)).not.toBeNull()
    await own.close()
  })
})
