/**
 * One edit of 10,000 clips of a library of 20,000, and its undo: a field, several fields, a tag.
 * `--quick` takes 1,000 of 2,000.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId } from '../../shared/util/ids.ts'
import type { EngineClient } from '../../shared/contract/client.ts'
import { createMemoryStore } from '../../electron/engine/sync/stores/memory.ts'
import { engineOn } from '../helpers/library.ts'
import { clip } from '../helpers/said.ts'
import { sharer } from '../helpers/synced.ts'
import { cpuSeconds } from './cpu-seconds.ts'
import { target } from './targets.ts'

const CLIPS = process.argv.includes('--quick') ? 1000 : 10_000
const MAX_SECONDS = 2
const op = () => ({ opId: newId() })

async function firstClips(client: EngineClient): Promise<string[]> {
  const ids: string[] = []
  for (let cursor: string | null = null; ids.length < CLIPS;) {
    const page: { rows: { id: string }[]; cursor: string | null } = await client.assets.list({
      query: '',
      sort: { field: 'name', direction: 'asc' },
      cursor,
      limit: 500,
    })
    ids.push(...page.rows.map(({ id }) => id))
    cursor = page.cursor
  }
  return ids.slice(0, CLIPS)
}

async function measured(what: string, work: () => Promise<unknown>): Promise<void> {
  const [cpu, wall] = [cpuSeconds(), performance.now()]
  await work()
  const [used, took] = [cpuSeconds() - cpu, (performance.now() - wall) / 1000]
  const within = target('edit', what, used, { most: MAX_SECONDS, unit: 's' })
  console.log(
    `${what.padEnd(28)} ${used.toFixed(2)} s of CPU, ${took.toFixed(2)} s${within ? '' : '  over the target'}`,
  )
}

const dir = mkdtempSync(join(tmpdir(), 'rushes-edit-'))
try {
  const made = sharer(dir, 'bench', createMemoryStore())
  made.context.library.writer.transaction(() => {
    for (let n = 0; n < 2 * CLIPS; n += 1) clip(made, `A003C${String(n).padStart(5, '0')}.mov`, n.toString(16))
  })()
  await made.close()
  const { engine, client } = await engineOn(made.folder)
  const ids = await firstClips(client)
  await measured(`a field of ${CLIPS.toLocaleString('en')} clips`, () =>
    client.assets.set({ ...op(), ids, changes: { location: 'Harbour' } }),
  )
  await measured('its undo', () => client.history.undo(op()))
  await measured('three fields of them', () =>
    client.assets.set({ ...op(), ids, changes: { rating: 4, unit: 'Second', episode: '101' } }),
  )
  await measured('its undo', () => client.history.undo(op()))
  await measured('a tag on them', () => client.assets.tag({ ...op(), ids, add: ['place/harbour'], remove: [] }))
  await measured('its undo', () => client.history.undo(op()))
  await engine.close()
} finally {
  rmSync(dir, { recursive: true, force: true })
}
