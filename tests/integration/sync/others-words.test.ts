/**
 * What others say of a copy whose drive is not here. A drive is formatted by it: what this device found bad with its
 * own eyes stands, and an older check never replaces a newer one.
 */
import { afterEach, describe, expect, it } from 'vitest'
import { isWhole, standingOf } from '../../../shared/copies/standing.ts'
import { copiesOfContent } from '../../../electron/engine/db/reports/report-rows.ts'
import { readCopies } from '../../../electron/engine/db/catalogue/asset-detail.ts'
import { refreshAssets } from '../../../electron/engine/db/catalogue/asset-row.ts'
import { recordChecks, recordMissing } from '../../../electron/engine/db/catalogue/files-verify.ts'
import { verifiedHere } from '../../../electron/engine/db/migrations/0290-verified-here.ts'
import { countsOfHere } from '../../../electron/engine/db/migrations/0300-counts-of-here.ts'
import { MIGRATIONS } from '../../../electron/engine/db/core/migrate.ts'
import { safeCopies } from '../../../electron/engine/db/offload/safe-copies.ts'
import { readOutline } from '../../../electron/engine/db/search/outline-read.ts'
import { readDriveVerification } from '../../../electron/engine/db/volumes/drive-verification.ts'
import { createMemoryStore } from '../../../electron/engine/sync/stores/memory.ts'
import { scratch } from '../../helpers/library.ts'
import { clip } from '../../helpers/said.ts'
import { sharer, type Sharer } from '../../helpers/synced.ts'

const place = scratch('rushes-others-words-')
const open: Sharer[] = []
let nth = 0
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

function device(store: Parameters<typeof sharer>[2], skewMs = 0): Sharer {
  nth += 1
  const made = sharer(place.dir, `device ${nth}`, store, skewMs)
  open.push(made)
  return made
}

const DRIVE = 'the shuttle'
const PATH = 'A003/A003C001.mov'
type Found = { readonly verification: string; readonly verifiedAt: number | null; readonly state: string }

const copyAt = (at: Sharer): Found | undefined =>
  at.context.library.reader.prepare<[], Found>('SELECT verification, verified_at AS verifiedAt, state FROM file').get()
const assetAt = (at: Sharer): unknown => at.context.library.reader.prepare('SELECT verification FROM asset').get()

/** The drive is put in or pulled. */
function drive(at: Sharer, online: boolean): void {
  const { writer: db } = at.context.library
  db.prepare('UPDATE volume SET online = ?').run(Number(online))
  db.prepare(`UPDATE file SET state = ? WHERE state IN ('present', 'offline')`).run(online ? 'present' : 'offline')
}

/** What a device reads of the copy. */
async function reads(at: Sharer, ok: boolean, when: number): Promise<void> {
  const { id } = at.context.library.reader.prepare<[], { id: string }>('SELECT id FROM volume').get()!
  await recordChecks(at.context.library.writer, id, [{ path: PATH, ok, method: 'device' }], when)
}

/** Whatever a device may say of it, true or not. */
function claims(at: Sharer, verification: string, verifiedAt: number | null): void {
  const { writer: db } = at.context.library
  const { assetId } = db
    .prepare<[string, number | null], { assetId: string }>(
      `UPDATE file SET verification = ?, verified_at = ?, read_back = 'device' RETURNING asset_id AS assetId`,
    )
    .get(verification, verifiedAt)!
  refreshAssets(db, [assetId])
}

async function meet(...devices: Sharer[]): Promise<void> {
  for (let round = 0; round < 2; round += 1) for (const one of devices) await one.sync()
}

/** Two devices that know one copy on one drive. */
async function both(): Promise<{ a: Sharer; b: Sharer; store: ReturnType<typeof createMemoryStore>; now: number }> {
  const store = createMemoryStore()
  const [a, b] = [device(store), device(store)]
  clip(a, 'A003C001.mov', 'c1', { drive: DRIVE })
  await meet(a, b)
  return { a, b, store, now: Date.now() }
}

