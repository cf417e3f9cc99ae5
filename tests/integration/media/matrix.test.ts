/**
 * Proxies of every kind of clip: the review proxy and each edit proxy, read back and compared with what they were made
 * of: frames, rate, timecode, channels, length, tags, mean colour, and what editing systems say.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { soundElsewhere } from '../../../electron/engine/domain/media/sound-elsewhere.ts'
import { linkVerdicts } from '../../../electron/engine/domain/edit-proxies/links.ts'
import { pictureOf } from '../../../electron/engine/domain/media/picture.ts'
import { makeDerivatives } from '../../../electron/engine/media/derive.ts'
import { editParamsSchema, PICTURE_FORMATS, type EditFormat } from '../../../shared/model/edit-proxies.ts'
import type { MediaFacts } from '../../../shared/model/probe.ts'
import { sameRate } from '../../../shared/time/rate.ts'
import { bench, factsOf } from '../../helpers/derived.ts'
import { CONTAINERS, DEPTHS, RATES, SHAPES, SOUNDS, type MatrixClip } from '../../helpers/matrix-media.ts'
import * as media from '../../helpers/media.ts'

const at = bench('matrix')
/** Those that are linked; proxies to keep and sound alone have tests of their own. */
const PRESETS = ['review', ...PICTURE_FORMATS.filter((format) => !format.endsWith('-archive'))] as const
type Preset = (typeof PRESETS)[number]

interface Row {
  readonly preset: Preset
  /** Null where it was made. */
  readonly why: string | null
  readonly facts: MediaFacts | null
  readonly path: string | null
}

/** Everything that is made of a clip. */
async function everything(input: string, original: MediaFacts): Promise<Row[]> {
  // The file's own tape name is kept; another one would not be linked by Avid.
  const reel = original.reel === null ? 'A001' : null
  const wishes = PRESETS.map((preset) =>
    preset === 'review'
      ? { recipe: 'proxy' as const }
      : { recipe: 'edit-proxy' as const, params: editParamsSchema.parse({ format: preset, reel }) },
  )
  const rows: Row[] = []
  for (const [index, wish] of wishes.entries()) {
    const [outcome] = await makeDerivatives(
      { input, probe: original, outDir: at.next(), recipes: [wish] },
      await media.mediaContext(),
    )
    const path = outcome?.ok === true ? outcome.derivative.path : null
    rows.push({
      preset: PRESETS[index]!,
      why: outcome?.ok === false ? outcome.error.message : null,
      path,
      facts: path === null ? null : await factsOf(path),
    })
  }
  return rows
}

/** The mean colour of the first frames, red, green and blue, 0 to 255, by what the file says its values mean. */
async function meanOf(path: string, facts: MediaFacts): Promise<number[]> {
  const video = pictureOf(facts)!
  const { runner, tools } = await media.mediaContext()
  const matrix = video.matrix === 'bt709' || (video.matrix === null && video.height >= 720) ? 'bt709' : 'bt601'
  const range = video.range === 'full' || video.chroma === 'RGB' ? 'pc' : 'tv'
  const scale =
    video.chroma === 'RGB'
      ? 'scale=64:36:flags=area'
      : `scale=64:36:flags=area:in_color_matrix=${matrix}:in_range=${range}`
  const { output } = await runner.run({
    exe: tools.ffmpeg.path,
    args: ['-v', 'error', '-i', path, '-frames:v', '2', '-vf', `${scale},format=rgb24`, '-f', 'rawvideo', 'pipe:1'],
  })
  const sums = [0, 0, 0]
  for (const [index, value] of output.entries()) sums[index % 3]! += value
  return sums.map((sum) => sum / (output.length / 3))
}

const labels = (facts: MediaFacts): string | null => facts.start?.text ?? null
const channels = (facts: MediaFacts): number[] => facts.audio.map((one) => one.channels)

