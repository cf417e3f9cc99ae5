import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { versionName } from '../../../electron/engine/domain/versions/version-names.ts'

const stacked = (a: string, b: string): boolean =>
  versionName(a) !== null && versionName(a)?.key === versionName(b)?.key
const later = (a: string, b: string): boolean => versionName(a)!.rank > versionName(b)!.rank

describe('a name that says its version', () => {
  it.each([
    ['Edit_v003.prproj', 'Edit_v002.prproj'],
    ['Clip_v2.mov', 'Clip.mov'],
    ['Poster-FINAL.psd', 'Poster_v12.psd'],
    ['Poster-FINAL2.psd', 'Poster-FINAL.psd'],
    ['Poster final final.psd', 'Poster final.psd'],
    ['Mix V12.wav', 'Mix v2.wav'],
    ['Grade.v2.1.drp', 'Grade.v2.drp'],
    ['Script rev 4.fdx', 'Script rev 3.fdx'],
    ['Plan_r05.xlsx', 'Plan_r04.xlsx'],
    ['Titles ver 3.srt', 'Titles ver 2.srt'],
    ['Cut_v003_FINAL.edl', 'Cut_v003.edl'],
    [
      'Film.prproj',
      'Adobe Premiere Pro Auto-Save/Film--0f8fad5b-d9cb-469f-a165-70867728950e-2026-11-20_14-03-22-0000.prproj',
    ],
    ['Film.prproj', 'Adobe Premiere Pro Auto-Save/Film-3.prproj'],
    ['Titles.aep', 'Adobe After Effects Auto-Save/Titles auto-save 2.aep'],
    ['Mix.ptx', 'Session File Backups/Mix.bak.003.ptx'],
    ['Reel.avb', 'Avid Attic/Reel.bak.0001.avb'],
    ['edit_V004.prproj', 'Edit_v003.prproj'],
    ['Cut_FINAL.edl', 'Cut_v9999.999.edl'],
  ])('%s is later than %s, and of one stack', (a, b) => {
    expect(stacked(a, b)).toBe(true)
    expect(later(a, b)).toBe(true)
  })

  it.each(['Film copy.prproj', 'Film copy 2.prproj', 'Film - Copy.prproj', 'Film - Copy (2).prproj'])(
    '%s is of one stack with Film, and no later by its name',
    (copy) => {
      expect(stacked('Film.prproj', copy)).toBe(true)
      expect(versionName(copy)!.rank).toBe(versionName('Film.prproj')!.rank)
    },
  )

  it('never is an auto-save above the project, whatever it is called', () => {
    const version = fc.constantFrom('', '_v3', '_v99', '-FINAL', ' final final')
    fc.assert(
      fc.property(version, version, fc.nat(999), (project, saved, count) => {
        fc.pre(project === saved)
        expect(later(`Film${project}.prproj`, `Adobe Premiere Pro Auto-Save/Film${saved}-${count}.prproj`)).toBe(true)
      }),
    )
  })

  it.each([
    ['Edit_v003.prproj', 'v003'],
    ['Film copy 2.prproj', 'copy 2'],
    ['Poster-FINAL.psd', 'FINAL'],
    ['Cut_v003_FINAL.edl', 'v003 FINAL'],
    ['Film.prproj', null],
    ['Script rev 4.fdx', 'rev 4'],
  ])('%s says %s', (name, label) => expect(versionName(name)?.label ?? null).toBe(label))

  it.each([
    ['Edit_v003.prproj', 'Edit_v003.xml'],
    ['A/Edit_v1.prproj', 'B/Edit_v2.prproj'],
    ['Scene 1.mov', 'Scene 2.mov'],
    ['Take_1.wav', 'Take_2.wav'],
    ['Final.mov', 'Trailer.mov'],
    ['v001.mov', 'v002.mov'],
    ['Finale.psd', 'Poster.psd'],
    ['Film-1.prproj', 'Film-2.prproj'],
    ['Day1_R01.mov', 'Day1_R02.mov'],
    ['SCENE12_R05.wav', 'SCENE12_R06.wav'],
    ['clip.mov', 'Clip.mov'],
    ['Clip copy.mov', 'Clip.mov'],
    ['Clip.MOV', 'clip_v2.mov'],
    ['Cut_v20261120.edl', 'Cut_v20261121.edl'],
    ['12A T1.wav', '12A T2.wav'],
    ['12A-3.wav', '12A-4.wav'],
    ['shot_v001.0001.exr', 'shot_v001.0002.exr'],
    ['shot_v001.0001.exr', 'shot_v002.0001.exr'],
    ['a/Adobe Premiere Pro Auto-Save/Film-1.prproj', 'b/Film.prproj'],
    ['Adobe Premiere Pro Auto-Save/A003_C001-1.mov', 'Adobe Premiere Pro Auto-Save/A003_C001-2.mov'],
    ['Sound_R01.wav', 'Sound_R02.wav'],
    ['Shot_v001.001.dpx', 'Shot_v001.002.dpx'],
    ['Poster_final_01.jpg', 'Poster_final_02.jpg'],
    ['Interview rev 1.mov', 'Interview rev 2.mov'],
    ['Scene.mov', 'scene.mov'],
    ['Callsheet 2026-11-20.pdf', 'Callsheet 2026-11-21.pdf'],
  ])('%s and %s are two assets', (a, b) => expect(stacked(a, b)).toBe(false))
})

