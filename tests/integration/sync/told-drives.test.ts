/**
 * Drives that others told of and that are connected here: what is said of their copies follows what they are here.
 */
import { describe, expect, it } from 'vitest'
import { watchPresence, type Presence } from '../../../electron/engine/ingest/presence.ts'
import { readVolumes } from '../../../electron/engine/db/volumes/volumes.ts'
import { upsertFile } from '../../../electron/engine/db/catalogue/files-write.ts'
import { refreshAssets } from '../../../electron/engine/db/catalogue/asset-row.ts'
import type { VolumeIdentity } from '../../../electron/engine/domain/volumes/volume.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import { newId } from '../../../shared/util/ids.ts'
import { devices } from '../../helpers/devices.ts'
import { scratch } from '../../helpers/library.ts'
import { clip, say } from '../../helpers/said.ts'
import type { Sharer } from '../../helpers/synced.ts'

const place = scratch('rushes-told-drives-')
const device = devices(place.dir)
const NAMES = ['BIGA', 'BIGB'] as const

const drive = (name: string, physicalDevice: string | null): VolumeIdentity => ({
  mountPoint: `/media/${name}`,
  fsType: 'ext4',
  fsUuid: `uuid-of-${name}`,
  label: name,
  device: `7:${name === 'BIGA' ? 0 : 1}`,
  physicalDevice,
  kind: 'external',
  removable: true,
  readOnly: false,
  capacity: 1e12,
  free: 1e11,
  directReads: true,
  source: `/dev/${name}`,
  mountRoot: '/',
  via: null,
  rotational: null,
  answers: true,
  mounts: [],
})

/** One clip with a copy on each of two drives that have a UUID. */
function offloaded(at: Sharer): string {
  const id = clip(at, 'A003C001.mov', 'c1', { drive: 'uuid:uuid-of-BIGA' })
  const { writer: db } = at.context.library
  db.prepare(`UPDATE volume SET label = 'BIGA', fs_uuid = 'uuid-of-BIGA', physical_device = 'sda'`).run()
  const second = newId()
  db.prepare(
    `INSERT INTO volume (id, label, kind, identity, fs_uuid, physical_device, online, last_seen_at, created_at) VALUES (?, 'BIGB', 'external', 'uuid:uuid-of-BIGB', 'uuid-of-BIGB', 'sdb', 1, 0, 0)`,
  ).run(second)
  const first = db.prepare<[], { contentId: string }>(`SELECT content_id AS contentId FROM file`).get()!
  db.transaction(() => {
    upsertFile(db, {
      volumeId: second,
      rootId: null,
      path: 'A003/A003C001.mov',
      bytes: 1000,
      mtimeNs: 1_763_640_000_000_000_000n,
      inode: 2,
      state: 'present',
      role: 'primary',
      contentId: first.contentId,
      assetId: id,
      verification: 'verified',
      verifiedAt: at.context.now(),
      readBack: 'device',
      now: at.context.now(),
    })
    refreshAssets(db, [id])
  })()
  return id
}

/** What is mounted here, as the watch of a library sees it. */
function watch(at: Sharer, mounted: readonly VolumeIdentity[]): Presence {
  return watchPresence(at.context, {
    identify: async (mountPoint) => mounted.find((one) => one.mountPoint === mountPoint)!,
    room: async () => ({ capacity: 1e12, free: 1e11 }),
    arrived: () => {},
    left: () => {},
    lookAtCopies: async () => new Map(),
    mountPoints: async () => ({
      fingerprint: mounted.map((one) => one.mountPoint).join(' '),
      mounts: mounted.map(({ mountPoint, device: number, fsType, source }) => ({
        mountPoint,
        device: number!,
        fsType: fsType!,
        source: source!,
        root: '/',
        readOnly: false,
      })),
    }),
  })
}

const row = (at: Sharer): unknown =>
  at.context.library.reader.prepare('SELECT copies, devices, state FROM asset WHERE hidden = 0').get()

