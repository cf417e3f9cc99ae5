/**
 * Proxies to keep, sound alone, and what is drawn into pictures: read back from the files.
 */
import { describe, expect, it } from 'vitest'
import { editParamsSchema, keptPresetSchema, PICTURE_FORMATS } from '../../../shared/model/edit-proxies.ts'
import { makeDerivative, type Derivative } from '../../../electron/engine/media/derive.ts'
import { bench, colourOf, factsOf } from '../../helpers/derived.ts'
import * as media from '../../helpers/media.ts'

const at = bench('kept')

async function made(input: string, params: object): Promise<Derivative> {
  return await makeDerivative(
    { recipe: 'edit-proxy', params, input, probe: await factsOf(input), outDir: at.next() },
    await media.mediaContext(),
  )
}

describe('a proxy to keep', { timeout: 120_000 }, () => {
  it.each([
    ['hevc-archive', 'hevc', media.film],
    ['hevc-archive', 'hevc', media.dropFrame],
    ['hevc-archive', 'hevc', () => media.hdr('pq')],
    ['av1-archive', 'av1', media.film],
  ] as const)(
    'as %s (%s) has frames, rate, start, channels and tags of the original',
    async (format, codec, source) => {
      const input = await source()
      const [original, copy] = [await factsOf(input), await factsOf((await made(input, { format })).path)]
      expect(copy.video[0]).toMatchObject({
        codec,
        bitDepth: 10,
        frames: original.video[0]!.frames,
        rate: original.rate,
      })
      expect(copy.start?.text).toBe(original.start?.text)
      expect(copy.start?.dropFrame).toBe(original.start?.dropFrame)
      expect(copy.audio.map(({ channels }) => channels)).toEqual(original.audio.map(({ channels }) => channels))
      expect([copy.video[0]!.transfer, copy.video[0]!.matrix]).toEqual([
        original.video[0]!.transfer ?? 'smpte170m',
        original.video[0]!.matrix ?? 'smpte170m',
      ])
    },
  )
})

describe('sound alone', { timeout: 120_000 }, () => {
  it.each([
    ['one stereo track', media.film, 2],
    ['a mono and a stereo track', media.monoThenStereo, 3],
    ['eight channels', media.eightChannels, 8],
  ] as const)(
    'of %s is one WAV with all channels, as long, with the start in samples',
    async (_what, source, channels) => {
      const input = await source()
      const [original, copy] = [await factsOf(input), await factsOf((await made(input, { format: 'wav' })).path)]
      expect(copy).toMatchObject({ kind: 'audio', video: [], audio: [{ channels, sampleRate: 48_000 }] })
      expect(copy.audio[0]!.samples).toBe(original.audio[0]!.samples)
      if (original.start !== null)
        expect(copy.sound?.timeReference).toBe(
          Math.round((original.start.frames * original.start.rate.den * 48_000) / original.start.rate.num),
        )
    },
  )

  it('of a clip without sound is refused with the reason', async () => {
    await expect(made(await media.plain('25'), { format: 'wav' })).rejects.toMatchObject({
      code: 'media.unsupported',
      message: expect.stringContaining('no sound'),
    })
  })
})

