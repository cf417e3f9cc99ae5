/**
 * What `doctor` looks at: runtimes, media tools, database, limits of the system, free space. Each finding says what was
 * found and, where something is wrong, how to mend it.
 */
import { access } from 'node:fs/promises'
import type { Check } from '../../../shared/model/work.ts'
import { freeSpaceAt } from '../volumes/free-now.ts'
import type { EngineContext } from '../context.ts'
import { catalogueFacts, countBadCopies } from '../db/catalogue/catalogue-facts.ts'
import { allPacks, countUnkept } from '../db/versions/chunks.ts'
import { readVolumes } from '../db/volumes/volumes.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { MAX_KEPT_BYTES } from '../versions/keeping.ts'
import { EDITED_KINDS } from '../domain/media/media-kinds.ts'
import { packPath } from '../versions/store/read-packs.ts'
import { filesOf } from '../../../shared/copies/words.ts'
import { examineWatching } from './watching.ts'

/** What is known of the media tools: found, or why not. */
export interface ToolReport {
  readonly label: string
  readonly found: string | null
  readonly missing: string | null
  readonly notes: readonly string[]
}

export interface DoctorDeps {
  readonly tools: () => Promise<readonly ToolReport[]>
  /** 'ok', or what is wrong with the catalogue. */
  readonly catalogue: () => Promise<string>
  /** Why versions can't be kept now, or null. */
  readonly keeping: () => string | null
}

const LOW_SPACE_BYTES = 10e9

/** What can be said of a machine without a library: runtimes and media tools. */
export async function examineMachine(tools: DoctorDeps['tools']): Promise<Check[]> {
  return [...runtimeCheck(), ...(await toolChecks({ tools }))]
}

/** Looks at everything once. Never throws: what can't be looked at is `unknown`. */
export async function examine(context: EngineContext, deps: DoctorDeps): Promise<Check[]> {
  const checks = await Promise.all([
    runtimeCheck(),
    toolChecks(deps),
    databaseChecks(context.library.reader, context, deps),
    examineWatching(context.library.reader),
    spaceChecks(context),
    driveCheck(context),
    copyCheck(context.library.reader),
    storeCheck(context, deps),
  ])
  return checks.flat()
}

function runtimeCheck(): Check[] {
  const major = Number(process.versions.node.split('.')[0])
  return [
    {
      id: 'runtime.node',
      label: 'Node',
      state: major >= 24 ? 'ok' : 'attention',
      found: `${process.version} (Node-API ${process.versions['napi']})`,
      advice: major >= 24 ? null : 'The engine is made for Node 24. Run it through npm, which brings its own.',
    },
  ]
}

async function toolChecks(deps: Pick<DoctorDeps, 'tools'>): Promise<Check[]> {
  const reports = await deps.tools()
  return reports.map((tool): Check => ({
    id: `media.${tool.label}`,
    label: tool.label,
    state: tool.found === null ? 'failure' : tool.notes.length > 0 ? 'attention' : 'ok',
    found: [tool.found ?? 'not found', ...tool.notes].join(' · '),
    advice: tool.found === null ? `${tool.missing ?? 'It is not installed.'} Install it with: npm run setup` : null,
  }))
}

async function databaseChecks(db: ReadableDb, context: EngineContext, deps: DoctorDeps): Promise<Check[]> {
  const found = await deps.catalogue()
  const { version, bytes: size, assets } = catalogueFacts(db)
  return [
    {
      id: 'database.health',
      label: 'Catalogue',
      state: found === 'ok' ? 'ok' : 'failure',
      found: found === 'ok' ? `whole · ${assets} assets · ${(size / 1e6).toFixed(1)} MB · SQLite ${version}` : found,
      advice:
        found === 'ok'
          ? null
          : `Restore a backup with: rushes db restore (they are in ${context.library.folder.backups}).`,
    },
    {
      id: 'database.end',
      label: 'Last end',
      state: context.library.afterUncleanEnd ? 'attention' : 'ok',
      found: context.library.afterUncleanEnd
        ? 'Rushes did not quit cleanly last time; the catalogue was checked and is intact'
        : 'clean',
      advice: null,
    },
  ]
}

async function spaceChecks(context: EngineContext): Promise<Check[]> {
  try {
    const { free } = await freeSpaceAt(context.library.folder.path)
    return [
      {
        id: 'space.library',
        label: 'Library drive',
        state: free > LOW_SPACE_BYTES ? 'ok' : 'attention',
        found: `${(free / 1e9).toFixed(1)} GB free`,
        advice:
          free > LOW_SPACE_BYTES
            ? null
            : 'Proxies and the catalogue need room here. Free some space, or move the library to a larger drive.',
      },
    ]
  } catch (error) {
    return [
      {
        id: 'space.library',
        label: 'Library drive',
        state: 'unknown',
        found: error instanceof Error ? error.message : String(error),
        advice: null,
      },
    ]
  }
}

/** Copies that read back wrong and were not repaired yet. */
function copyCheck(db: ReadableDb): Check[] {
  const bad = countBadCopies(db)
  return [
    {
      id: 'copies',
      label: 'Copies',
      state: bad === 0 ? 'ok' : 'failure',
      found: bad === 0 ? 'none is known to be bad' : `${bad} ${bad === 1 ? 'copy has' : 'copies have'} gone bad`,
      advice: bad === 0 ? null : 'See which, and repair them from verified copies, with: rushes repair',
    },
  ]
}

function driveCheck(context: EngineContext): Check[] {
  const volumes = readVolumes(context.library.reader)
  const online = volumes.filter((volume) => volume.online).length
  return [
    {
      id: 'drives',
      label: 'Drives',
      state: 'ok',
      found: `${volumes.length} known · ${online} connected`,
      advice: null,
    },
  ]
}

/** The bytes of kept versions lie beside the catalogue; a catalogue that was moved alone has none of them. */
async function storeCheck(context: EngineContext, deps: DoctorDeps): Promise<Check[]> {
  const packs = allPacks(context.library.reader)
  const { versions } = context.library.folder
  const areThere = await Promise.all(
    packs.map(({ id }) =>
      access(packPath(versions, id)).then(
        () => true,
        () => false,
      ),
    ),
  )
  const gone = areThere.filter((isThere) => !isThere).length
  const full = deps.keeping()
  if (full !== null) {
    const left = countUnkept(context.library.reader, EDITED_KINDS, MAX_KEPT_BYTES)
    return [
      {
        id: 'versions.store',
        label: 'Kept versions',
        state: 'failure',
        found: `${left} ${left === 1 ? 'file is' : 'files are'} not kept: the drive of ${versions} is full`,
        advice: `${full} It is tried again every half minute.`,
      },
    ]
  }
  const megabytes = packs.reduce((sum, pack) => sum + pack.bytes, 0) / 1e6
  return [
    {
      id: 'versions.store',
      label: 'Kept versions',
      state: gone === 0 ? 'ok' : 'failure',
      found:
        gone === 0
          ? `whole · ${megabytes.toFixed(1)} MB`
          : `${filesOf(gone, packs.length)} of ${versions} ${gone === 1 ? 'is' : 'are'} gone`,
      advice:
        gone === 0
          ? null
          : 'Put them back from a backup, or from where they were moved to. Until then some past versions can’t be restored; nothing else is concerned.',
    },
  ]
}
