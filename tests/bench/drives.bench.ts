/**
 * Drives with many clips: `node tests/bench/drives.bench.ts [assets]` (1,000,000). What the list of drives and the look
 * every two seconds cost, and what a drive with all those clips going and coming back does to everybody else: the 99th
 * percentile of the event loop's delay (target < 50 ms), the list of drives (target < 20 ms).
 */
import { join } from 'node:path'
import { watchPresence } from '../../electron/engine/ingest/presence.ts'
import { createContext } from '../../electron/engine/context.ts'
import { readKnownVolumes, readVolumes } from '../../electron/engine/db/volumes/volumes.ts'
import type { VolumeIdentity } from '../../electron/engine/domain/volumes/volume.ts'
import { createStaleEvents } from '../../electron/engine/events/stale.ts'
import { openLibrary } from '../../electron/engine/library/open.ts'
import { createLog } from '../../electron/engine/log.ts'
import { scratch } from '../helpers/library.ts'
import { loopDelayDuring } from '../helpers/loop-delay.ts'
import { syntheticLibrary } from './synthetic.ts'
import { target } from './targets.ts'

const assets = Number(process.argv[2] ?? 1_000_000)
const LOOP_MS = 50
const LIST_MS = 20

using place = scratch('rushes-bench-')
const folder = syntheticLibrary(join(place.dir, 'library'), assets)
const library = openLibrary(folder, new Date())
const { log, close } = createLog(folder.logs, 'silent')
const context = createContext({ library, events: createStaleEvents(Date.now()), log, now: Date.now, userName: 'bench' })

// The mounts of a machine that is not there: the looks, the marking and the catalogue are the real ones.
let mounted = false
const drive: VolumeIdentity = {
  mountPoint: '/nowhere/RAID_A',
  fsType: 'ext4',
  fsUuid: 'raid_a',
  label: 'RAID_A',
  device: '8:17',
  physicalDevice: 'disk:RAID_A',
  kind: 'external',
  removable: false,
  readOnly: false,
  capacity: 1e13,
  free: 1e12,
  directReads: true,
  source: '/dev/sdb1',
  mountRoot: '/',
  via: null,
  rotational: true,
  answers: true,
  mounts: [],
}
library.writer.prepare(`UPDATE volume SET fs_uuid = lower(label)`).run()
const presence = watchPresence(context, {
  identify: async () => drive,
  room: async () => ({ capacity: 1e13, free: 1e12 }),
  arrived: () => {},
  left: () => {},
  lookAtCopies: async () => new Map(),
  mountPoints: async () => ({
    fingerprint: String(mounted),
    mounts: mounted
      ? [
          {
            mountPoint: drive.mountPoint,
            device: '8:17',
            fsType: 'ext4',
            source: '/dev/sdb1',
            root: '/',
            readOnly: false,
          },
        ]
      : [],
  }),
})
await presence.look()

const row = (what: string, value: number, most: number | null, rest = ''): void => {
  const late = most !== null && !target('drives', what, value, { most, unit: 'ms' })
  console.log(
    `${what.padEnd(44)} ${value.toFixed(2).padStart(9)} ms${most === null ? '' : `  target ≤ ${most}${late ? '  MISSED' : ''}`}${rest}`,
  )
}
const median = (work: () => unknown): number =>
  Array.from({ length: 9 }, () => {
    const begin = performance.now()
    work()
    return performance.now() - begin
  }).toSorted((a, b) => a - b)[4]!

const [raid] = readVolumes(library.reader).filter((volume) => volume.label === 'RAID_A')
console.log(`${assets} clips, ${raid?.assets} of them on the drive that comes and goes`)
row(
  'list of drives with what is on them',
  median(() => readVolumes(library.reader)),
  LIST_MS,
)
row(
  'known drives, as the look asks for them',
  median(() => readKnownVolumes(library.writer)),
  null,
)
for (const here of [true, false, true]) {
  mounted = here
  const delay = await loopDelayDuring(() => presence.look())
  row(
    `the drive ${here ? 'comes' : 'goes'}: event loop, p99`,
    delay.p99,
    LOOP_MS,
    `  longest ${delay.longest.toFixed(1)} ms  took ${(delay.took / 1000).toFixed(1)} s`,
  )
  const state = library.reader
    .prepare<[], { state: string; count: number }>('SELECT state, count(*) AS count FROM asset GROUP BY state')
    .all()
  console.log(`  ${state.map((one) => `${one.count} ${one.state}`).join(' · ')}`)
}
await presence.close()
library.close()
await close()
