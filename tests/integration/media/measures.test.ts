/**
 * Loudness and signal measured in the common run: known levels, silence, black, still and cuts, and an ffmpeg's log cut
 * anywhere.
 */
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { loudnessReader } from '../../../electron/engine/media/recipes/loudness.ts'
import { loudnessSchema, signalSchema, type Loudness, type Signal } from '../../../shared/model/measures.ts'
import { bench } from '../../helpers/derived.ts'
import * as media from '../../helpers/media.ts'

const at = bench('measures')

async function loudnessOf(path: string): Promise<Loudness> {
  return loudnessSchema.parse(JSON.parse(await readFile((await at.make('loudness', path)).path, 'utf8')))
}
async function signalOf(path: string): Promise<Signal> {
  return signalSchema.parse(JSON.parse(await readFile((await at.make('signal', path)).path, 'utf8')))
}

/** A sine of 1 kHz at so many dBFS on each track; tracks of so many channels. */
const sines = (name: string, tracks: readonly (readonly [channels: number, dBFS: number])[], seconds = 4) =>
  media.madeWith(name, [
    ...tracks.flatMap(([channels, level]) => [
      '-f',
      'lavfi',
      '-i',
      `aevalsrc=${Array.from({ length: channels }, () => `${10 ** (level / 20)}*sin(2*PI*1000*t)`).join('|')}:s=48000:d=${seconds}`,
    ]),
    ...tracks.flatMap((_, index) => ['-map', `${index}:a`]),
    '-c:a',
    'pcm_s24le',
  ])

describe('loudness', { timeout: 120_000 }, () => {
  // EBU Tech 3341, test 1: a stereo sine of 1 kHz at −23 dBFS is −23.0 LUFS.
  it('of a stereo sine at −23 dBFS is −23.0 LUFS, and a mono one counts as two alike', async () => {
    const { tracks } = await loudnessOf(
      await sines('sines.mov', [
        [2, -23],
        [1, -23],
        [2, -33],
      ]),
    )
    expect(tracks.map(({ channels, integrated }) => [channels, integrated])).toEqual([
      [2, expect.closeTo(-23, 1)],
      [1, expect.closeTo(-23, 1)],
      [2, expect.closeTo(-33, 1)],
    ])
    expect(tracks.map(({ levels }) => levels.map(({ peak }) => peak))).toEqual([
      [expect.closeTo(-23, 1), expect.closeTo(-23, 1)],
      [expect.closeTo(-23, 1)],
      [expect.closeTo(-33, 1), expect.closeTo(-33, 1)],
    ])
  })

  it('of digital silence is none, and the silence is told to its end', async () => {
    const path = await media.madeWith('silence.wav', [
      '-f',
      'lavfi',
      '-i',
      'anullsrc=r=48000:cl=stereo:d=3',
      '-c:a',
      'pcm_s16le',
    ])
    expect((await loudnessOf(path)).tracks).toMatchObject([
      { integrated: null, range: null, truePeak: null, silences: [{ from: 0, to: expect.closeTo(3, 2) }] },
    ])
  })

  it('is read the same however the log is cut', () => {
    const log = [
      '[ebur128@loud0 @ 0x1] Summary:',
      '',
      '  Integrated loudness:',
      '    I:         -70.0 LUFS',
      '  Loudness range:',
      '    LRA:         0.0 LU',
      '  True peak:',
      '    Peak:       -inf dBFS',
      'Stream mapping:',
      '[ametadata@quiet0 @ 0x2] lavfi.silence_start=1.5',
      '[ametadata@sound0 @ 0x2] lavfi.silence_end=4',
      '[ebur128@loud0 @ 0x1] Summary:',
      '',
      '  Integrated loudness:',
      '    I:         -21.1 LUFS',
      '    Threshold: -31.1 LUFS',
      '  Loudness range:',
      '    LRA:         3.2 LU',
      '    LRA low:   -21.1 LUFS',
      '  True peak:',
      '    Peak:       -1.5 dBFS',
      '[astats@level0 @ 0x3] Channel: 1',
      '[astats@level0 @ 0x3] DC offset: -0.250000',
      '[astats@level0 @ 0x3] Peak level dB: -1.600000',
      '[astats@level0 @ 0x3] Flat factor: 12.5',
      '',
    ].join('\n')
    const wanted = {
      version: 1,
      tracks: [
        {
          stream: 1,
          channels: 1,
          integrated: -21.1,
          range: 3.2,
          truePeak: -1.5,
          silences: [{ from: 1.5, to: 4 }],
          levels: [{ dc: -0.25, peak: -1.6, flat: 12.5 }],
        },
      ],
    }
    for (let cut = 0; cut <= log.length; cut += 1) {
      const reader = loudnessReader([{ index: 1, channels: 1 }], 9)
      reader.onLog(log.slice(0, cut))
      reader.onLog(log.slice(cut))
      expect(reader.finish()).toEqual(wanted)
    }
  })
})

describe('the signal', { timeout: 120_000 }, () => {
  it('tells black, cuts, and a still that lasts to the end', async () => {
    const path = await media.madeWith('signal.mov', [
      ...[
        'testsrc2=size=320x180:rate=25:duration=1',
        'color=c=black:size=320x180:rate=25:duration=0.2',
        'mandelbrot=size=320x180:rate=25',
        'color=c=red:size=320x180:rate=25:duration=2',
      ].flatMap((source) => ['-f', 'lavfi', '-i', source]),
      '-filter_complex',
      '[2]trim=duration=1[m];[0][1][m][3]concat=n=4',
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv420p',
    ])
    const { black, frozen, cuts } = await signalOf(path)
    expect(black).toEqual([{ from: expect.closeTo(1, 2), to: expect.closeTo(1.2, 2) }])
    expect(frozen).toEqual([{ from: expect.closeTo(2.2, 1), to: expect.closeTo(4.2, 2) }])
    expect(cuts.map(({ at: seconds }) => seconds)).toEqual(
      expect.arrayContaining([expect.closeTo(1, 2), expect.closeTo(2.2, 2)]),
    )
  })

  it('of a picture that goes on moving is clean', async () => {
    expect(await signalOf(await media.film())).toMatchObject({ black: [], frozen: [] })
  })
})
