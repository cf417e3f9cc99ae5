/**
 * Makes a library as an older Rushes has left it: what was found in its media is put back to what an older reader
 * wrote.
 */
import { openWriter } from '../../electron/engine/db/core/open.ts'
import { refreshAssets } from '../../electron/engine/db/catalogue/asset-row.ts'
import { deriveAsset, derivedSchema } from '../../electron/engine/domain/media/derived.ts'
import type { LibraryFolder } from '../../electron/engine/library/folder.ts'
import type { Probe } from '../../shared/model/probe.ts'

/** Writes `older(name, probe)` for every content that was probed. The engine must not be running. */
export function ageLibrary(folder: LibraryFolder, older: (name: string, probe: Probe) => unknown): void {
  const db = openWriter(folder.database)
  const rows = db
    .prepare<
      [],
      { content: string; asset: string; name: string; probe: string; derived: string }
    >(`SELECT c.id AS content, a.id AS asset, a.name, c.probe, a.derived
    FROM content c JOIN version_part p ON p.content_id = c.id AND p.role = 'primary' JOIN asset a ON a.version_id = p.version_id WHERE c.probe IS NOT NULL`)
    .all()
  db.transaction(() => {
    for (const row of rows) {
      const probe = older(row.name, JSON.parse(row.probe) as Probe) as Probe
      db.prepare(
        'UPDATE content SET probe = ?, probe_state = ?, broken = ?, reader = 0, tools = NULL WHERE id = ?',
      ).run(JSON.stringify(probe), probe.ok ? 'ok' : 'broken', probe.ok ? null : probe.reason, row.content)
      const { from } = derivedSchema.parse(JSON.parse(row.derived))
      db.prepare('UPDATE asset SET derived = ? WHERE id = ?').run(JSON.stringify(deriveAsset(from, probe)), row.asset)
    }
    refreshAssets(
      db,
      rows.map(({ asset }) => asset),
    )
  })()
  db.close()
}

/** What an older reader wrote when ffprobe had died under it. */
export const CALLED_BROKEN = {
  ok: false,
  bytes: 1,
  reason: 'The content is no media that can be read here: the file is damaged, or is not what its name says.',
  log: '',
}
