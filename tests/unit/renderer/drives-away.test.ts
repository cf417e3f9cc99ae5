/**
 * Which drives an offload that lost one still waits for.
 */
import { describe, expect, it } from 'vitest'
import { drivesAway } from '../../../renderer/features/offload/drives-away.ts'

const place = (volumeLabel: string, path: string, lost = true) => ({
  volumeLabel,
  path,
  state: 'failed' as const,
  filesVerified: 0,
  filesCopied: 0,
  failures: 0,
  conflicts: 0,
  error: 'It was disconnected.',
  errorCode: lost ? 'destination.lost' : 'disk.full',
})
const drive = (label: string, mountPoint: string | null, online = true, id = 'other') => ({
  id,
  label,
  mountPoint,
  online,
})

describe('the drives that an offload waits for', () => {
  const destinations = [place('SHUTTLE_02', '/media/dit/SHUTTLE_02/Day 1')]

  it('are those that were lost and are not connected', () => {
    expect(drivesAway({ destinations }, [drive('SHUTTLE_02', null, false)])).toEqual(['SHUTTLE_02'])
    expect(drivesAway({ destinations }, [drive('SHUTTLE_02', '/media/dit/SHUTTLE_02')])).toEqual([])
  })

  it('are not back when another drive of that label, or another one at that place, is connected', () => {
    expect(drivesAway({ destinations }, [drive('SHUTTLE_02', '/media/dit/SHUTTLE_021')])).toEqual(['SHUTTLE_02'])
    expect(drivesAway({ destinations }, [drive('This computer', '/')])).toEqual(['SHUTTLE_02'])
  })

  it('are back wherever the very drive is mounted, and not with another one of that label', () => {
    const known = [{ ...destinations[0]!, volumeId: 'shuttle' }]
    expect(
      drivesAway({ destinations: known }, [drive('SHUTTLE_02', '/media/dit/SHUTTLE_021', true, 'shuttle')]),
    ).toEqual([])
    expect(drivesAway({ destinations: known }, [drive('SHUTTLE_02', '/media/dit/SHUTTLE_02', true, 'other')])).toEqual([
      'SHUTTLE_02',
    ])
  })

  it('are found by a path of Windows too', () => {
    expect(drivesAway({ destinations: [place('SHUTTLE', 'E:\\Day 1')] }, [drive('SHUTTLE', 'E:\\')])).toEqual([])
  })

  it('do not count where an offload failed for another reason', () => {
    expect(drivesAway({ destinations: [place('RAID', '/mnt/RAID', false)] }, [])).toEqual([])
  })
})
