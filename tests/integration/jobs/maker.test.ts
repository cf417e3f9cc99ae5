/**
 * The folder of a content's derivatives: what a crash left goes, what is being written stays.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createMediaMaker } from '../../../electron/engine/jobs/media-maker.ts'
import { newId } from '../../../shared/util/ids.ts'
import { scratch } from '../../helpers/library.ts'

it('is freed of leftovers before anybody writes into it, and never again', async () => {
  using place = scratch('rushes-maker-')
  const contentId = newId()
  const folder = join(place.dir, contentId.slice(-2), contentId)
  mkdirSync(folder, { recursive: true })
  for (const name of ['proxy.v1.mp4', 'proxy.v1.mp4.1.part']) writeFileSync(join(folder, name), 'x')
  const maker = createMediaMaker(place.dir)
  // Two jobs of one clip begin at once: the second waits for the same sweep.
  expect(await Promise.all([maker.folderFor(contentId), maker.folderFor(contentId)])).toEqual([folder, folder])
  expect(readdirSync(folder)).toEqual(['proxy.v1.mp4'])
  writeFileSync(join(folder, 'camera-proxy.mp4.2.part'), 'being written')
  await maker.folderFor(contentId)
  expect(readdirSync(folder)).toContain('camera-proxy.mp4.2.part')
})