describe('a name that a camera or a recorder gave', () => {
  const digits = (count: number) =>
    fc.integer({ min: 0, max: 10 ** count - 1 }).map((value) => String(value).padStart(count, '0'))
  const letter = fc.constantFrom('A', 'B', 'C')
  const camera = fc.oneof(
    fc.tuple(letter, digits(3), digits(3)).map(([camera, roll, clip]) => `${camera}${roll}C${clip}_261120_R7VX.mov`),
    fc.tuple(letter, digits(3), digits(3)).map(([camera, roll, clip]) => `${camera}${roll}_C${clip}_0115XY_001.R3D`),
    fc
      .tuple(letter, digits(4), digits(3))
      .map(([camera, roll, clip]) => `${camera}_${roll}C${clip}_230614_112233_h1CDE.mxf`),
    digits(4).map((clip) => `C${clip}.MP4`),
    digits(4).map((clip) => `DSC_${clip}.NEF`),
    digits(4).map((clip) => `GX01${clip}.MP4`),
    digits(4).map((clip) => `DJI_${clip}.MP4`),
    digits(4).map((clip) => `IMG_${clip}.MOV`),
  )

  it('is never stacked with another one', () => {
    fc.assert(
      fc.property(camera, camera, (a, b) => {
        fc.pre(a !== b)
        expect(stacked(a, b)).toBe(false)
      }),
    )
  })
})

describe('a name of media that says nothing of a version', () => {
  const word = fc.constantFrom(
    'Scene',
    'take',
    'BOOM',
    'int',
    'R',
    'V',
    'rev',
    'Sound',
    'day',
    'cam',
    'v',
    'copy',
    'final_',
    'Part',
  )
  const number = fc.nat(20_000).map(String)
  const name = fc
    .array(fc.oneof(word, number), { minLength: 1, maxLength: 5 })
    .chain((parts) => fc.constantFrom('_', '-', ' ', '.', '').map((separator) => parts.join(separator)))
    .filter((stem) => !/[ _.-](?:v\d{1,4}|final\d?)$/i.test(stem))

  it('is never stacked with another one', () => {
    fc.assert(
      fc.property(name, name, fc.constantFrom('mov', 'wav', 'jpg', 'dpx', 'mxf'), (a, b, ending) => {
        fc.pre(a !== b)
        expect(stacked(`${a}.${ending}`, `${b}.${ending}`)).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })

  // Takes of recorders, frames of renderers, rolls: their numbers tell shots apart.
  const numbered = fc
    .tuple(
      fc.constantFrom(
        'Take',
        'T',
        'Scene 12 T',
        '12A-T',
        'Mix_',
        'ZOOM',
        'STE-',
        'Roll_R',
        'Day1_R',
        'MVI_',
        'P',
        'DSCF',
        '2026-11-20 ',
        'shot.',
      ),
      fc.nat(9999).map((value) => String(value).padStart(4, '0')),
      fc.constantFrom('wav', 'mov', 'mxf', 'dng', 'exr', 'jpg'),
    )
    .map(([word, number, ending]) => `${word}${number}.${ending}`)

  it('is never stacked with another one, nor is a plain number', () => {
    fc.assert(
      fc.property(numbered, numbered, (a, b) => {
        fc.pre(a !== b)
        expect(stacked(a, b)).toBe(false)
      }),
    )
  })
})