describe('a copy that this device found bad', () => {
  it.each([
    ['checked long before', -86_400_000],
    ['checked at the same moment', 0],
    ['checked later', 60_000],
    ['checked years ahead', 10 * 365 * 86_400_000],
  ])('stays bad whatever another device says of it: verified, %s', async (_, after) => {
    const { a, b, store, now } = await both()
    drive(b, true)
    await reads(b, false, now)
    drive(b, false)
    await b.sync()
    await a.sync()
    claims(a, 'verified', now + after)
    await meet(a, b)
    expect(copyAt(b)).toMatchObject({ verification: 'failed', verifiedAt: now })
    expect(assetAt(b)).toEqual({ verification: 'failed' })
    // And again, as often as it likes.
    claims(a, 'verified', now + after + 1)
    await meet(a, b)
    expect(copyAt(b)).toMatchObject({ verification: 'failed', verifiedAt: now })
    expect(b.journal.untold()).toBe(0)
    // It says so again: a checkpoint holds the bad finding.
    await b.journal.tidy(new AbortController().signal, true)
    for await (const { key } of store.list('j/')) await store.remove(key)
    const c = device(store)
    await c.sync()
    expect(copyAt(c)).toMatchObject({ verification: 'failed', verifiedAt: now })
  })

  it('stays bad where the word came while the drive was here, and where it is replaced by none', async () => {
    const { a, b, now } = await both()
    drive(b, true)
    await reads(b, false, now)
    await b.sync()
    claims(a, 'verified', now + 5)
    await meet(a, b)
    drive(b, false)
    a.context.library.writer.prepare('DELETE FROM file').run()
    await meet(a, b)
    expect(copyAt(b)).toMatchObject({ verification: 'failed', verifiedAt: now })
  })

  it('stays missing', async () => {
    const { a, b, now } = await both()
    drive(b, true)
    await recordMissing(
      b.context.library.writer,
      b.context.library.reader
        .prepare<[], { id: string }>('SELECT id FROM file')
        .all()
        .map(({ id }) => id),
      now,
    )
    b.context.library.writer.prepare('UPDATE volume SET online = 0').run()
    claims(a, 'verified', now + 5)
    await meet(a, b)
    expect(copyAt(b)).toMatchObject({ state: 'missing' })
  })

  it('is good again once this device has read it again, and others hear so', async () => {
    const { a, b, now } = await both()
    drive(b, true)
    await reads(b, false, now)
    await meet(a, b)
    await reads(b, true, now + 10)
    drive(b, false)
    drive(a, false)
    await meet(b, a)
    for (const one of [a, b]) expect(copyAt(one)).toMatchObject({ verification: 'verified', verifiedAt: now + 10 })
  })
})

describe('a copy that others check', () => {
  it('is bad once one of them finds it bad, and good once that one has mended it', async () => {
    const { a, b, now } = await both()
    await reads(a, false, now + 1)
    await meet(a, b)
    expect(copyAt(b)).toMatchObject({ verification: 'failed', verifiedAt: now + 1 })
    await reads(a, true, now + 2)
    await meet(a, b)
    expect(copyAt(b)).toMatchObject({ verification: 'verified', verifiedAt: now + 2 })
  })

  it('is not good again by the word of a third one, though that says bad first', async () => {
    const { a, b, store, now } = await both()
    const c = device(store)
    await c.sync()
    await reads(a, false, now + 1)
    await meet(a, b)
    for (const verification of ['verified', 'failed', 'verified']) {
      claims(c, verification, now + 50)
      await c.sync()
      await b.sync()
      expect(copyAt(b)).toMatchObject({ verification: 'failed', verifiedAt: now + 1 })
    }
    c.context.library.writer.prepare('DELETE FROM file').run()
    await c.sync()
    await b.sync()
    expect(copyAt(b)).toMatchObject({ verification: 'failed', verifiedAt: now + 1 })
  })

  it('keeps its later check when an older one is told of later', async () => {
    const { a, b, now } = await both()
    await reads(a, true, now + 10)
    await meet(a, b)
    for (const [verification, at] of [
      ['copied', now + 5],
      ['unknown', null],
    ] as const) {
      claims(a, verification, at)
      await meet(a, b)
      expect(copyAt(b)).toMatchObject({ verification: 'verified', verifiedAt: now + 10 })
    }
    claims(a, 'copied', now + 20)
    await meet(a, b)
    expect(copyAt(b)).toMatchObject({ verification: 'copied', verifiedAt: now + 20 })
  })

  it('is bad by the last word of a device whose clock was ahead when it found it good', async () => {
    const { a, b, now } = await both()
    await reads(a, true, now + 10)
    await meet(a, b)
    await reads(a, false, now - 5)
    await meet(a, b)
    expect(copyAt(b)).toMatchObject({ verification: 'failed', verifiedAt: now - 5 })
  })

  it('was never checked in a time to come: a later check still holds', async () => {
    const { a, b, now } = await both()
    claims(a, 'verified', now + 10 * 365 * 86_400_000)
    await meet(a, b)
    expect(copyAt(b)!.verifiedAt).toBeLessThan(now + 86_400_000)
    await reads(a, false, now + 86_400_000)
    claims(a, 'failed', Date.now() + 60_000)
    await meet(a, b)
    expect(copyAt(b)).toMatchObject({ verification: 'failed' })
  })
})