/** What is wrong with a proxy of a clip, in words. */
async function faults(original: MediaFacts, row: Row, input: string, clip: Partial<MatrixClip>): Promise<string[]> {
  const { preset, facts, path } = row
  if (facts === null || path === null) return [`${preset} was not made: ${row.why}`]
  const [there, here] = [pictureOf(original)!, pictureOf(facts)!]
  const wrong: string[] = []
  const check = (what: string, one: unknown, other: unknown): void => {
    if (JSON.stringify(one) !== JSON.stringify(other))
      wrong.push(`${preset}: ${what} ${JSON.stringify(one)}, and ${JSON.stringify(other)} in the original`)
  }
  const uneven = there.variableRate
  if (!(uneven && preset === 'review')) check('frames', facts.durationFrames, original.durationFrames)
  if (!uneven) check('same rate', there.rate !== null && here.rate !== null && sameRate(there.rate, here.rate), true)
  // An MXF always has a timecode.
  if (preset !== 'dnxhr-lb-mxf' || labels(original) !== null) check('timecode', labels(facts), labels(original))
  check('channels', channels(facts), channels(original))
  if (preset !== 'review') {
    check(
      'fields',
      here.fieldOrder === 'top-first' || here.fieldOrder === 'bottom-first',
      there.fieldOrder === 'top-first' || there.fieldOrder === 'bottom-first',
    )
    check(
      'codec of sound',
      facts.audio.every(({ codec }) => codec?.startsWith('pcm_') === true),
      true,
    )
  }
  check('is tagged', here.matrix !== null && here.transfer !== null && here.primaries !== null, true)
  if (clip.means !== false && there.hdr === 'none') {
    const [source, made] = [await meanOf(input, original), await meanOf(path, facts)]
    const furthest = Math.max(...source.map((value, index) => Math.abs(value - made[index]!)))
    if (furthest > 4)
      wrong.push(`${preset}: mean colour ${made.map(Math.round).join(' ')} for ${source.map(Math.round).join(' ')}`)
  }
  if (preset !== 'review') wrong.push(...notLinked(original, facts, preset))
  return wrong
}

/** Editing systems that say other than the rules that their makers publish would have them. */
function notLinked(original: MediaFacts, made: MediaFacts, preset: EditFormat): string[] {
  const stem = 'A001C001'
  const [start, mov] = [original.start, preset !== 'dnxhr-lb-mxf']
  // The sound of one essence in an MXF (OP-Atom) lies in other files.
  const alone = soundElsewhere(original, 0) !== null
  const expected = {
    resolve: mov || (start !== null && start.source !== 'tmcd'),
    premiere: pictureOf(original)?.variableRate !== true,
    'final-cut': (preset === 'prores-proxy' || preset === 'h264-intra') && (start === null || start.source === 'tmcd'),
    avid: start !== null,
  }
  return linkVerdicts({ stem, facts: original }, { stem, facts: made }).flatMap(({ editor, links, why }) =>
    links === (expected[editor] && !alone)
      ? []
      : [`${preset}: ${editor} ${links ? 'links' : `does not link: ${why.join(' ')}`}`],
  )
}

describe.each([
  ['rates', RATES],
  ['shapes', SHAPES],
  ['depths', DEPTHS],
  ['sounds', SOUNDS],
  ['containers and codecs', CONTAINERS],
] as const)('proxies over %s', (_, clips) => {
  it.each(clips.map((clip) => [clip.name, clip] as const))('%s', { timeout: 120_000 }, async (__, clip) => {
    const input = await clip.make()
    const original = await factsOf(input)
    expect({
      frames: original.durationFrames,
      timecode: labels(original),
      channels: channels(original),
      uneven: pictureOf(original)?.variableRate,
    }).toEqual({
      frames: clip.frames,
      timecode: clip.name === 'DV' ? labels(original) : clip.timecode,
      channels: clip.channels,
      uneven: clip.uneven ?? false,
    })
    const rows = await everything(input, original)
    const refused = rows.filter(({ why }) => why !== null)
    expect(refused.map(({ preset }) => preset)).toEqual(clip.without ?? [])
    expect(refused.filter(({ why }) => !/^No edit proxy can be made: .+\.$/.test(why ?? ''))).toEqual([])
    const wrong = await Promise.all(
      rows.filter(({ why }) => why === null).map((row) => faults(original, row, input, clip)),
    )
    expect(wrong.flat()).toEqual([])
  })
})

/** Real files whose frames can all be decoded, with what can't be made of them. */
const REAL: readonly (readonly [string, readonly Preset[]])[] = [
  ['prores-422lt-2997.mov', ['dnxhr-lb', 'dnxhr-lb-mxf']],
  ['prores4444-alpha-tc.mov', []],
  ['prores-hdr10-5994df.mxf', []],
  ['dnxhr-12bit-tc.mov', []],
  ['cineform-10bit.mov', []],
  ['avid-dnxhd-23976.mxf', []],
  ['iphone-meta.mov', []],
  ['editlist-24-of-48.mov', []],
]

describe.skipIf(!media.HAVE_SAMPLES)('proxies of real files (RUSHES_SAMPLES)', () => {
  it.each(REAL)('%s', { timeout: 120_000 }, async (name, without) => {
    const input = join(media.SAMPLES, name)
    expect(existsSync(input)).toBe(true)
    const original = await factsOf(input)
    const rows = await everything(input, original)
    expect(rows.flatMap(({ preset, why }) => (why === null ? [] : [preset]))).toEqual(without)
    // P3 is brought to Rec. 709, and what can be seen through is laid on grey.
    const means = pictureOf(original)?.alpha !== true && pictureOf(original)?.primaries !== 'smpte432'
    const wrong = await Promise.all(
      rows.filter(({ why }) => why === null).map((row) => faults(original, row, input, { means })),
    )
    expect(wrong.flat()).toEqual([])
  })
})
