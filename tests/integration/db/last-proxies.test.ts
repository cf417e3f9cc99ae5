/**
 * Which proxies tell how long the next ones take: those that were made here, of the same format where there are any.
 */
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import type { WritableDb } from '../../../electron/engine/db/core/handles.ts'
import { migrate } from '../../../electron/engine/db/core/migrate.ts'
import { enqueueJob } from '../../../electron/engine/db/jobs/jobs.ts'
import { lastMadeProxies } from '../../../electron/engine/db/jobs/jobs-read.ts'

it('are those that were made, newest first; not what lay there, failed or waits, and no job of another kind', () => {
  const raw = new Database(':memory:')
  const db = raw as unknown as WritableDb
  migrate(db, () => {})
  const job = (name: string, format: string, kind = 'edit-proxy'): string =>
    enqueueJob(
      db,
      {
        kind,
        subject: { kind: 'content', id: name },
        params: { params: { format } },
        lanes: ['cpu'],
        priority: 1,
        cost: 500,
      },
      false,
      1,
    ).id
  const end = (id: string, at: number, there: boolean, state = 'done'): void => {
    raw
      .prepare('UPDATE job SET state = ?, started_at = ?, finished_at = ?, result = ? WHERE id = ?')
      .run(state, at, at + 10, JSON.stringify({ there }), id)
  }
  end(job('one', 'prores-proxy'), 1_000, false)
  end(job('two', 'prores-proxy'), 2_000, false)
  end(job('lay there', 'prores-proxy'), 3_000, true)
  end(job('failed', 'prores-proxy'), 4_000, false, 'failed')
  end(job('other format', 'dnxhr-lb'), 5_000, false)
  end(job('review proxy', 'prores-proxy', 'derive'), 6_000, false)
  job('waits', 'prores-proxy')
  const at = (format: string | null, count = 9): number[] =>
    lastMadeProxies(db, format, count).map(({ startedAt }) => startedAt)
  expect([at('prores-proxy'), at(null), at('prores-proxy', 1), at('h264-intra')]).toEqual([
    [2_000, 1_000],
    [5_000, 2_000, 1_000],
    [2_000],
    [],
  ])
  expect(lastMadeProxies(db, null, 1)[0]).toEqual({ bytes: 500, startedAt: 5_000, finishedAt: 5_010 })
})
