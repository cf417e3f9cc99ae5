/**
 * What a person chooses in the offload sheet: as a request, as a preset, in words.
 */
import { describe, expect, it } from 'vitest'
import { presetSchema, type Preset } from '../../../shared/model/presets.ts'
import type { Volume } from '../../../shared/model/work.ts'
import {
  differs,
  DEFAULT_OPTIONS,
  presetOf,
  requestOf,
  updated,
  optionsText,
} from '../../../renderer/features/offload/options.ts'

const drive = (label: string, mountPoint: string | null, kind = 'external'): Volume =>
  ({ id: label, label, mountPoint, online: mountPoint !== null, kind }) as unknown as Volume
const DRIVES = [drive('System', '/', 'internal'), drive('RAID_A', '/media/RAID_A'), drive('SHUTTLE_2', null)]

describe('the request', () => {
  it('asks for what can be: no MHL file without hashes, no cascade to one drive, no blank values', () => {
    const wish = {
      ...DEFAULT_OPTIONS,
      level: 'size' as const,
      mhl1: true,
      cascade: true,
      name: '  ',
      values: { project: ' Nordlicht ', unit: '  ' },
    }
    expect(requestOf(['/card'], ['/a'], wish)).toMatchObject({
      mhl1: false,
      cascade: false,
      name: null,
      values: { project: 'Nordlicht' },
    })
    expect(requestOf(['/card'], ['/a', '/b'], { ...wish, level: 'full' })).toMatchObject({ mhl1: true, cascade: true })
  })
})

describe('a preset', () => {
  it('knows drives by their labels, and folders of this computer by their paths', () => {
    expect(
      presetOf(
        ' Main ',
        ['ARRI'],
        ['/media/RAID_A/Day', '/home/work'],
        { ...DEFAULT_OPTIONS, name: '{roll}', eject: 'card' },
        DRIVES,
      ),
    ).toMatchObject({
      name: 'Main',
      template: '{roll}',
      eject: 'card',
      offerFor: { families: ['ARRI'], labels: [] },
      destinations: [{ drive: 'RAID_A', folder: 'Day' }, { path: '/home/work' }],
    })
  })

  it('that is updated keeps what it is offered for, and the drives that are not here', () => {
    const before: Preset = presetSchema.parse({
      name: 'Main',
      destinations: [{ drive: 'RAID_*', folder: 'Day' }, { drive: 'SHUTTLE_*', folder: '' }, { path: '/home/old' }],
      offerFor: { families: ['ARRI'], labels: ['A_*'] },
    })
    const after = updated(before, ['/media/RAID_A/Day', '/home/new'], { ...DEFAULT_OPTIONS, level: 'source' }, DRIVES)
    expect(after).toMatchObject({ level: 'source', offerFor: before.offerFor })
    expect(after.destinations).toEqual([
      { drive: 'RAID_*', folder: 'Day' },
      { drive: 'SHUTTLE_*', folder: '' },
      { path: '/home/new' },
    ])
    expect(presetSchema.parse(after)).toEqual(after)
  })
})

describe('in words', () => {
  it('stands what holds, and nothing that does not', () => {
    expect(optionsText(DEFAULT_OPTIONS, 2)).toBe('xxh64')
    expect(
      optionsText(
        {
          ...DEFAULT_OPTIONS,
          hashes: ['md5', 'xxh64'],
          mhl1: true,
          incremental: false,
          cascade: true,
          eject: 'all',
          priority: 10,
        },
        2,
      ),
    ).toBe('md5, xxh64 · MHL 1.1 too · all copied anew · fastest drive first · ejects card and drives · goes first')
    expect(optionsText({ ...DEFAULT_OPTIONS, level: 'size', mhl1: true, cascade: true }, 1)).toBe('nothing sealed')
  })

  it('is said what differs from the preset', () => {
    expect(differs(DEFAULT_OPTIONS, { level: 'full', hashes: ['xxh64'] })).toBe(false)
    expect(differs(DEFAULT_OPTIONS, { level: 'source' })).toBe(true)
  })
})
