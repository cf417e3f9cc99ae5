/**
 * Presets: their file, the drives that they mean, the cards that they are offered for.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  BUILT_IN,
  offersOf,
  presetFile,
  readPresetFile,
  resolvePreset,
  type PresetDrive,
} from '../../../electron/engine/domain/presets.ts'
import { labelMatches } from '../../../shared/util/labels.ts'
import { fillTemplate, parseTemplate } from '../../../electron/engine/domain/naming/template.ts'
import { isRushesError } from '../../../shared/model/errors.ts'
import { presetSchema, type Preset } from '../../../shared/model/presets.ts'

const make = (preset: Partial<Preset>): Preset => presetSchema.parse({ name: 'Mine', ...preset })
const drive = (label: string, more: Partial<PresetDrive> = {}): PresetDrive => ({
  id: label.toLowerCase(),
  identity: `uuid:${label}`,
  label,
  online: true,
  mountPoint: `/media/${label}`,
  card: null,
  ...more,
})
const none = { sources: ['/media/CARD'], destinations: [], values: {} }

describe('the presets that come with Rushes', () => {
  it('lay a card where Netflix wants it, in its letters', () => {
    const facts = {
      name: 'A001R1JL',
      roll: 'A001R1JL',
      camera: 'A',
      clip: null,
      family: 'ARRI',
      label: null,
      media: 'Camera_Media',
      date: '2023-05-10',
      counter: 1,
    }
    const folders = BUILT_IN.map((one) =>
      fillTemplate(parseTemplate(one.template!), facts, {
        project: 'Tägliche Show',
        episode: '103',
        day: '5',
        unit: 'MU',
      }),
    )
    expect(folders).toEqual([
      'Tagliche_Show/20230510/Camera_Media/A001R1JL',
      'Tagliche_Show/20230510_EP103_Day05_MU/Camera_Media/A001R1JL',
    ])
    for (const folder of folders) expect(folder).toMatch(/^[A-Za-z0-9._/-]+$/)
  })
})

describe('destinations', () => {
  it('are every drive that is here and bears the label, and folders of this computer', () => {
    const one = make({ destinations: [{ drive: 'shuttle_*', folder: 'Show/Day 1' }, { path: '/data' }] })
    const drives = [drive('SHUTTLE_01'), drive('SHUTTLE_02'), drive('SHUTTLE_03', { online: false }), drive('RAID')]
    expect(resolvePreset(one, drives, none)).toMatchObject({
      destinations: ['/media/SHUTTLE_01/Show/Day 1', '/media/SHUTTLE_02/Show/Day 1', '/data'],
      missing: [],
    })
  })
  it('are never the card itself, nor another card', () => {
    const drives = [
      drive('CARD'),
      drive('A001', { card: { family: 'RED', rolls: [], offloaded: false } }),
      drive('RAID'),
    ]
    expect(resolvePreset(make({ destinations: [{ drive: '*', folder: '' }] }), drives, none).destinations).toEqual([
      '/media/RAID',
    ])
  })
  it('are told by id and by the file system’s id, too; what is not here is said', () => {
    expect(
      resolvePreset(
        make({
          destinations: [
            { drive: 'uuid:raid', folder: '' },
            { drive: 'raid', folder: '' },
          ],
        }),
        [drive('RAID')],
        none,
      ).destinations,
    ).toEqual(['/media/RAID'])
    expect(
      resolvePreset(make({ destinations: [{ drive: 'GONE', folder: '' }] }), [drive('RAID')], none).missing[0],
    ).toContain('GONE')
  })
  it('and values that are asked for come on top', () => {
    const one = make({ template: '{project}/{date}/{roll}', values: { project: 'Night', unit: 'MU' } })
    expect(resolvePreset(one, [], { ...none, destinations: ['/x'], values: { project: 'Day' } })).toMatchObject({
      destinations: ['/x'],
      values: { project: 'Day', unit: 'MU' },
      words: [
        { word: 'project', value: 'Day', fromCard: false },
        { word: 'date', value: null, fromCard: true },
        { word: 'roll' },
      ],
    })
  })
})

describe('labels', () => {
  it.each([
    ['SHUTTLE_*', 'shuttle_01', true],
    ['*', '', true],
    ['a*c', 'abc', true],
    ['a*a', 'a', false],
    ['*_MAG_*', 'A_MAG_7', true],
    ['A', 'B', false],
    ['a*b*c', 'acb', false],
    ['a**b', 'ab', true],
  ])('%s and %s: %s', (pattern, label, same) => {
    expect(labelMatches(pattern, label)).toBe(same)
  })
  it('match as a pattern of many words does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'ü') }), { minLength: 1, maxLength: 5 }),
        fc.string({ unit: fc.constantFrom('a', 'b', 'ü') }),
        (parts, label) => {
          expect(labelMatches(parts.join('*'), label)).toBe(new RegExp(`^${parts.join('.*')}$`).test(label))
        },
      ),
    )
  })
})

describe('offers', () => {
  const card = { family: 'Sony Alpha/FX', rolls: ['A'], offloaded: false }
  it('are for cards that are here and new, by family or label', () => {
    const presets = [
      make({ name: 'sony', offerFor: { families: ['sony alpha/fx'], labels: [] } }),
      make({ name: 'b-cam', offerFor: { families: [], labels: ['B_*'] } }),
      make({ name: 'nobody' }),
    ]
    const drives = [
      drive('B_001', { card }),
      drive('C', { card: { ...card, family: 'RED' } }),
      drive('D', { card: { ...card, offloaded: true } }),
      drive('E', { card, online: false }),
    ]
    expect(offersOf(presets, drives).map((one) => [one.label, one.preset])).toEqual([
      ['B_001', 'sony'],
      ['B_001', 'b-cam'],
    ])
  })
})

describe('the file', () => {
  const json = (presets: unknown, more: object = {}): string =>
    JSON.stringify({ format: 'rushes-presets', version: 1, presets, ...more })
  it('gives back what went in', () => {
    const presets = [
      make({
        name: 'Über',
        destinations: [{ drive: 'X', folder: 'a/b' }, { path: '/c' }],
        template: '{roll}',
        values: { project: 'P' },
        hashes: ['md5'],
        level: 'source',
        mhl1: true,
        offerFor: { families: ['RED'], labels: [] },
      }),
    ]
    expect(readPresetFile(presetFile(presets))).toEqual(presets)
    expect(readPresetFile(`\ufeff${presetFile(presets)}`)).toEqual(presets)
  })
  it('says no more than earlier versions know, where nothing new was asked for', () => {
    expect(presetFile([make({ name: 'a' })])).not.toContain('resumes')
    expect(readPresetFile(presetFile([make({ name: 'a', resumes: 'itself' })]))).toMatchObject([{ resumes: 'itself' }])
  })
  it.each([
    ['nonsense', /not JSON/],
    ['[]', /no file of presets/],
    ['{"format":"rushes-presets"}', /no file of presets/],
    [json([], { version: 2 }), /newer Rushes/],
    [json([{ name: '' }]), /Preset 1/],
    [json([{ name: 'a', surprise: 1 }]), /Preset 1/],
    [json([{ name: 'a', template: '../{roll}' }]), /leads elsewhere/],
    [json([{ name: 'a', destinations: [{ drive: 'x', folder: '../../etc' }] }]), /no folder on a drive/],
    [json([{ name: 'netflix' }]), /comes with Rushes/],
    [json([{ name: 'a' }, { name: 'A ' }]), /twice/],
    [json([{ name: 'a', values: { __proto__x: 'y', 'A B': 'z' } }]), /Preset 1/],
    [json(Array.from({ length: 201 }, (_, index) => ({ name: String(index) }))), /200/],
  ])('%j is refused', (text, sentence) => {
    expect(() => readPresetFile(text)).toThrow(sentence)
  })
  it('never throws anything but a sentence', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.array(fc.jsonValue()).map((presets) => json(presets)),
        ),
        (text) => {
          try {
            readPresetFile(text)
          } catch (error) {
            expect(isRushesError(error)).toBe(true)
          }
        },
      ),
    )
  })
})
