/**
 * A library of a version that made nothing of numbered frames but posters: it opens, and what was missing is made.
 */
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { layFrames, named, shownIn } from '../../helpers/frames.ts'
import { engineOn, scratch } from '../../helpers/library.ts'
import { until } from '../../helpers/until.ts'
import { allSettled, op, scan } from '../jobs/bench.ts'

describe('numbered frames of an older version', { timeout: 120_000 }, () => {
  it('get what was missing, and what was said of them stays', async () => {
    using place = scratch()
    const folder = libraryFolder(join(place.dir, 'library'))
    makeLibrary(folder)
    await layFrames(
      join(place.dir, 'shoot'),
      named((frame) => `old.${frame}.dpx`, 1, 6, [4]),
    )
    const before = await engineOn(folder)
    await scan(before.client, join(place.dir, 'shoot'))
    await allSettled(before.client)
    const { id } = (await before.client.assets.list({})).rows[0]!
    await before.client.notes.add({ ...op(), assetId: id, frame: 2, text: 'the good one' })
    await before.engine.close()

    const db = new Database(folder.database)
    // As the version before wrote it down: no rate, no key, a poster alone.
    db.exec(`UPDATE asset SET rate_num = NULL, rate_den = NULL, duration_ms = NULL, start_timecode = NULL, start_frame = NULL, frame_hashes = NULL;
      UPDATE version SET frames_key = NULL; UPDATE content SET reader = 4 WHERE probe IS NOT NULL;
      DELETE FROM derivative WHERE recipe <> 'poster'; DELETE FROM job;`)
    db.close()

    const after = await engineOn(folder)
    try {
      const row = await until('the proxy', async () => {
        const [one] = (await after.client.assets.list({})).rows
        return one?.derivatives.proxy != null && one.derivatives.filmstrip !== null && one.work === 'none'
          ? one
          : undefined
      })
      expect(row).toMatchObject({ id, notes: 1, rate: { num: 24, den: 1 }, startTimecode: '00:00:00:01' })
      expect(await shownIn(after.engine.derivative(row.derivatives.proxy!)!.path)).toEqual([1, 2, 3, 'hole', 5, 6])
    } finally {
      await after.engine.close()
    }
  })
})