describe('a copy that was read back', () => {
  /** How a device judges the copy, as its safety page does. */
  const standing = (at: Sharer) => {
    const { reader } = at.context.library
    const { id } = reader.prepare<[], { id: string }>('SELECT content_id AS id FROM file').get()!
    const [copy] = copiesOfContent(reader, id)
    return standingOf(copy!)
  }

  /** How its counts speak of it: clip, sidebar, drive, and the plan of a card that holds the same file. */
  const counted = (at: Sharer) => {
    const { reader } = at.context.library
    const [drive] = readDriveVerification(reader)
    const file = reader
      .prepare<[], { path: string; size: number; mtimeNs: bigint }>(
        'SELECT path, bytes AS size, mtime_ns AS mtimeNs FROM file',
      )
      .safeIntegers()
      .get()!
    const name = file.path.slice(file.path.lastIndexOf('/') + 1)
    return {
      clip: reader.prepare<[], { verification: string }>('SELECT verification FROM asset').get()!.verification,
      unverified: readOutline(reader, Date.now(), { firstDay: null, dayNumbers: {} }).unverified,
      drive: { verified: drive!.verified, elsewhere: drive!.elsewhere },
      known: safeCopies(reader, { name, size: Number(file.size), mtimeNs: file.mtimeNs }).map((one) => one.whole),
    }
  }

  it('by another computer alone is no whole copy here, until it is read here', async () => {
    const { a, b, now } = await both()
    drive(a, true)
    await reads(a, true, now)
    await meet(a, b)
    expect([standing(a), standing(b)]).toEqual(['whole', 'elsewhere'])
    const shown = (at: Sharer) => {
      const { id } = at.context.library.reader.prepare<[], { id: string }>('SELECT id FROM asset').get()!
      return readCopies(at.context.library.reader, id).map(({ elsewhere }) => elsewhere)
    }
    expect([shown(a), shown(b)]).toEqual([[undefined], [true]])
    expect([counted(a), counted(b)]).toEqual([
      { clip: 'verified', unverified: 0, drive: { verified: 1, elsewhere: 0 }, known: [true] },
      { clip: 'copied', unverified: 1, drive: { verified: 0, elsewhere: 1 }, known: [false] },
    ])
    expect(isWhole({ state: 'offline', verification: 'verified', readBack: 'device', elsewhere: true })).toBe(false)
    drive(b, true)
    await reads(b, true, now + 1)
    expect(standing(b)).toBe('whole')
    expect(counted(b)).toEqual(counted(a))
  })

  it('here stays whole when others read it later, and is not when they say that it was bad meanwhile', async () => {
    const { a, b, now } = await both()
    drive(b, true)
    await reads(b, true, now)
    drive(b, false)
    await meet(b, a)
    claims(a, 'verified', now + 60_000)
    await meet(a, b)
    expect(standing(b)).toBe('whole')
    claims(a, 'failed', now + 120_000)
    await meet(a, b)
    expect(standing(b)).toBe('bad')
    claims(a, 'verified', now + 180_000)
    await meet(a, b)
    expect(standing(b)).toBe('elsewhere')
  })

  it('of other bytes than those that were read here is no whole copy', async () => {
    const { a, b, now } = await both()
    drive(b, true)
    await reads(b, true, now)
    drive(b, false)
    await meet(b, a)
    clip(a, 'A003C001.mov', 'c2', { drive: DRIVE })
    claims(a, 'verified', now + 60_000)
    await meet(a, b)
    expect(standing(b)).toBe('elsewhere')
  })
})

describe('a library of an earlier version', () => {
  it.each([
    ['what others said for theirs', 0],
    ['what it read itself for its own', 1],
  ])('takes %s', async (_what, here) => {
    const { a, b, now } = await both()
    claims(a, 'verified', now)
    await meet(a, b)
    const { writer } = b.context.library
    // As before the step: nothing is noted of who read.
    writer.exec(
      'DROP TRIGGER care_insert; DROP TRIGGER care_update; DROP TRIGGER care_delete; DROP TRIGGER file_verified_here; ALTER TABLE file DROP COLUMN verified_here',
    )
    const counts = MIGRATIONS.find((one) => one.name === 'care')!.sql
    writer.exec(counts.slice(counts.indexOf('CREATE TRIGGER')))
    writer.exec(`UPDATE asset SET verification = 'verified', verified_at = 1; DELETE FROM volume_care`)
    writer.exec(`INSERT INTO volume_care SELECT volume_id, verification, count(*) FROM file GROUP BY 1, 2`)
    if (here === 1)
      writer
        .prepare(`UPDATE fact_clock SET clock = substr(clock, 1, 17) || ? WHERE kind = 'place'`)
        .run(b.context.library.deviceId)
    writer.exec(verifiedHere.sql)
    writer.exec(countsOfHere.sql)
    expect(writer.prepare('SELECT verification, verified_here AS here FROM file').all()).toEqual([
      { verification: 'verified', here },
    ])
    expect(assetAt(b)).toEqual({ verification: here === 1 ? 'verified' : 'copied' })
    expect(readDriveVerification(writer)).toMatchObject([{ files: 1, verified: here, elsewhere: 1 - here }])
  })
})
