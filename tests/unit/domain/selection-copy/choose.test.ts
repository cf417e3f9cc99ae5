/**
 * Which copies of a clip's files are read, and where they would lie.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  choosePlaces,
  type ClipPart,
  type PartPlace,
} from '../../../../electron/engine/domain/selection-copy/choose.ts'
import {
  clipTemplate,
  foldersBy,
  meetingClips,
  pathsOf,
} from '../../../../electron/engine/domain/selection-copy/place.ts'
import { judgeCopy } from '../../../../electron/engine/domain/selection-copy/outcome.ts'

const place = (volumeId: string, path: string, more: Partial<PartPlace> = {}): PartPlace => ({
  volumeId,
  volumeLabel: volumeId,
  path,
  at: `/${volumeId}/${path}`,
  mountPoint: `/${volumeId}`,
  verified: true,
  root: null,
  ...more,
})
const away = { at: null, mountPoint: null } as const
const part = (contentId: string, ...places: PartPlace[]): ClipPart => ({ contentId, bytes: 1, xxh128: null, places })
const chosen = (parts: readonly ClipPart[]): unknown => {
  const choice = choosePlaces(parts)
  return choice.state === 'ready' ? choice.parts.map((one) => one.place.at) : choice
}

describe('the files of a clip are read', () => {
  it('from the drive that has all of them, though another one has the first', () => {
    expect(
      chosen([
        part('a', place('SHUTTLE', 'x/C1.mov'), place('RAID', 'x/C1.mov')),
        part('b', place('RAID', 'x/C1.xml')),
      ]),
    ).toEqual(['/RAID/x/C1.mov', '/RAID/x/C1.xml'])
  })

  it('verified before others, and beside the main file', () => {
    expect(
      chosen([
        part('a', place('RAID', 'old/C1.mov', { verified: false }), place('RAID', 'A007/C1.mov')),
        part('b', place('RAID', 'old/C1.xml'), place('RAID', 'A007/C1.xml', { verified: false })),
      ]),
    ).toEqual(['/RAID/A007/C1.mov', '/RAID/A007/C1.xml'])
  })

  it('not at all where one of them is away or has no good copy', () => {
    expect(chosen([part('a', place('RAID', 'C1.mov')), part('b', place('SHUTTLE', 'C1.xml', away))])).toEqual({
      state: 'away',
      away: ['SHUTTLE'],
    })
    expect(chosen([part('a', place('RAID', 'C1.mov')), part('b')])).toEqual({ state: 'missing' })
    expect(chosen([])).toEqual({ state: 'missing' })
  })

  it('property: ready only with every file here; each from a place that it has', () => {
    const places = fc.array(
      fc.record({
        volumeId: fc.constantFrom('A', 'B', 'C'),
        path: fc.constantFrom('x/1', 'y/1', 'y/z/1'),
        here: fc.boolean(),
        verified: fc.boolean(),
      }),
      { maxLength: 4 },
    )
    fc.assert(
      fc.property(fc.array(places, { maxLength: 4 }), (given) => {
        const parts = given.map((some, at) =>
          part(
            String(at),
            ...some.map(({ volumeId, path, here, verified }) =>
              place(volumeId, path, { verified, ...(here ? {} : away) }),
            ),
          ),
        )
        const choice = choosePlaces(parts)
        const allHere = parts.length > 0 && parts.every((one) => one.places.some(({ at }) => at !== null))
        expect(choice.state === 'ready').toBe(allHere)
        if (choice.state !== 'ready') return
        expect(choice.parts.map((one) => one.part)).toEqual(parts)
        for (const one of choice.parts) expect(one.part.places).toContain(one.place)
      }),
    )
  })
})

describe('below the folder of the copy they lie', () => {
  const files = [
    { path: 'Day 1/A007/Clip/C1.mxf', root: null },
    { path: 'Day 1/A007/Sub/C1.xml', root: null },
  ]
  it('as in their roll, from its top down', () => {
    expect(pathsOf(files, { roll: 'A007', folders: null })).toEqual(['A007/Clip/C1.mxf', 'A007/Sub/C1.xml'])
  })
  it('in the folders of a template, with what parts them among themselves', () => {
    expect(pathsOf(files, { roll: 'A007', folders: ['12', 'A'] })).toEqual(['12/A/Clip/C1.mxf', '12/A/Sub/C1.xml'])
    expect(pathsOf(files.slice(0, 1), { roll: 'A007', folders: ['12'] })).toEqual(['12/C1.mxf'])
  })
  it('in one folder a value, whatever the value holds', () => {
    const words = {
      name: 'C1',
      roll: null,
      camera: 'A',
      scene: '../../etc',
      shot: null,
      take: '2',
      date: null,
      kind: 'video',
    }
    expect(foldersBy(clipTemplate('{scene}/{take:3}/{date:YYYY-MM-DD}/{roll}'), words)).toEqual([
      '.._.._etc',
      '002',
      'No date',
      'No roll',
    ])
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), (scene) => {
        const folders = foldersBy(clipTemplate('x{scene}'), { ...words, scene: scene.slice(0, 60) })
        expect(folders).toHaveLength(1)
        expect(folders[0]).not.toMatch(/[/\\]/)
      }),
    )
  })
  it('and two clips meet where files of other bytes would have one name, on a disk without case too', () => {
    const target = (assetId: string, path: string, contentId: string) => ({ assetId, path, contentId })
    const met = meetingClips([
      target('1', 'x/C1.mov', 'a'),
      target('2', 'x/c1.MOV', 'b'),
      target('3', 'x/C2.mov', 'c'),
      target('4', 'x/C2.mov', 'c'),
    ])
    expect([...met.keys()]).toEqual(['1', '2'])
    expect(met.get('1')).toEqual({ path: 'x/C1.mov', others: ['2'] })
  })
})

describe('a copy is called complete', () => {
  const facts = {
    folder: '/EDIT/Selects',
    clips: 2,
    files: 3,
    verified: 3,
    renamed: 0,
    differing: 0,
    sealed: true,
    counts: { ready: 2, away: 0, missing: 0, conflict: 0 },
  }
  it('only when every file is read back, equal, under its own name, and no clip was left out', () => {
    expect(judgeCopy(facts).complete).toBe(true)
    for (const less of [
      { verified: 2 },
      { files: 0, verified: 0 },
      { verified: 2, renamed: 1 },
      { differing: 1 },
      { counts: { ...facts.counts, away: 1 } },
      { counts: { ...facts.counts, missing: 1 } },
      { counts: { ...facts.counts, conflict: 1 } },
    ])
      expect(judgeCopy({ ...facts, ...less }).complete).toBe(false)
  })
  it('and says that it is not sealed', () => {
    expect(judgeCopy({ ...facts, sealed: false }).sentence).toContain('but not sealed')
  })
})
