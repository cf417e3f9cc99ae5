/**
 * Opens the catalogue: one writer and one reader on the same file, with the settings that make a commit survive a
 * power cut.
 */
import Database from 'better-sqlite3'
import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { RushesError } from '../../../../shared/model/errors.ts'
import { ENTITIES } from '../entities/all.ts'
import { bindEntities, type Registry } from '../entities/registry.ts'
import type { ReadableDb, WritableDb } from './handles.ts'

/** 'RUSH' as a number: tells our file from any other SQLite file. */
export const APPLICATION_ID = 0x52555348

/**
 * [Note: no database on a share] SQLite's locks do not hold over NFS, SMB and their kin: two machines then write at
 * once and the file breaks. These are the magic numbers of statfs(2) for such file systems on Linux.
 */
const NETWORK_FILE_SYSTEMS = new Map<number, string>([
  [0x6969, 'NFS'],
  [0xff534d42, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0x517b, 'SMB'],
  [0x564c, 'NCP'],
  [0x5346414f, 'AFS'],
  [0x00c36400, 'Ceph'],
  [0x01021997, '9P'],
  [0x47504653, 'GPFS'],
  [0x0bd00bd0, 'Lustre'],
])

/**
 * MB of pages that each connection keeps. The system keeps the file's pages as well, for all connections at once: more
 * of them made no offload faster, and there are four connections.
 */
export const PAGES_MB = 16

/** As much of the file as SQLite maps: a row there costs no call of the system. */
const MAPPED_BYTES = 2 ** 31 - 2 ** 16

/** Sets how many MB of pages a connection keeps from now on; what is over is given back. */
export function keepPages(db: Database.Database, megabytes: number): void {
  db.pragma(`cache_size = -${megabytes * 1024}`)
}

/** Throws `library.network_path` where the folder of the database lies on a network share. */
function refuseNetworkPath(file: string): void {
  const kind = NETWORK_FILE_SYSTEMS.get(statfsSync(dirname(file)).type)
  if (kind === undefined) return
  throw new RushesError(
    'library.network_path',
    `The library ${dirname(file)} is on a ${kind} share, where its database would break. Put the library on a drive of this machine.`,
  )
}

/** Opens the one writing connection, making the file if it is new. `entities` are those that may be written of. */
export function openWriter(file: string, entities: Registry = ENTITIES): WritableDb {
  refuseNetworkPath(file)
  const db = new Database(file)
  try {
    const writer = prepared(db, file)
    bindEntities(writer, entities)
    return writer
  } catch (error) {
    db.close()
    throw error
  }
}

function prepared(db: Database.Database, file: string): WritableDb {
  db.pragma('busy_timeout = 5000')
  if (db.pragma('page_count', { simple: true }) === 0) {
    db.pragma('page_size = 8192')
    db.pragma(`application_id = ${APPLICATION_ID}`)
  }
  const id = db.pragma('application_id', { simple: true })
  if (id !== APPLICATION_ID) {
    throw new RushesError('library.broken', `${file} is not a Rushes catalogue. Choose another folder for the library.`)
  }
  db.pragma('journal_mode = WAL')
  // FULL: a commit that was acknowledged is on the disk, also when the plug is pulled.
  db.pragma('synchronous = FULL')
  db.pragma('checkpoint_fullfsync = ON')
  db.pragma('foreign_keys = ON')
  db.pragma('temp_store = MEMORY')
  keepPages(db, PAGES_MB)
  return db as unknown as WritableDb
}

/** Opens a connection that can only read. The file must exist and be migrated. */
export function openReader(file: string, entities: Registry = ENTITIES): ReadableDb {
  const db = new Database(file, { readonly: true }) as unknown as ReadableDb
  bindEntities(db, entities)
  db.pragma('busy_timeout = 5000')
  db.pragma('query_only = ON')
  db.pragma('temp_store = MEMORY')
  keepPages(db, PAGES_MB)
  db.pragma(`mmap_size = ${MAPPED_BYTES}`)
  return db
}
