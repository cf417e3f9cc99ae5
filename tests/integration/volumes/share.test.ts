/**
 * Coming and going on recorded mounts: a share that falls silent, and a large drive that turns round on its way.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { watchPresence, type Presence } from '../../../electron/engine/ingest/presence.ts'
import { createContext, type EngineContext } from '../../../electron/engine/context.ts'
import { readVolumes } from '../../../electron/engine/db/volumes/volumes.ts'
import type { VolumeIdentity } from '../../../electron/engine/domain/volumes/volume.ts'
import { createStaleEvents } from '../../../electron/engine/events/stale.ts'
import { openLibrary, type OpenLibrary } from '../../../electron/engine/library/open.ts'
import { createLog } from '../../../electron/engine/log.ts'
import { scratch } from '../../helpers/library.ts'
import { syntheticLibrary } from '../../bench/synthetic.ts'

const CLIPS = 3000
const share: VolumeIdentity = {
  mountPoint: '/nas/dailies',
  fsType: 'cifs',
  fsUuid: null,
  label: null,
  device: '0:50',
  physicalDevice: null,
  kind: 'network',
  removable: null,
  readOnly: false,
  capacity: 1e13,
  free: 1e12,
  directReads: false,
  source: '//nas/dailies',
  mountRoot: '/',
  via: null,
  rotational: null,
  answers: true,
  mounts: [],
}

let place: ReturnType<typeof scratch>
let library: OpenLibrary
let context: EngineContext
let closeLog: () => Promise<void>
let now = Date.UTC(2026, 10, 23)
const machine = { mounted: true, answers: true }
const told: string[] = []

beforeEach(() => {
  place = scratch()
  library = openLibrary(syntheticLibrary(`${place.dir}/library`, CLIPS), new Date())
  library.writer
    .prepare(
      `UPDATE volume SET identity = 'share:cifs://nas/dailies', kind = 'network', fs_type = 'cifs', source = '//nas/dailies' WHERE label = 'RAID_A'`,
    )
    .run()
  const log = createLog(`${place.dir}/library/logs`, 'silent')
  closeLog = log.close
  context = createContext({
    library,
    events: createStaleEvents(Date.now()),
    log: log.log,
    now: () => now,
    userName: 'test',
  })
  Object.assign(machine, { mounted: true, answers: true })
  told.length = 0
})
afterEach(async () => {
  library.close()
  await closeLog()
  place[Symbol.dispose]()
})

function presence(): Presence {
  return watchPresence(context, {
    identify: async () => (machine.answers ? share : { ...share, answers: false }),
    room: async () => (machine.answers ? { capacity: 1e13, free: 5e11 } : null),
    arrived: () => {
      told.push('arrived')
    },
    left: () => {
      told.push('left')
    },
    lookAtCopies: async () => new Map(),
    mountPoints: async () => ({
      fingerprint: String(machine.mounted),
      mounts: machine.mounted
        ? [
            {
              mountPoint: share.mountPoint,
              device: '0:50',
              fsType: 'cifs',
              source: '//nas/dailies',
              root: '/',
              readOnly: false,
            },
          ]
        : [],
    }),
  })
}
const nas = () => readVolumes(library.reader).find((volume) => volume.label === 'RAID_A')!
const states = () =>
  Object.fromEntries(
    library.reader
      .prepare<[], { state: string; count: number }>('SELECT state, count(*) AS count FROM asset GROUP BY state')
      .all()
      .map((row) => [row.state, row.count]),
  )
async function later(looking: Presence): Promise<void> {
  now += 11_000
  await looking.look()
}

describe('a share', () => {
  it('that falls silent is said to, then is away; when it answers again all is as it was', async () => {
    const looking = presence()
    await looking.look()
    expect(nas()).toMatchObject({ online: true, trouble: null, free: 1e12, assets: CLIPS })
    expect(states()).toEqual({ present: CLIPS })
    machine.answers = false
    await later(looking)
    expect(nas()).toMatchObject({ online: true, trouble: 'RAID_A does not answer. Check the network and its server.' })
    await later(looking)
    expect(nas()).toMatchObject({ online: false, trouble: 'RAID_A does not answer. Check the network and its server.' })
    expect(states()).toEqual({ offline: CLIPS })
    machine.answers = true
    await later(looking)
    await looking.look()
    expect(nas()).toMatchObject({ online: true, trouble: null, free: 1e12, assets: CLIPS })
    expect(states()).toEqual({ present: CLIPS })
    expect(told).toEqual(['arrived', 'left', 'arrived'])
    await later(looking)
    expect(nas().free).toBe(5e11)
    await looking.close()
  })
})

describe('a drive with many clips', () => {
  it('that goes while it is still coming is away as a whole', async () => {
    const looking = presence()
    const first = looking.look()
    machine.mounted = false
    await first
    await looking.look()
    expect(nas().online).toBe(false)
    expect(states()).toEqual({ offline: CLIPS })
    await looking.close()
  })

  it('whose marking was cut off by the end of the engine is marked to the end at the next start', async () => {
    library.writer
      .prepare(`UPDATE volume SET online = 1, flipping = 1, mount_point = '/nas/dailies' WHERE label = 'RAID_A'`)
      .run()
    library.writer
      .prepare(
        `UPDATE file SET state = 'present' WHERE rowid % 3 = 0 AND volume_id = (SELECT id FROM volume WHERE label = 'RAID_A')`,
      )
      .run()
    const looking = presence()
    await looking.look()
    expect(states()).toEqual({ present: CLIPS })
    await looking.close()
  })

  it('keeps its counts by itself, as a count of all files would find them', async () => {
    const { writer } = library
    writer.prepare(`UPDATE file SET state = 'missing' WHERE rowid % 7 = 0`).run()
    writer.prepare(`UPDATE file SET bytes = bytes + 5, verified_at = 1234567890123 WHERE rowid % 5 = 0`).run()
    writer.prepare(`UPDATE file SET asset_id = (SELECT id FROM asset LIMIT 1) WHERE rowid % 11 = 0`).run()
    writer.prepare(`UPDATE file SET asset_id = NULL WHERE rowid % 13 = 0`).run()
    writer.prepare(`UPDATE file SET state = 'present' WHERE rowid % 14 = 0`).run()
    writer.prepare('DELETE FROM file WHERE rowid % 17 = 0').run()
    const kept = writer.prepare('SELECT volume_id, files, assets, bytes FROM volume_count ORDER BY volume_id').all()
    const counted = writer
      .prepare(`SELECT v.id AS volume_id, count(f.id) AS files, count(DISTINCT f.asset_id) AS assets, coalesce(sum(f.bytes), 0) AS bytes
      FROM volume v LEFT JOIN file f ON f.volume_id = v.id AND f.state IN ('present', 'offline') GROUP BY v.id ORDER BY v.id`)
      .all()
    expect(kept).toEqual(counted)
  })
})
