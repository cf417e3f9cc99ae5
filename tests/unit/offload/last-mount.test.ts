/** A folder in which a drive was mounted is no place to write to when the drive is gone. */
import { describe, expect, it } from 'vitest'
import { driveThatWent } from '../../../electron/engine/domain/volumes/last-mount.ts'

const RAID = { label: 'RAID_A', mountPoint: '/media/RAID_A' }
const went = (path: string, mountedAt: string): string | null => driveThatWent(path, mountedAt, [RAID])?.label ?? null

describe('the mount point of a drive', () => {
  it('hides nothing while something is mounted there: the drive, or another one in its place', () => {
    expect(went('/media/RAID_A/Day 1', '/media/RAID_A')).toBe(null)
    expect(went('/media/RAID_A', '/media/RAID_A')).toBe(null)
  })
  it('is an empty folder of the disk above it when the drive went', () => {
    expect(went('/media/RAID_A', '/')).toBe('RAID_A')
    expect(went('/media/RAID_A/Day 1', '/')).toBe('RAID_A')
    expect(went('/media/RAID_A/Day 1', '/media')).toBe('RAID_A')
  })
  it('says nothing of folders beside it, above it, and of drives that are mounted below it', () => {
    expect(went('/media/RAID_A2/Day 1', '/')).toBe(null)
    expect(went('/media', '/')).toBe(null)
    expect(went('/media/RAID_A/inner/Day 1', '/media/RAID_A/inner')).toBe(null)
  })
  it('is told on Windows too', () => {
    expect(
      driveThatWent('D:\\mnt\\RAID\\Day 1', 'D:\\', [{ label: 'RAID', mountPoint: 'D:\\mnt\\RAID\\' }])?.label,
    ).toBe('RAID')
    expect(driveThatWent('E:\\Day 1', 'E:\\', [{ label: 'RAID', mountPoint: 'E:\\' }])).toBe(null)
  })
})
