/**
 * Pictures and sound that surround the viewer: cameras that ffprobe says nothing of, and proxies that keep what is said.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeProbe } from '../../../electron/engine/ingest/facts.ts'
import { boxAt } from '../../../electron/engine/media/boxes.ts'
import { makeDerivatives } from '../../../electron/engine/media/derive.ts'
import { box, entriesOf, fullBox } from '../../../electron/engine/media/surround/entries.ts'
import { carriedFrom } from '../../../electron/engine/media/surround/carried.ts'
import { withCarried } from '../../../electron/engine/media/surround/carry.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'
import { bench, colourOf, factsOf } from '../../helpers/derived.ts'
import { sphereBox, stereoBox, withBoxes } from '../../helpers/immersive.ts'
import * as media from '../../helpers/media.ts'

const at = bench('surround')

const AHEAD_IS_RED =
  'color=blue:size=640x320:rate=25:duration=1,format=yuv420p,drawbox=x=260:y=120:w=120:h=80:color=red:t=fill'

/** A file of that world, seen as `filters` make it. */
function world(name: string, filters: string, options: readonly string[] = []): Promise<string> {
  return media.madeWith(name, [
    '-f',
    'lavfi',
    '-i',
    `${AHEAD_IS_RED}${filters === '' ? '' : `,${filters}`},format=yuv420p`,
    '-f',
    'lavfi',
    '-i',
    'sine=440:duration=1:sample_rate=48000',
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'pcm_s16le',
    ...options,
  ])
}

function written(name: string, bytes: Buffer): string {
  const path = join(at.dir, name)
  writeFileSync(path, bytes)
  return path
}

const facts = (path: string): Promise<MediaFacts> => factsOf(path)

const words = (one: MediaFacts, label: string): string | undefined =>
  describeProbe(JSON.stringify(one)).find((fact) => fact.label === label)?.value

