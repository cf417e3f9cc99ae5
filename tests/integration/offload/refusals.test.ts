/**
 * What an offload refuses before the first byte, and in which words.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assertPossible, planOffload } from '../../../electron/engine/offload/plan/plan.ts'
import { identifyVolume } from '../../../electron/engine/volumes/identify.ts'
import { atEnd, CAN_MOUNT, makeCard, mountMemory, quietly, workshop } from './stage.ts'

const plan = (source: string, ...destinations: readonly string[]) => planOffload({ sources: [source], destinations })

describe('a source', () => {
  it('that is missing, empty, or holds nothing but links', async () => {
    const at = workshop()
    await expect(plan(join(at, 'nothing'), at)).rejects.toMatchObject({ code: 'source.missing', exit: 1 })
    mkdirSync(join(at, 'card/CLIP'), { recursive: true })
    await expect(plan(join(at, 'card'), join(at, 'A'))).rejects.toMatchObject({ code: 'source.empty' })
    symlinkSync('/etc/hostname', join(at, 'card/link'))
    await expect(plan(join(at, 'card'), join(at, 'A'))).rejects.toThrow(/Only 1 links/)
    expect(existsSync(join(at, 'A'))).toBe(false)
  })

  it.skipIf(process.getuid?.() === 0)('that can’t be read (skipped as root, who reads everything)', async () => {
    const at = workshop()
    makeCard(join(at, 'card'), { 'a.mov': 1 })
    execFileSync('chmod', ['000', join(at, 'card')])
    await expect(plan(join(at, 'card'), join(at, 'A'))).rejects.toMatchObject({ code: 'source.unreadable' })
    execFileSync('chmod', ['700', join(at, 'card')])
  })

  it('that is a part of a card is warned of', async () => {
    const at = workshop()
    const clip = makeCard(join(at, 'CARD/M4ROOT/CLIP'), { 'C0001.MP4': 1 })
    expect((await plan(clip, join(at, 'A'))).remarks.map((remark) => remark.code)).toContain('source.part_of_card')
  })
})

describe('source and destination', () => {
  it('inside one another, by path, by link or by another name of the same folder', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), { 'sub/a.mov': 1 })
    symlinkSync(card, join(at, 'alias'))
    await expect(plan(card, join(card, 'backup'))).rejects.toMatchObject({ code: 'destination.inside_source', exit: 2 })
    await expect(plan(card, card)).rejects.toMatchObject({ code: 'destination.inside_source' })
    await expect(plan(card, join(at, 'alias/sub'))).rejects.toMatchObject({ code: 'destination.inside_source' })
    await expect(plan(card, at)).rejects.toMatchObject({ code: 'source.inside_destination', exit: 2 })
    await expect(plan(join(card, 'sub'), at)).rejects.toMatchObject({ code: 'source.inside_destination' })
  })

  it('named twice', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), { 'a.mov': 1 })
    mkdirSync(join(at, 'A'))
    symlinkSync(join(at, 'A'), join(at, 'alias'))
    await expect(plan(card, join(at, 'A'), join(at, 'alias'))).rejects.toMatchObject({
      code: 'destination.duplicate',
      exit: 2,
    })
    await expect(plan(card, join(at, 'new'), `${at}/new/`)).rejects.toMatchObject({ code: 'destination.duplicate' })
  })

  it('on one disk are warned of, and recorded', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), { 'a.mov': 1 })
    const found = await plan(card, join(at, 'A'), join(at, 'B'))
    const disk = (await identifyVolume(at)).physicalDevice
    expect(found.remarks.some((remark) => remark.code === 'destination.same_disk')).toBe(disk !== null)
    assertPossible(found)
  })
})

describe('a destination', () => {
  it('that is not there', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), { 'a.mov': 1, 'file.txt': 'x' })
    await expect(plan(card, join(at, 'no/such/folder'))).rejects.toMatchObject({ code: 'destination.missing', exit: 1 })
    await expect(plan(join(card, 'a.mov'), join(card, 'file.txt'))).rejects.toThrow(/is a file/)
    await expect(plan(card, '/mnt/RUSHES-TEST-DRIVE')).rejects.toThrow(/No drive is mounted/)
  })

  it.skipIf(!CAN_MOUNT)(
    'may be a folder to make on a drive that is mounted right in /media (needs root to mount)',
    async () => {
      const at = workshop()
      const card = makeCard(join(at, 'card'), { 'a.mov': 1 })
      const shelf = `/media/rushes-test-${process.pid}`
      mkdirSync(shelf, { recursive: true })
      atEnd(() => {
        quietly('rmdir', [shelf])
      })
      await expect(plan(card, join(shelf, 'Day1'))).rejects.toThrow(/No drive is mounted/)
      mountMemory(shelf, 8)
      expect((await plan(card, join(shelf, 'Day1'))).destinations[0]?.root).toBe(join(shelf, 'Day1'))
    },
  )

  it.skipIf(!CAN_MOUNT)('without space, before the copy starts (needs root to mount)', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), { 'a.mov': 6 << 20, 'b.mov': 6 << 20 })
    const small = mountMemory(join(at, 'small'), 8)
    const found = await plan(card, small)
    expect(() => {
      assertPossible(found)
    }).toThrow(expect.objectContaining({ code: 'destination.full', exit: 1 }))
    expect(() => {
      assertPossible(found)
    }).toThrow(/has 8\.39 MB free, and this offload needs 12\.6 MB/)
    mkdirSync(join(small, 'x'))
    mkdirSync(join(small, 'y'))
    const half = await plan(join(card, 'a.mov'), join(small, 'x'), join(small, 'y'))
    expect(() => {
      assertPossible(half)
    }).toThrow(/2 copies/)
  })

  it.skipIf(!CAN_MOUNT)('that is read-only (needs root to mount)', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), { 'a.mov': 1 })
    const drive = mountMemory(join(at, 'drive'), 8)
    execFileSync('mount', ['-o', 'remount,ro', drive])
    const found = await plan(card, drive)
    expect(() => {
      assertPossible(found)
    }).toThrow(expect.objectContaining({ code: 'destination.readonly' }))
  })

  it('that can’t hold files of 4 GB', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), { 'long-take.mov': 1, 'short.mov': 1 })
    truncateSync(join(card, 'long-take.mov'), 2 ** 32)
    const found = await planOffload(
      { sources: [card], destinations: [join(at, 'A')] },
      {
        identify: async (path) => ({ ...(await identifyVolume(path)), fsType: 'vfat', free: 1e12 }),
        now: () => new Date(),
      },
    )
    expect(() => {
      assertPossible(found)
    }).toThrow(/long-take\.mov has 4\.29 GB/)
    expect(found.destinations[0]?.remarks.map((remark) => remark.code)).toEqual(['destination.file_too_large'])
  })

  it.each([
    ['a:b.mov', 'character :'],
    ['aux.txt', 'Windows'],
    ['x\ny', 'line break'],
    ['dot.', 'dot or a space'],
  ])('that can’t hold the name %j', async (name, why) => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), { [name]: 1 })
    const found = await planOffload(
      { sources: [card], destinations: [join(at, 'A')] },
      {
        identify: async (path) => ({ ...(await identifyVolume(path)), fsType: 'exfat' }),
        now: () => new Date(),
      },
    )
    expect(() => {
      assertPossible(found)
    }).toThrow(expect.objectContaining({ code: 'destination.name_not_allowed' }))
    expect(found.destinations[0]?.remarks[0]?.message).toContain(why)
  })

  it('that can’t tell two names apart', async () => {
    const at = workshop()
    const card = makeCard(join(at, 'card'), { 'Take.mov': 1, 'take.mov': 1 })
    const found = await planOffload(
      { sources: [card], destinations: [join(at, 'A')] },
      {
        identify: async (path) => ({ ...(await identifyVolume(path)), fsType: 'exfat' }),
        now: () => new Date(),
      },
    )
    expect(found.destinations[0]?.remarks[0]?.message).toContain('one would replace the other')
  })
})
