import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupClips } from '../../../electron/engine/domain/media/clips.ts'
import { framesFault, withEmptyFrames } from '../../../electron/engine/domain/media/frames.ts'
import {
  findSequences,
  frameName,
  holesIn,
  mayBeFrames,
  sequenceName,
} from '../../../electron/engine/domain/media/sequences.ts'

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index)
const named = (frames: readonly number[], name: (frame: number) => string): string[] => frames.map(name)

describe('an image sequence', () => {
  it('is one clip, named by its first and last frame', () => {
    const [group, ...others] = groupClips(named(range(1001, 1100), (frame) => `plates/shot_010.${frame}.exr`))
    expect(others).toEqual([])
    expect(group).toMatchObject({
      primary: 'plates/shot_010.1001.exr',
      kind: 'sequence',
      frames: { first: 1001, last: 1100, count: 100, holes: [] },
    })
    expect(sequenceName('shot_010.1001.exr', group!.frames!)).toBe('shot_010.[1001-1100].exr')
  })

  it.each([
    ['exr', 'comp_v003.0001.exr', 'comp_v003.0024.exr'],
    ['dpx', 'reel1_000001.dpx', 'reel1_000024.dpx'],
    ['ari', 'A003R1JL.0000001.ari', 'A003R1JL.0000024.ari'],
    ['tiff', 'title_0001.tiff', 'title_0024.tiff'],
    ['dng', 'A001C001_000001.dng', 'A001C001_000024.dng'],
  ])('is recognised in %s by its last number', (_, first, last) => {
    const width = frameName(first)!.width
    const paths = named(range(1, 24), (frame) => first.replace(/\d+(?=\.[a-z]+$)/, String(frame).padStart(width, '0')))
    expect(paths.at(-1)).toBe(last)
    expect(findSequences(paths)).toMatchObject([{ frames: { first: 1, last: 24, count: 24, padding: width } }])
  })

  it.each(['out_0001.png', 'comp0001.tif', 'img_0001.png', 'shots/010_0010/comp_0001.png'])(
    'is recognised in %s, which a renderer wrote',
    (first) => {
      const paths = named(range(1, 24), (frame) => first.replace('0001', String(frame).padStart(4, '0')))
      expect(findSequences(paths)).toMatchObject([{ frames: { first: 1, last: 24, count: 24, padding: 4 } }])
    },
  )

  it.each(['shot_010.0001.jpg', 'comp.v003.000001.jpeg', 'plates/a.1001.JPG'])(
    'is recognised in %s: a dot before the number is a renderer’s',
    (first) => {
      const [, digits] = /\.(\d+)\.\w+$/.exec(first)!
      const from = Number(digits)
      const paths = named(range(from, from + 23), (frame) =>
        first.replace(`.${digits}.`, `.${String(frame).padStart(digits!.length, '0')}.`),
      )
      expect(findSequences(paths)).toMatchObject([{ frames: { first: from, count: 24, padding: digits!.length } }])
      expect(findSequences(paths.slice(0, 7))).toEqual([])
    },
  )

  it.each([
    'Wedding_0001.jpg',
    'Wedding-0001.jpg',
    'Wedding 0001.jpg',
    'Wedding.001.jpg',
    '.0001.jpg',
    'IMG_1.0001.JPG',
    'DCIM/x.0001.jpg',
  ])('is none in %s, which may be a photographer’s', (first) => {
    const [digits] = /\d+(?=\.\w+$)/.exec(first)!
    const paths = named(range(1, 200), (frame) =>
      first.replace(/\d+(?=\.\w+$)/, String(frame).padStart(digits.length, '0')),
    )
    expect(findSequences(paths)).toEqual([])
  })

  it.each([
    'DCIM/100CANON/IMG_0001.TIF',
    'DCIM/100MEDIA/img_0001.png',
    '101MSDCF/DSC00001.TIF',
    'IMG_0001.TIF',
    'Stills/_DSC0001.DNG',
    'PXL_0001.dng',
  ])('is none in %s, which a camera wrote', (first) => {
    const paths = named(range(1, 24), (frame) => first.replace('0001', String(frame).padStart(4, '0')))
    expect(findSequences(paths)).toEqual([])
  })

  it('takes the frame and not the version for its number', () => {
    expect(
      findSequences(['s_1001_v002.exr', 's_1002_v002.exr', 's_1001_v003.exr', 's_1002_v003.exr']).map(
        (one) => one.paths,
      ),
    ).toEqual([
      ['s_1001_v002.exr', 's_1002_v002.exr'],
      ['s_1001_v003.exr', 's_1002_v003.exr'],
    ])
  })

  it('reports its holes and never fills them', () => {
    const frames = range(1, 50).filter((frame) => frame !== 7 && (frame < 20 || frame > 24))
    expect(findSequences(named(frames, (frame) => `a.${String(frame).padStart(4, '0')}.dpx`))[0]!.frames.holes).toEqual(
      [
        [7, 7],
        [20, 24],
      ],
    )
  })

  it('may count without padding, and may outgrow its padding', () => {
    expect(findSequences(named(range(8, 12), (frame) => `render${frame}.exr`))[0]!.frames).toMatchObject({
      first: 8,
      last: 12,
      padding: 0,
    })
    expect(
      findSequences(named(range(9998, 10_001), (frame) => `r.${String(frame).padStart(4, '0')}.exr`)),
    ).toHaveLength(1)
  })

  it('keeps sequences of one folder, of several folders and of several endings apart', () => {
    const paths = [
      'a/x.1.exr',
      'a/x.2.exr',
      'b/x.1.exr',
      'b/x.2.exr',
      'a/x.1.dpx',
      'a/x.2.dpx',
      'a/y.1.exr',
      'a/y.2.exr',
    ]
    expect(findSequences(paths)).toHaveLength(4)
  })

  it('is none for stills of a photo camera, nor for a single frame', () => {
    expect(findSequences(named(range(1, 40), (frame) => `DCIM/DSC_${String(frame).padStart(4, '0')}.tif`))).toEqual([])
    expect(findSequences(named(range(1, 40), (frame) => `IMG_${frame}.dng`))).toEqual([])
    expect(findSequences(['slate.0001.exr'])).toEqual([])
    expect(findSequences(['board 1.png', 'board 2.png', 'board 3.png'])).toEqual([])
  })

  it('has every frame in exactly one clip, whatever lies in the folder', () => {
    const name = fc.constantFrom(
      'a.0001.exr',
      'a.0002.exr',
      'a.0004.exr',
      'a.1.exr',
      'a.12.exr',
      'b_001.tif',
      'b_002.tif',
      'c.mov',
      'c.xml',
      'd.dpx',
      'v2.exr',
      'v3.exr',
    )
    fc.assert(
      fc.property(fc.uniqueArray(name), (names) => {
        const grouped = groupClips(names).flatMap((group) => [group.primary, ...group.parts.map((part) => part.path)])
        expect(grouped.toSorted()).toEqual(names.toSorted())
      }),
    )
  })

  it('has holes exactly where numbers are not', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { minLength: 1 }), (numbers) => {
        const sorted = numbers.toSorted((a, b) => a - b)
        const missing = holesIn(sorted).flatMap(([from, to]) => range(from, to))
        expect([...sorted, ...missing].toSorted((a, b) => a - b)).toEqual(range(sorted[0]!, sorted.at(-1)!))
      }),
    )
  })

  it('is told by sizes and times where they are known: frames have one size and an even pace', () => {
    const taken = (...times: (number | null)[]) =>
      times.map((recordedAt) => ({ width: 1920, height: 1080, recordedAt }))
    expect(mayBeFrames(taken(null, null, null))).toBe(true)
    expect(mayBeFrames([{ width: null, height: null, recordedAt: null }, ...taken(null, null)])).toBe(true)
    expect(mayBeFrames([...taken(null), { width: 1080, height: 1920, recordedAt: null }])).toBe(false)
    // Dated by the second, at 24 frames; a time lapse of five seconds; a photographer.
    expect(mayBeFrames(taken(...range(0, 99).map((frame) => Math.floor(frame / 24) * 1000)))).toBe(true)
    expect(mayBeFrames(taken(0, 5_000, 10_000, 16_000, 20_000))).toBe(true)
    expect(mayBeFrames(taken(0, 3_000, 4_000, 64_000, 70_000, 500_000))).toBe(false)
    expect(mayBeFrames(taken(600_000, 300_000, 0))).toBe(false)
  })
})

