import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { versionName } from '../../../electron/engine/domain/version-names.ts'

const stacked = (a: string, b: string): boolean => versionName(a) !== null && versionName(a)?.key === versionName(b)?.key
const later = (a: string, b: string): boolean => versionName(a)!.rank > versionName(b)!.rank

describe('a name that says its version', () => {
  it.each([
    ['Edit_v003.prproj', 'Edit_v002.prproj'], ['Clip_v2.mov', 'Clip.mov'], ['Poster-FINAL.psd', 'Poster_v12.psd'], ['Poster-FINAL2.psd', 'Poster-FINAL.psd'],
    ['Poster final final.psd', 'Poster final.psd'], ['Mix V12.wav', 'Mix v2.wav'], ['Grade.v2.1.drp', 'Grade.v2.drp'], ['Script rev 4.fdx', 'Script rev 3.fdx'],
    ['Plan_r05.xlsx', 'Plan_r04.xlsx'], ['Titles ver 3.srt', 'Titles ver 2.srt'], ['Cut_v003_FINAL.edl', 'Cut_v003.edl'],
    ['Film.prproj', 'Adobe Premiere Pro Auto-Save/Film--0f8fad5b-d9cb-469f-a165-70867728950e-2026-11-20_14-03-22-0000.prproj'],
    ['Film.prproj', 'Adobe Premiere Pro Auto-Save/Film-3.prproj'], ['Titles.aep', 'Adobe After Effects Auto-Save/Titles auto-save 2.aep'],
    ['Mix.ptx', 'Session File Backups/Mix.bak.003.ptx'],
  ])('%s is later than %s, and of one stack', (a, b) => {
    expect(stacked(a, b)).toBe(true)
    expect(later(a, b)).toBe(true)
  })

  it.each([['Edit_v003.prproj', 'v003'], ['Poster-FINAL.psd', 'FINAL'], ['Cut_v003_FINAL.edl', 'v003 FINAL'], ['Film.prproj', null], ['Script rev 4.fdx', 'rev 4']])(
    '%s says %s', (name, label) => expect(versionName(name)?.label ?? null).toBe(label))

  it.each([
    ['Edit_v003.prproj', 'Edit_v003.xml'], ['A/Edit_v1.prproj', 'B/Edit_v2.prproj'], ['Scene 1.mov', 'Scene 2.mov'], ['Take_1.wav', 'Take_2.wav'],
    ['Final.mov', 'Trailer.mov'], ['v001.mov', 'v002.mov'], ['Finale.psd', 'Poster.psd'], ['Film-1.prproj', 'Film-2.prproj'],
  ])('%s and %s are two assets', (a, b) => expect(stacked(a, b)).toBe(false))
})

describe('a name that a camera or a recorder gave', () => {
  const digits = (count: number) => fc.integer({ min: 0, max: 10 ** count - 1 }).map((value) => String(value).padStart(count, '0'))
  const letter = fc.constantFrom('A', 'B', 'C')
  const camera = fc.oneof(
    fc.tuple(letter, digits(3), digits(3)).map(([camera, roll, clip]) => `${camera}${roll}C${clip}_261120_R7VX.mov`),
    fc.tuple(letter, digits(3), digits(3)).map(([camera, roll, clip]) => `${camera}${roll}_C${clip}_0115XY_001.R3D`),
    fc.tuple(letter, digits(4), digits(3)).map(([camera, roll, clip]) => `${camera}_${roll}C${clip}_230614_112233_h1CDE.mxf`),
    digits(4).map((clip) => `C${clip}.MP4`), digits(4).map((clip) => `DSC_${clip}.NEF`), digits(4).map((clip) => `GX01${clip}.MP4`),
    digits(4).map((clip) => `DJI_${clip}.MP4`), digits(4).map((clip) => `IMG_${clip}.MOV`),
  )

  it('is never stacked with another one', () => {
    fc.assert(fc.property(camera, camera, (a, b) => {
      fc.pre(a !== b)
      expect(stacked(a, b)).toBe(false)
    }))
  })
})