describe('what is drawn', { timeout: 120_000 }, () => {
  const grey = () =>
    media.madeWith('grey.mov', [
      '-f',
      'lavfi',
      '-i',
      'color=c=0x808080:size=640x360:rate=24000/1001:duration=0.5',
      '-c:v',
      'prores',
      '-profile:v',
      '0',
      '-pix_fmt',
      'yuv422p10le',
      '-timecode',
      '10:00:00:00',
    ])
  /** Where the edge of each one's box lies, as shares of the picture: it is darker than the grey, and bears no text. */
  const PLACES = {
    timecode: { x: 0.4266, y: 0.944 },
    name: { x: 0.0166, y: 0.944 },
    frame: { x: 0.9782, y: 0.944 },
    text: { x: 0.0166, y: 0.055 },
  } as const

  async function boxes(burn: object, clip: string | null = null): Promise<string[]> {
    const { path } = await made(await grey(), { format: 'prores-proxy', burn, clip })
    const found: string[] = []
    for (const [name, place] of Object.entries(PLACES)) {
      const [red = 0] = await colourOf(path, place)
      if (red < 110) found.push(name)
    }
    return found
  }

  it('is what was asked for, each in its place, and nothing else', async () => {
    expect(await boxes({})).toEqual([])
    expect(await boxes({ timecode: true })).toEqual(['timecode'])
    expect(await boxes({ name: true }, 'A003C001')).toEqual(['name'])
    expect(await boxes({ frame: true })).toEqual(['frame'])
    expect(await boxes({ timecode: true, name: true, frame: true, text: 'For editing' }, 'A003C001')).toEqual([
      'timecode',
      'name',
      'frame',
      'text',
    ])
  })

  it.each(["a'b:c,d;e[f]g\\h%{n}", '%{metadata:x}', "'", 'text=x:textfile=/etc/passwd', '‮reversed'])(
    'takes a name for what it is, whatever it holds: %s',
    async (name) => {
      expect(await boxes({ name: true, text: name }, name)).toEqual(['name', 'text'])
    },
  )

  it('a watermark lies over the picture at half strength, and is a file of this computer only', async () => {
    const mark = await media.madeWith("mark's, [1].png", [
      '-f',
      'lavfi',
      '-i',
      'color=c=white:size=64x64',
      '-frames:v',
      '1',
    ])
    const { path } = await made(await grey(), { format: 'prores-proxy', burn: { watermark: mark } })
    const [red = 0] = await colourOf(path, { x: 0.9, y: 0.1 })
    expect(red).toBeGreaterThan(180)
    expect(red).toBeLessThan(205)
    await expect(
      made(await grey(), { format: 'prores-proxy', burn: { watermark: '/nowhere/mark.png' } }),
    ).rejects.toMatchObject({ code: 'media.failed' })
  })

  it.each(PICTURE_FORMATS)('changes no pixel format and no tag of a %s', async (format) => {
    const mark = await media.madeWith('mark.png', ['-f', 'lavfi', '-i', 'color=c=red:size=64x64', '-frames:v', '1'])
    const burn = { watermark: mark, timecode: true, name: true, text: 'For editing' }
    const [plain, drawn] = [
      await made(await media.film(), { format }),
      await made(await media.film(), { format, burn, clip: 'A003C001' }),
    ]
    const pixels = async ({ path }: Derivative) => {
      const { pixelFormat, range, primaries, transfer, matrix, profile } = (await factsOf(path)).video[0]!
      return { pixelFormat, range, primaries, transfer, matrix, profile }
    }
    expect(await pixels(drawn)).toEqual(await pixels(plain))
  })

  it('a watermark that is no picture is said to be at fault, and not the original', async () => {
    await expect(
      made(await grey(), { format: 'prores-proxy', burn: { watermark: '/nowhere/mark.png' } }),
    ).rejects.toMatchObject({ message: expect.stringMatching(/^The watermark/) as string })
  })

  /** The first picture as bytes of grey. */
  async function greysOf(path: string, { width, height }: { width: number; height: number }): Promise<Buffer> {
    const { runner, tools } = await media.mediaContext()
    const args = ['-v', 'error', '-i', path, '-frames:v', '1', '-pix_fmt', 'gray', '-f', 'rawvideo', 'pipe:1']
    const { output } = await runner.run({ exe: tools.ffmpeg.path, args })
    expect(output.length).toBe(width * height)
    return output
  }

  it.each([
    [1080, 1920, 'A003C001_26'],
    [1280, 720, 'A very long name of a clip that a phone made and somebody renamed again'],
    [640, 360, 'W'.repeat(60)],
    [720, 480, 'A003C001'],
  ])('at %i × %i covers no timecode and runs off no edge: %s', async (width, height, name) => {
    const size = { width, height }
    const grey = `color=c=0x808080:size=${width}x${height}:rate=25:duration=0.08`
    const encoder = '-c:v prores -profile:v 0 -pix_fmt yuv422p10le -timecode 10:00:00:00'.split(' ')
    const source = await media.madeWith(`grey-${width}x${height}.mov`, ['-f', 'lavfi', '-i', grey, ...encoder])
    const shot = async (burn: object) =>
      greysOf((await made(source, { format: 'prores-proxy', divide: 1, burn, clip: name })).path, size)
    const base = await shot({})
    const alone = await shot({ timecode: true })
    const all = await shot({ timecode: true, name: true, frame: true, text: `${name} ${name}`.slice(0, 100) })
    const drawn = (picture: Buffer, at: number): boolean => Math.abs(picture[at]! - base[at]!) > 20
    let [timecode, others, atEdge] = [0, 0, 0]
    const box = { left: width, right: 0, top: height, bottom: 0 }
    for (let at = 0; at < base.length; at += 1) {
      const [x, y] = [at % width, Math.floor(at / width)]
      if (!drawn(alone, at)) continue
      timecode += 1
      box.left = Math.min(box.left, x)
      box.right = Math.max(box.right, x)
      box.top = Math.min(box.top, y)
      box.bottom = Math.max(box.bottom, y)
    }
    let changed = 0
    for (let at = 0; at < base.length; at += 1) {
      const [x, y] = [at % width, Math.floor(at / width)]
      const inside = x >= box.left && x <= box.right && y >= box.top && y <= box.bottom
      // Less than that is the encoder’s: letters of another line differ by more than 100.
      if (inside && Math.abs(all[at]! - alone[at]!) > 60) changed += 1
      if (!inside && drawn(all, at)) others += 1
      if ((x < 4 || x >= width - 4 || y < 4 || y >= height - 4) && drawn(all, at)) atEdge += 1
    }
    expect(timecode).toBeGreaterThan(500)
    expect(others).toBeGreaterThan(timecode / 2)
    expect(changed).toBeLessThan(timecode / 200)
    expect(atEdge).toBe(0)
  })

  it('a timecode on uneven frames is refused with the reason', async () => {
    await expect(made(await media.uneven(), { format: 'h264-intra', burn: { timecode: true } })).rejects.toMatchObject({
      code: 'media.unsupported',
      message: expect.stringContaining('not evenly spaced'),
    })
  })

  it('a watermark is kept in no preset, for it lies on one computer', () => {
    const preset = (burn: object) =>
      keptPresetSchema.safeParse({ name: 'Dailies', params: { ...editParamsSchema.parse({}), burn } }).success
    expect([preset({ timecode: true, text: 'Dailies' }), preset({ watermark: '/tmp/mark.png' })]).toEqual([true, false])
  })
})