describe('proxies say what their original says', () => {
  const asked = [
    { recipe: 'proxy' },
    { recipe: 'edit-proxy', params: { format: 'prores-proxy' } },
    { recipe: 'edit-proxy', params: { format: 'h264-intra' } },
    { recipe: 'edit-proxy', params: { format: 'hevc-archive' } },
  ] as const

  async function proxiesOf(input: string): Promise<string[]> {
    const outDir = at.next()
    const made = await makeDerivatives(
      { input, probe: await facts(input), outDir, recipes: asked.map((one) => ({ ...one })) },
      await media.mediaContext(),
    )
    return made.map((one) => {
      if (!one.ok) throw one.error
      return one.derivative.path
    })
  }

  it.each([
    ['a sphere', [sphereBox()], { projection: 'equirectangular', stereo: 'mono' }],
    ['a sphere for two eyes', [stereoBox(1), sphereBox()], { projection: 'equirectangular', stereo: 'top-bottom' }],
    ['two eyes, flat', [stereoBox(2)], { projection: 'flat', stereo: 'side-by-side' }],
  ])('%s, in every container of proxies', async (name, boxes, said) => {
    const input = written(`${name}.mov`, withBoxes(readFileSync(await world('world.mov', '')), Buffer.concat(boxes)))
    for (const path of await proxiesOf(input)) {
      const made = await facts(path)
      expect([path.split('/').at(-1), made.video[0]!.immersive, made.video[0]!.frames]).toEqual([
        path.split('/').at(-1),
        said,
        25,
      ])
      // The boxes are the original's own.
      const own = carriedFrom(boxAt(readFileSync(path), 'moov')!, null).picture
      expect(own.equals(Buffer.concat(boxes))).toBe(true)
    }
  })

  it('a sphere that another container describes, and half a sphere', async () => {
    const plain = written('whole.mov', withBoxes(readFileSync(await world('world.mov', '')), sphereBox()))
    const other = join(at.dir, 'world.mkv')
    const { runner, tools } = await media.mediaContext()
    const { code } = await runner.run({ exe: tools.ffmpeg.path, args: ['-y', '-i', plain, '-c', 'copy', other] })
    expect(code).toBe(0)
    const probe = await facts(other)
    expect(probe.video[0]!.immersive?.projection).toBe('equirectangular')
    for (const [said, want] of [
      [probe, 'equirectangular'],
      [
        {
          ...probe,
          video: [{ ...probe.video[0]!, immersive: { projection: 'half-equirectangular', stereo: 'mono' } }],
        },
        'half-equirectangular',
      ],
    ] as const) {
      const [made] = await makeDerivatives(
        { input: other, probe: said as MediaFacts, outDir: at.next(), recipes: ['proxy'] },
        await media.mediaContext(),
      )
      if (made?.ok !== true) throw made?.error ?? new Error('nothing made')
      const back = await facts(made.derivative.path)
      // ffprobe calls a sphere with bounds a tile of one.
      const names = want === 'half-equirectangular' ? ['equirectangular-tile', 'half-equirectangular'] : [want]
      expect(names).toContain(back.video[0]!.immersive?.projection)
    }
  })

  it('ambisonic sound, where the channels keep their places', async () => {
    const plain = await media.madeWith('four.mov', [
      '-f',
      'lavfi',
      '-i',
      'testsrc2=size=320x180:rate=25:duration=1',
      '-f',
      'lavfi',
      '-i',
      'aevalsrc=0.1*sin(440*t)|0.1*sin(550*t)|0.1*sin(660*t)|0.1*sin(770*t):s=48000:d=1',
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv420p',
      '-c:a',
      'pcm_s16le',
    ])
    // Version, kind, order 1, channels in ACN order, SN3D, four channels, their places.
    const places = Buffer.alloc(28)
    places.writeUInt32BE(1, 2)
    places.writeUInt32BE(4, 8)
    ;[0, 1, 2, 3].forEach((place, channel) => places.writeUInt32BE(place, 12 + channel * 4))
    const file = readFileSync(plain)
    const index = boxAt(file, 'moov')!
    const made = withCarried(index, { picture: Buffer.alloc(0), sounds: [box('SA3D', places)] })
    const input = written(
      'around.mov',
      Buffer.concat([file.subarray(0, index.byteOffset - file.byteOffset - 8), box('moov', made)]),
    )
    const probe = await facts(input)
    expect([probe.audio[0]!.ambisonic, words(probe, 'Ambisonic')]).toEqual([1, 'Order 1'])
    const [edit] = await makeDerivatives(
      { input, probe, outDir: at.next(), recipes: [{ recipe: 'edit-proxy', params: { format: 'prores-proxy' } }] },
      await media.mediaContext(),
    )
    if (edit?.ok !== true) throw edit?.error ?? new Error('nothing made')
    expect((await facts(edit.derivative.path)).audio[0]!.ambisonic).toBe(1)
  })
})

