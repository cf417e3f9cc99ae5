/**
 * Recipes as pure builders: sizes, frames, tracks, colour, and the one command that feeds several outputs.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planRecipe, planRun, recipesFor } from '../../../electron/engine/media/plan.ts'
import { planAudio, splitChannels } from '../../../electron/engine/media/recipes/audio-tracks.ts'
import { planColour } from '../../../electron/engine/media/recipes/colour.ts'
import { filmstripFrames, tileCounter } from '../../../electron/engine/media/recipes/filmstrip.ts'
import { posterWindow } from '../../../electron/engine/media/recipes/poster.ts'
import { groupLength, proxyTimecode } from '../../../electron/engine/media/recipes/proxy.ts'
import { fit } from '../../../electron/engine/media/recipes/shape.ts'
import { peakMeter } from '../../../electron/engine/media/recipes/waveform.ts'
import type { Capabilities } from '../../../electron/engine/media/tools.ts'
import { isRushesError } from '../../../shared/model/errors.ts'
import type { AudioStream, MediaFacts, VideoStream } from '../../../shared/model/probe.ts'

const FILTERS = ['zscale', 'tonemap', 'bwdif', 'blackframe', 'thumbnail']
const full: Capabilities = {
  filters: new Set(FILTERS),
  encoders: new Set(['libx264']),
  decoders: new Set<string>(),
  h264: true,
  toneMapping: true,
  looks: true,
  deinterlacing: true,
}
const bare: Capabilities = {
  filters: new Set(),
  encoders: new Set(),
  decoders: new Set<string>(),
  h264: false,
  toneMapping: false,
  looks: false,
  deinterlacing: false,
}

const video: VideoStream = {
  index: 0,
  codec: 'prores',
  tag: 'apcn',
  profile: null,
  width: 1920,
  height: 1080,
  sar: { num: 1, den: 1 },
  displayWidth: 1920,
  displayHeight: 1080,
  pixelFormat: 'yuv422p10le',
  bitDepth: 10,
  chroma: '4:2:2',
  alpha: false,
  rate: { num: 24_000, den: 1001 },
  averageRate: { num: 24_000, den: 1001 },
  realRate: { num: 24_000, den: 1001 },
  variableRate: false,
  timeBase: { num: 1, den: 24_000 },
  delay: { num: 0, den: 1 },
  fieldOrder: 'progressive',
  range: 'limited',
  primaries: 'bt709',
  transfer: 'bt709',
  matrix: 'bt709',
  hdr: 'none',
  dolbyVision: null,
  contentLight: null,
  rotation: 0,
  frames: 240,
  framesExact: true,
  bitRate: null,
  cover: false,
}
const audio: AudioStream = {
  index: 1,
  codec: 'pcm_s24le',
  channels: 2,
  layout: 'stereo',
  sampleRate: 48_000,
  bits: 24,
  samples: 480_480,
  bitRate: null,
  language: null,
  title: null,
}
const facts: MediaFacts = {
  ok: true,
  kind: 'video',
  bytes: 1,
  container: 'mov',
  bitRate: null,
  duration: { num: 1001, den: 100 },
  durationFrames: 240,
  rate: video.rate,
  video: [video],
  audio: [audio],
  data: [],
  start: null,
  recorded: null,
  reel: null,
  sound: null,
  tags: {},
  camera: {
    make: null,
    model: null,
    serial: null,
    name: null,
    lens: null,
    iso: null,
    shutter: null,
    whiteBalance: null,
    software: null,
  },
}

function argsFor(of: MediaFacts, recipes: readonly Parameters<typeof planRecipe>[0][], capabilities = full): string[] {
  const parts = recipes.map((recipe) => planRecipe(recipe, of, capabilities).plan.part)
  return planRun(['/media/clip.mov'], of, parts, capabilities, (part) => `file:/out/${part.recipe}`)
}

function graphOf(args: readonly string[]): string {
  return args[args.indexOf('-filter_complex') + 1]!
}

describe('sizes', () => {
  it('fit the box with even sides, never enlarged, the shape kept to within the rounding', () => {
    const side = fc.integer({ min: 16, max: 9000 })
    fc.assert(
      fc.property(side, side, (width, height) => {
        const size = fit({ width, height }, { width: 1280, height: 720 })
        expect([size.width % 2, size.height % 2]).toEqual([0, 0])
        expect(Math.max(size.width, size.height)).toBeLessThanOrEqual(1280)
        expect(Math.min(size.width, size.height)).toBeLessThanOrEqual(720)
        expect(size.width).toBeLessThanOrEqual(width + 1)
        expect(size.height).toBeLessThanOrEqual(height + 1)
      }),
    )
  })

  it.each([
    [1920, 1080, 1280, 720],
    [4096, 2160, 1280, 676],
    [1080, 1920, 720, 1280],
    [1024, 576, 1024, 576],
    [641, 361, 642, 362],
    [3840, 1600, 1280, 534],
  ])('%i×%i becomes %i×%i', (width, height, w, h) => {
    expect(fit({ width, height }, { width: 1280, height: 720 })).toEqual({ width: w, height: h })
  })
})

describe('frames of the filmstrip', () => {
  it('are evenly spaced, each once, and inside the clip', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500_000 }), (count) => {
        const frames = filmstripFrames(count)
        expect(frames).toHaveLength(Math.min(60, count))
        expect(new Set(frames).size).toBe(frames.length)
        expect(frames).toEqual([...frames].sort((a, b) => a - b))
        expect(frames[0]).toBeGreaterThanOrEqual(0)
        expect(frames.at(-1)).toBeLessThan(count)
        const steps = frames.slice(1).map((frame, index) => frame - frames[index]!)
        expect(Math.max(1, ...steps) - Math.min(...steps, Math.max(1, ...steps))).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('are counted from the log as they are drawn, however it is cut', () => {
    const counter = tileCounter()
    const line =
      '[showinfo@filmstrip @ 0x55] n:   0 pts:      0 pts_time:0\n[showinfo@filmstrip @ 0x55] color_range:tv\n[x264] n: 1 \n'
    for (const text of [line.slice(0, 30), line.slice(30), line]) counter.feed(text)
    expect(counter.drawn()).toBe(2)
  })
})

describe('the poster', () => {
  it('looks at a tenth of the clip, at least two seconds, at most ten', () => {
    expect(posterWindow(100, 24)).toBe(48)
    expect(posterWindow(20, 24)).toBe(20)
    expect(posterWindow(1000, 24)).toBe(100)
    expect(posterWindow(100_000, 24)).toBe(240)
    expect(posterWindow(null, 25)).toBe(250)
    expect(posterWindow(1, 25)).toBe(1)
  })
})

describe('tracks', () => {
  it('keep every channel, at most eight a track', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), (channels) => {
        const parts = splitChannels(channels)
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(channels)
        expect(Math.max(...parts)).toBeLessThanOrEqual(8)
      }),
    )
  })

  it('stay as they are: four mono tracks are four, eight channels are one', () => {
    const mono = [1, 2, 3, 4].map((index) => ({ ...audio, index, channels: 1 }))
    expect(planAudio(mono, null).channels).toEqual([1, 1, 1, 1])
    expect(planAudio([{ ...audio, channels: 8 }], null).channels).toEqual([8])
    expect(planAudio([{ ...audio, channels: 12 }], null).channels).toEqual([8, 4])
    expect(planAudio([{ ...audio, codec: null }], null).channels).toEqual([])
  })

  it('lay channels one to one, with nothing mixed', () => {
    expect(planAudio([{ ...audio, channels: 4 }], null).graphs).toEqual([
      '[0:1]channelmap=map=0|1|2|3:channel_layout=4.0[a0]',
    ])
    expect(planAudio([{ ...audio, channels: 6 }], null).graphs[0]).toContain('channel_layout=hexagonal')
    expect(planAudio([{ ...audio, channels: 6, layout: '5.1' }], null).graphs[0]).toContain('channel_layout=hexagonal')
    expect(planAudio([{ ...audio, codec: 'ac3', channels: 6, layout: '5.1(side)' }], null).graphs[0]).toContain(
      'channel_layout=5.1',
    )
    expect(planAudio([{ ...audio, sampleRate: 96_000 }], null).graphs[0]).toContain('aresample=48000')
  })
})

describe('colour', () => {
  const size = { width: 1280, height: 720 }
  const pq: VideoStream = { ...video, hdr: 'pq', transfer: 'smpte2084', primaries: 'bt2020', matrix: 'bt2020nc' }

  it('says what was done, and never claims what was not', () => {
    expect(planColour(video, size, full).handling).toBe('as-is')
    expect(planColour({ ...video, matrix: null, primaries: null, transfer: null }, size, full).handling).toBe('assumed')
    expect(planColour({ ...video, matrix: 'smpte170m' }, size, full).handling).toBe('converted')
    expect(planColour({ ...video, primaries: 'smpte432' }, size, full).handling).toBe('converted')
    expect(planColour({ ...video, primaries: 'smpte432' }, size, bare).handling).toBe('not-converted')
    expect(planColour(pq, size, full).handling).toBe('tone-mapped')
    expect(planColour(pq, size, bare).handling).toBe('not-converted')
    const profile5 = { profile: 5, level: 6, compatibility: 0 }
    expect(planColour({ ...pq, dolbyVision: profile5 }, size, full).handling).toBe('not-converted')
  })

  it('uses only the filters that are there', () => {
    expect(planColour(pq, size, full).filters).toContain('tonemap')
    expect(planColour(pq, size, bare).filters).not.toMatch(/zscale|tonemap/)
  })

  it('takes untagged SD for BT.601 and untagged HD for BT.709', () => {
    const untagged = { ...video, matrix: null, primaries: null, transfer: null }
    expect(planColour({ ...untagged, height: 576 }, size, full).filters).toContain('in_color_matrix=smpte170m')
    expect(planColour(untagged, size, full).filters).toContain('in_color_matrix=bt709')
  })
})

describe('the command', () => {
  it('reads local files alone, with the demuxers that hold their own bytes, and takes the name literally', () => {
    const args = argsFor(facts, ['proxy'])
    expect(args[args.indexOf('-protocol_whitelist') + 1]).toBe('file,pipe')
    const demuxers = args[args.indexOf('-format_whitelist') + 1]!.split(',')
    for (const risky of ['hls', 'concat', 'dash', 'image2', 'lavfi', 'sdp', 'imf', 'tty'])
      expect(demuxers).not.toContain(risky)
    expect(args[args.indexOf('-i') + 1]).toBe('file:/media/clip.mov')
    expect(args).toContain('-nostdin')
  })

  it('decodes once for all outputs', () => {
    const args = argsFor(facts, ['poster', 'filmstrip', 'waveform', 'proxy'])
    expect(args.filter((word) => word === '-i')).toHaveLength(1)
    expect(graphOf(args)).toContain('split=3[poster-in][filmstrip-in][proxy-in]')
    expect(args.filter((word) => word.startsWith('file:/out/'))).toEqual([
      'file:/out/poster',
      'file:/out/filmstrip',
      'file:/out/waveform',
      'file:/out/proxy',
    ])
  })

  it('joins fields once, before the picture is split', () => {
    const fields = { ...facts, video: [{ ...video, fieldOrder: 'top-first' as const }] }
    expect(graphOf(argsFor(fields, ['poster', 'proxy']))).toMatch(/^\[0:0\]bwdif=[^,]*,split=2/)
    expect(graphOf(argsFor(facts, ['proxy']))).not.toContain('bwdif')
  })

  it('numbers even frames at the exact rate and leaves uneven ones their stamps', () => {
    expect(graphOf(argsFor(facts, ['proxy']))).toContain('settb=expr=1001/24000,setpts=N')
    const phone = { ...facts, video: [{ ...video, variableRate: true }] }
    expect(graphOf(argsFor(phone, ['proxy']))).toContain('setpts=PTS-STARTPTS')
  })

  it('leaves out the sound before a picture that begins late', () => {
    const late = { ...facts, video: [{ ...video, delay: { num: 1, den: 10 } }] }
    expect(graphOf(argsFor(late, ['proxy']))).toContain('atrim=start=0.100000')
  })
})

describe('timecode and groups of the proxy', () => {
  const rate = { num: 60_000, den: 1001 }
  it('move a 29.97 label to the clock of a 59.94 picture', () => {
    const start = {
      frames: 14,
      rate: { num: 30_000, den: 1001 },
      dropFrame: true,
      text: '00:00:00;14',
      source: 'tmcd' as const,
    }
    expect(proxyTimecode({ ...facts, rate, start })).toBe('00:00:00;28')
    expect(proxyTimecode(facts)).toBeNull()
  })

  it('stand alone at least twice a second', () => {
    expect(groupLength(video)).toBe(11)
    expect(groupLength({ ...video, rate })).toBe(29)
    expect(groupLength({ ...video, rate: { num: 1, den: 1 } })).toBe(1)
  })
})

describe('what can be made', () => {
  it('depends on what is in the file', () => {
    expect(recipesFor(facts)).toEqual(['poster', 'filmstrip', 'waveform', 'proxy'])
    expect(recipesFor({ ...facts, audio: [] })).toEqual(['poster', 'filmstrip', 'proxy'])
    expect(recipesFor({ ...facts, kind: 'audio', video: [] })).toEqual(['waveform', 'proxy'])
    expect(recipesFor({ ...facts, kind: 'still' })).toEqual(['poster'])
    expect(recipesFor({ ...facts, video: [{ ...video, codec: null }], audio: [] })).toEqual([])
  })

  it('says of a HEIC that it is one picture, and not that nobody knows its format: it has a poster', () => {
    const heic = { ...facts, kind: 'still' as const, video: [{ ...facts.video[0]!, codec: null, tag: 'HEIC' }] }
    expect(() => planRecipe('edit-proxy', heic, full)).toThrow('the file is a single picture')
  })

  it('is refused with a reason', () => {
    const attempt = (of: MediaFacts, recipe: 'poster' | 'waveform' | 'proxy', capabilities = full): unknown => {
      try {
        return planRecipe(recipe, of, capabilities)
      } catch (error) {
        return isRushesError(error) ? `${error.code}: ${error.message}` : error
      }
    }
    expect(attempt({ ...facts, video: [{ ...video, codec: null, tag: 'CRAW' }] }, 'poster')).toMatch(
      /^media.unsupported: .*CRAW/,
    )
    expect(attempt({ ...facts, audio: [] }, 'waveform')).toMatch(/^media.unsupported: .*no sound/)
    expect(attempt(facts, 'proxy', bare)).toMatch(/^media.tool_missing: .*libx264/)
  })
})

describe('peaks', () => {
  it('are the true lows and highs of every piece, however the samples come and however long they last', () => {
    const sample = fc.integer({ min: -32_768, max: 32_767 })
    fc.assert(
      fc.property(
        fc.array(sample, { minLength: 1, maxLength: 9000 }),
        fc.integer({ min: 1, max: 700 }),
        fc.nat(9000),
        (values, cut, expected) => {
          const bytes = Buffer.from(new Int16Array(values).buffer)
          const meter = peakMeter(1, 48_000, expected)
          for (let at = 0; at < bytes.length; at += cut) meter.feed(bytes.subarray(at, at + cut))
          const { buckets, samplesPerBucket, samples, peaks } = meter.finish()
          expect(samples).toBe(values.length)
          expect(buckets).toBe(Math.ceil(values.length / samplesPerBucket))
          expect(buckets).toBeLessThanOrEqual(2000)
          const level = (value: number): number => Math.round((value / 32_768) * 127) + 0
          const truth = Array.from({ length: buckets }, (_, bucket) => {
            const piece = values.slice(bucket * samplesPerBucket, (bucket + 1) * samplesPerBucket)
            return [level(Math.min(...piece)), level(Math.max(...piece))]
          }).flat()
          expect(peaks[0]!.map((value) => value + 0)).toEqual(truth)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('are kept apart by channel', () => {
    const meter = peakMeter(2, 48_000, 2)
    meter.feed(Buffer.from(new Int16Array([100, -32_768, 32_767, 0]).buffer))
    expect(meter.finish().peaks).toEqual([
      [0, 0, 127, 127],
      [-127, -127, 0, 0],
    ])
  })
})