describe('what is wrong with the frames of a sequence', () => {
  const frames = (holes: [number, number][], count: number) => ({ first: 1001, last: 1030, count, padding: 4, holes })

  it('is told by number: frames that are missing, and those that are empty', () => {
    expect(framesFault(frames([], 30))).toBeNull()
    expect(framesFault(frames([[1025, 1025]], 29))).toBe('Frame 1025 is missing.')
    const bytes = Array.from({ length: 27 }, (_, at) => (at === 0 || at === 10 || at === 26 ? 0 : 5))
    const holed = frames(
      [
        [1005, 1006],
        [1012, 1012],
      ],
      27,
    )
    // The eleventh that is there is 1014: three before it are not.
    expect(withEmptyFrames(holed, bytes).empty).toEqual([1001, 1014, 1030])
    expect(framesFault(withEmptyFrames(holed, bytes))).toBe(
      '3 frames, 1005–1006, 1012, are missing. 3 frames, 1001, 1014, 1030, are empty (0 bytes).',
    )
    expect(
      withEmptyFrames(
        frames([], 30),
        Array.from({ length: 30 }, () => 1),
      ),
    ).toEqual(frames([], 30))
  })

  it('names the first ranges, and says that there are more', () => {
    const every = Array.from({ length: 8 }, (_, at): [number, number] => [1002 + 2 * at, 1002 + 2 * at])
    expect(framesFault(frames(every, 22))).toBe('8 frames, 1002, 1004, 1006, 1008, 1010 and others, are missing.')
  })
})