describe('copies on drives that others told of', () => {
  it.each([
    ['on two disks', ['sda', 'sdb'], 2],
    ['on one disk', ['sda', 'sda'], 1],
    ['on disks that can’t be told', [null, null], 1],
  ] as const)('%s: are counted so once both are connected, and are here', async (_, disks, count) => {
    const store = createMemoryStore()
    const [a, b] = [device(0, store), device(0, store)]
    offloaded(a)
    expect(row(a)).toEqual({ copies: 2, devices: 2, state: 'present' })
    await a.sync()
    await b.sync()
    expect(row(b)).toEqual({ copies: 2, devices: 1, state: 'offline' })
    const presence = watch(
      b,
      NAMES.map((name, index) => drive(name, disks[index]!)),
    )
    await presence.look()
    expect(row(b)).toEqual({ copies: 2, devices: count, state: 'present' })
    expect(readVolumes(b.context.library.reader).map(({ online }) => online)).toEqual([true, true])
    await presence.close()
  })

  it('that an older version counted wrongly are counted again after opening', async () => {
    const store = createMemoryStore()
    const a = device(0, store)
    offloaded(a)
    a.context.library.writer.prepare('UPDATE asset SET devices = 1').run()
    const presence = watch(
      a,
      NAMES.map((name, index) => drive(name, ['sda', 'sdb'][index]!)),
    )
    await presence.look()
    expect(row(a)).toEqual({ copies: 2, devices: 2, state: 'present' })
    await presence.close()
  })
})

describe('what others call a drive that is connected here', () => {
  const labels = (at: Sharer): string[] =>
    readVolumes(at.context.library.reader)
      .map(({ label }) => label)
      .toSorted()
  /** Calls BIGB something else. */
  const rename = (at: Sharer, label: string): void => {
    const { id } = at.context.library.reader
      .prepare<[], { id: string }>(`SELECT id FROM volume WHERE identity = 'uuid:uuid-of-BIGB'`)
      .get()!
    say(at, { entity: 'volume', entityId: id, field: 'label', value: label })
  }
  const both = NAMES.map((name, index) => drive(name, ['sda', 'sdb'][index]!))

  it.each(['BIGA', 'biga '])('is shown apart where it is the name of another one here (%j)', async (stolen) => {
    const store = createMemoryStore()
    const [a, b] = [device(0, store), device(0, store)]
    offloaded(a)
    await a.sync()
    await b.sync()
    const presence = watch(b, both)
    await presence.look()
    rename(a, stolen)
    await a.sync()
    await b.sync()
    await presence.look()
    expect(labels(b)).toEqual(['BIGA', `${stolen} (ofBIGB)`].toSorted())
    // A name of its own is taken as it is, and so is what a person here calls it.
    rename(a, 'SHUTTLE')
    await a.sync()
    await b.sync()
    expect(labels(b)).toEqual(['BIGA', 'SHUTTLE'])
    rename(b, 'BIGA')
    expect(labels(b)).toEqual(['BIGA', 'BIGA'])
    await presence.look()
    expect(labels(b)).toEqual(['BIGA', 'BIGA'])
    await presence.close()
  })

  it('is shown apart from a drive that comes later with that name', async () => {
    const store = createMemoryStore()
    const [a, b] = [device(0, store), device(0, store)]
    offloaded(a)
    a.context.library.writer
      .prepare(`DELETE FROM file WHERE volume_id = (SELECT id FROM volume WHERE label = 'BIGA')`)
      .run()
    await a.sync()
    rename(a, 'NEW')
    await a.sync()
    await b.sync()
    const fresh = drive('NEW', 'sdc')
    const presence = watch(b, [fresh])
    await presence.look()
    expect(labels(b)).toContain('NEW')
    expect(labels(b)).toContain('NEW (ofBIGB)')
    await presence.close()
  })
})
