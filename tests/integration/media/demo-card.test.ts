/**
 * The demo card is believable to the product itself: it groups, probes and matches as a real one would.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clipFacts } from '../../../electron/engine/domain/media/clip-facts.ts'
import { groupClips } from '../../../electron/engine/domain/media/clips.ts'
import { probeFile } from '../../../electron/engine/media/probe.ts'
import { makeDemoCard, type DemoCard } from '../../../resources/demo/make-card.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'
import { mediaContext } from '../../helpers/media.ts'

let dir = ''
let card: DemoCard
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rushes-card-'))
  card = await makeDemoCard(dir, { ffmpeg: (await mediaContext()).tools.ffmpeg.path, clips: 3, seconds: 1 })
}, 120_000)
afterAll(async () => {
  await rm(dir, { recursive: true, force: true })
})

const facts = async (path: string): Promise<MediaFacts> =>
  (await probeFile(join(dir, path), await mediaContext())) as MediaFacts

describe('the demo card', { timeout: 60_000 }, () => {
  it('holds what it lists and nothing else', async () => {
    const found = await readdir(dir, { recursive: true, withFileTypes: true })
    expect(
      found
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort(),
    ).toEqual(card.files.map((file) => join(dir, file)).sort())
    expect(card.files).toEqual([
      'A003_1120R7/A003C001_261120_R7VX.MOV',
      'A003_1120R7/A003C001_261120_R7VX.XML',
      'A003_1120R7/A003C002_261120_R7VX.MOV',
      'A003_1120R7/A003C002_261120_R7VX.XML',
      'A003_1120R7/A003_1120R7.ale',
      'B003_1120K2/B003C001_261120_K2QM.MP4',
      'B003_1120K2/B003C001_261120_K2QMM01.XML',
      'B003_1120K2/B003_1120K2.ale',
      'SR003/001-T01.WAV',
      'SR003/12A-T01.WAV',
      'SR003/SR003_SoundReport.csv',
    ])
  })

  it('groups into clips with their sidecars, on rolls of cameras and sound', () => {
    const groups = groupClips(card.files)
    expect(groups.filter(({ kind }) => kind === 'video').map(({ parts }) => parts.length)).toEqual([1, 1, 1])
    expect(clipFacts('A003_1120R7/A003C002_261120_R7VX.MOV')).toEqual({ camera: 'A', roll: 'A003', clip: 2 })
    expect(clipFacts('SR003/12A-T01.WAV')).toMatchObject({ roll: 'SR003' })
  })

  it('has the planned timecode, rate, reel and frames in its clips', async () => {
    expect(await facts('A003_1120R7/A003C001_261120_R7VX.MOV')).toMatchObject({
      durationFrames: 24,
      rate: { num: 24_000, den: 1001 },
      reel: 'A003',
      start: { text: '07:12:04:11', source: 'tmcd' },
      recorded: { local: '2026-11-20T07:12:04' },
    })
    expect(await facts('B003_1120K2/B003C001_261120_K2QM.MP4')).toMatchObject({
      durationFrames: 24,
      start: { text: '07:12:06:02' },
      audio: [{ channels: 2 }],
    })
  })

  it('has sound that rolls a second before the picture of the same take', async () => {
    expect(await facts('SR003/12A-T01.WAV')).toMatchObject({
      kind: 'audio',
      start: { text: '10:41:29:00', source: 'bext' },
      sound: { scene: '12A', take: '1', tape: 'SR003', circled: false, project: 'NORTH OF HERE' },
      audio: [{ channels: 4, bits: 24 }],
    })
  })
})
