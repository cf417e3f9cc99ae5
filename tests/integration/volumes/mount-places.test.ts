/** Where drives are mounted: what the folder chooser shows as a drive, and what as a folder. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { mountPlaces } from '../../../electron/engine/volumes/mount-places.ts'
import { drive } from '../offload/drives.ts'
import { CAN_MOUNT, workshop } from '../offload/stage.ts'

it.skipIf(!CAN_MOUNT)('a drive is one while it is mounted, its empty mount point is nothing to choose', async () => {
  const at = workshop()
  const media = join(at, 'media')
  mkdirSync(join(media, 'crew'), { recursive: true })
  writeFileSync(join(media, 'crew/note.txt'), 'a folder of this computer')
  mkdirSync(join(media, 'RAID_A'))
  const raid = drive(join(at, 'RAID_A'), 'ext4', 20)
  raid.pull()
  raid.plug(join(media, 'RAID_A'))
  const crew = { path: join(media, 'crew'), mounted: false }
  expect(await mountPlaces([join(at, 'nowhere'), media])).toEqual([
    { path: join(media, 'RAID_A'), mounted: true },
    crew,
  ])
  raid.pull()
  expect(await mountPlaces([media])).toEqual([crew])
})