describe('cameras that ffprobe says nothing of', () => {
  const isRedAhead = async (path: string): Promise<void> => {
    const poster = await at.make('poster', path)
    expect([poster.width, poster.height]).toEqual([1280, 720])
    const [red, , blue] = await colourOf(poster.path, { x: 0.5, y: 0.5 })
    expect([red! > 190, blue! < 80]).toEqual([true, true])
    const [, , edge] = await colourOf(poster.path, { x: 0.02, y: 0.5 })
    expect(edge).toBeGreaterThan(180)
  }

  it('GoPro Max: two tracks of three faces each, the front in the middle of the first', async () => {
    const face = 'v360=e:eac:w=960:h=640,crop=960:320:0:0,pad=976:320:8:0'
    const path = await media.madeWith('GS010001.mov', [
      '-f',
      'lavfi',
      '-i',
      AHEAD_IS_RED,
      '-filter_complex',
      `[0]${face},format=yuv420p,split[a][b]`,
      '-map',
      '[a]',
      '-map',
      '[b]',
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-metadata:s:v:0',
      'handler_name=GoPro H.265',
      '-metadata:s:v:1',
      'handler_name=GoPro H.265',
    ])
    expect((await facts(path)).video[0]!.immersive).toEqual({ projection: 'gopro-max', stereo: 'mono' })
    await isRedAhead(path)
  })

  it.each([
    ['one fisheye', 'v360=e:fisheye:h_fov=200:v_fov=200:w=320:h=320', 'fisheye'],
    ['two fisheyes', 'v360=e:fisheye:h_fov=200:v_fov=200:w=320:h=320,split[l][r];[l][r]hstack', 'dual-fisheye'],
  ])('Insta360: %s, by what the file ends with', async (name, filters, projection) => {
    const plain = await world(`${name}.mov`, filters)
    const path = written(
      `${name}.insv`,
      Buffer.concat([readFileSync(plain), Buffer.from('8db42d694ccc418790edff439fe026bf')]),
    )
    expect((await facts(path)).video[0]!.immersive).toEqual({ projection, stereo: 'mono' })
    expect((await facts(plain)).video[0]!.immersive).toBeNull()
    await isRedAhead(path)
  })

  it('spatial video of a phone: two eyes, the second as a layer, and the first is shown whole', async () => {
    const eyes = box('eyes', fullBox('stri', Buffer.of(3)))
    const projection = box('proj', fullBox('prji', Buffer.from('rect')))
    const boxes = [box('vexu', Buffer.concat([eyes, projection])), box('lhvC', Buffer.alloc(8))]
    const path = written('spatial.mov', withBoxes(readFileSync(await world('world.mov', '')), Buffer.concat(boxes)))
    const said = await facts(path)
    expect(said.video[0]!.immersive).toEqual({ projection: 'flat', stereo: 'multiview' })
    expect(words(said, 'Surround')).toBe('two eyes, the second as a layer (MV-HEVC)')
    const poster = await at.make('poster', path)
    expect([poster.width, poster.height]).toEqual([640, 320])
  })

  it('half a sphere in Apple’s words, both eyes side by side', async () => {
    const boxes = box(
      'vexu',
      Buffer.concat([
        box('eyes', fullBox('stri', Buffer.of(3))),
        box('proj', fullBox('prji', Buffer.from('hequ'))),
        box('pack', fullBox('pkin', Buffer.from('side'))),
      ]),
    )
    const path = written('half.mov', withBoxes(readFileSync(await world('world.mov', '')), boxes))
    expect((await facts(path)).video[0]!.immersive).toEqual({
      projection: 'half-equirectangular',
      stereo: 'side-by-side',
    })
  })

  it('a panorama among stills, by its XMP', async () => {
    const plain = await media.madeWith('pano.jpg', ['-f', 'lavfi', '-i', AHEAD_IS_RED, '-frames:v', '1', '-q:v', '2'])
    const xmp = `http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:GPano="http://ns.google.com/photos/1.0/panorama/"><GPano:ProjectionType>equirectangular</GPano:ProjectionType></rdf:Description></rdf:RDF></x:xmpmeta>`
    const mark = Buffer.from([0xff, 0xe1, 0, 0])
    mark.writeUInt16BE(xmp.length + 2, 2)
    const file = readFileSync(plain)
    const path = written('pano.jpg', Buffer.concat([file.subarray(0, 2), mark, Buffer.from(xmp), file.subarray(2)]))
    expect((await facts(path)).video[0]!.immersive).toEqual({ projection: 'equirectangular', stereo: 'mono' })
    await isRedAhead(path)
  })
})

it('nothing in an index makes reading or rewriting fail or grow', () => {
  const tree = fc.letrec<{ node: Buffer }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      fc.uint8Array({ maxLength: 120 }).map((bytes) => Buffer.from(bytes)),
      fc.constant(box('hdlr', Buffer.concat([Buffer.alloc(8), Buffer.from('vide')]))),
      fc
        .array(
          fc.tuple(
            fc.constantFrom('trak', 'mdia', 'minf', 'stbl', 'stsd', 'hdlr', 'avc1', 'sv3d', 'SA3D'),
            tie('node'),
          ),
          { maxLength: 4 },
        )
        .map((boxes) => Buffer.concat(boxes.map(([type, body]) => box(type, body)))),
    ),
  })).node
  const extra = fullBox('st3d', Buffer.of(1))
  fc.assert(
    fc.property(tree, (index) => {
      entriesOf(index)
      const once = withCarried(index, { picture: extra, sounds: [] })
      expect(once.length).toBeLessThanOrEqual(index.length + (index.length / 8) * extra.length)
      // Twice is once: what is there is put in its place.
      expect(withCarried(once, { picture: extra, sounds: [] }).equals(once)).toBe(true)
    }),
    { numRuns: 300 },
  )
})
