/**
 * A comparison outlives the engine: it goes on with the clip that was next, and pauses with the queue.
 */
import { expect, it } from 'vitest'
import { soundSyncResultSchema } from '../../../shared/model/sound-sync.ts'
import type { JobDetail } from '../../../shared/model/jobs.ts'
import { newId } from '../../../shared/util/ids.ts'
import { engineOn, testLibrary } from '../../helpers/library.ts'
import { ingestDay, makeSyncDay } from '../../helpers/sync-day.ts'

const op = () => ({ opId: newId() })

it('a job that was interrupted goes on where it was, and counts all clips', async () => {
  await using library = await testLibrary()
  const { client } = library
  await client.settings.set({ ...op(), changes: { makeProxies: false } })
  await ingestDay(client, await makeSyncDay(library.dir))
  await client.jobs.pause({ ...op(), paused: true, quiet: false })
  const { jobs } = await client.soundSync.propose(op())
  expect((await client.jobs.get({ id: jobs[0]! })).state).toBe('waiting')
  await client.jobs.pause({ ...op(), paused: false, quiet: false })
  // Closed as soon as the first clip is done.
  for await (const job of await client.jobs.watch({ id: jobs[0]! })) if (job.done >= 1 || job.state === 'done') break
  await library.engine.close()

  const again = await engineOn(library.folder)
  try {
    let last: JobDetail | undefined
    for await (const job of await again.client.jobs.watch({ id: jobs[0]! })) last = job
    expect(last!.state).toBe('done')
    expect(soundSyncResultSchema.parse(last!.result)).toMatchObject({ clips: 4, proven: 2, notSure: 1, without: 1 })
    expect((await again.client.soundSync.list({})).pairs).toHaveLength(3)
  } finally {
    await again.engine.close()
  }
}, 240_000)
