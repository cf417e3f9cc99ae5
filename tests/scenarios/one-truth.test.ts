/**
 * One truth for copies: in every state that copies can be in, every surface that counts or judges them says the same.
 * Sheet, plan, history, safety page, day report (CSV and mail), searches, sidebar, drives, exit code: each is asked,
 * and held against one table of what is true.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, writeFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { until } from '../helpers/until.ts'
import { CAN_FUSE } from '../helpers/faulty-drive.ts'
import { faulty } from '../integration/offload/drives.ts'
import { CAN_MOUNT } from '../integration/offload/stage.ts'

import {
  OF,
  CLIPS,
  stage,
  ended,
  expectOneTruth,
  GOOD,
  spoil,
  verifyDrive,
  online,
  onlyByOthers,
  op,
} from './one-truth-stage.ts'

describe.skipIf(!CAN_MOUNT)('every surface says the same of copies (needs root to mount)', () => {
  it(
    'that are whole',
    () =>
      stage(1, async ({ client, at, offload }) => {
        await expectOneTruth(client, at, await offload(), {
          drives: { RAID_A: { whole: OF }, SHUTTLE_02: { whole: OF } },
          decision: 'format',
          lone: 0,
          unverified: 0,
          end: GOOD,
          standings: ['whole', 'whole'],
        })
      }),
    120_000,
  )

  it(
    'that are made in a cascade',
    () =>
      stage(1, async ({ client, at, offload }) => {
        await expectOneTruth(client, at, await offload({ cascade: true }), {
          drives: { RAID_A: { whole: OF }, SHUTTLE_02: { whole: OF } },
          decision: 'format',
          lone: 0,
          unverified: 0,
          end: GOOD,
          standings: ['whole', 'whole'],
        })
      }),
    120_000,
  )

  it(
    'that are on one disk, where two are asked for',
    () =>
      stage(2, async ({ client, at, offload }) => {
        await expectOneTruth(client, at, await offload(), {
          drives: { RAID_A: { whole: OF }, SHUTTLE_02: { whole: OF } },
          decision: 'wait',
          why: 'one disk',
          lone: 0,
          unverified: 0,
          end: GOOD,
          standings: ['whole', 'whole'],
        })
      }),
    120_000,
  )

  it.skipIf(!CAN_FUSE)(
    'one of which is half, as its drive was full; and whole when it was resumed',
    () =>
      stage(1, async ({ client, at, a, card }) => {
        // Room for the first clips and not for the last, which is the largest.
        const full = await faulty(join(at, 'FULL'), [{ on: 'write', from: 450_000, errno: 'ENOSPC' }])
        const { id } = await client.offloads.start({ ...op(), sources: [card], destinations: [a.path, full.path] })
        await ended(client, id)
        const page = await client.safety.cards({})
        const half =
          page.cards
            .find((one) => one.offloadId === id)!
            .cells.find((cell) => page.columns.find((one) => one.id === cell.column)?.label === 'FULL')?.files ?? 0
        expect(half).toBeLessThan(OF)
        const lone = CLIPS - (await client.assets.count({ query: 'kind:video copies=2' })).total
        const state = { decision: 'format', lone, unverified: 0 } as const
        await expectOneTruth(client, at, id, {
          ...state,
          drives: half === 0 ? { RAID_A: { whole: OF } } : { RAID_A: { whole: OF }, FULL: { whole: half } },
          end: { exit: 1, verified: false, sealed: false },
          standings: ['whole', 'begun'],
        })
        full.rules([])
        await client.offloads.resume({ ...op(), id })
        await ended(client, id)
        await expectOneTruth(client, at, id, {
          ...state,
          lone: 0,
          drives: { RAID_A: { whole: OF }, FULL: { whole: OF } },
          end: GOOD,
          standings: ['whole', 'whole'],
        })
      }),
    120_000,
  )

  it(
    'one of which had to take another name',
    () =>
      stage(1, async ({ client, at, b, offload }) => {
        // A folder in the place of a file: its bytes are there, read back, and not where the card has them.
        mkdirSync(join(b.path, 'A007/CLIP/A007C003.mov'), { recursive: true })
        await expectOneTruth(client, at, await offload(), {
          drives: { RAID_A: { whole: OF }, SHUTTLE_02: { whole: OF, known: OF - 1 } },
          decision: 'wait',
          why: 'name conflict',
          lone: 0,
          unverified: 0,
          end: { exit: 3, verified: false, sealed: true },
          standings: ['whole', 'begun'],
        })
      }),
    120_000,
  )

  it(
    'one of which went bad, and was repaired',
    () =>
      stage(1, async ({ client, at, b, offload }) => {
        const id = await offload()
        await spoil(client, b, 'A007/CLIP/A007C002.mov')
        await verifyDrive(client, 'SHUTTLE_02')
        const bad = {
          drives: { RAID_A: { whole: OF }, SHUTTLE_02: { whole: OF - 1, bad: 1 } },
          decision: 'format',
          lone: 1,
          unverified: 1,
          end: GOOD,
          standings: ['whole', 'whole'],
        } as const
        await expectOneTruth(client, at, id, bad)
        const [copy] = await client.verify.bad({})
        for await (const _ of await client.verify.repair({ ...op(), fileIds: [copy!.fileId] })) {
          /* until it is done */
        }
        await expectOneTruth(client, at, id, {
          ...bad,
          drives: { RAID_A: { whole: OF }, SHUTTLE_02: { whole: OF } },
          lone: 0,
          unverified: 0,
        })
      }),
    120_000,
  )

  it(
    'none of which is left whole of one clip',
    () =>
      stage(1, async ({ client, at, a, b, offload }) => {
        const id = await offload()
        for (const one of [a, b]) await spoil(client, one, 'A007/CLIP/A007C002.mov')
        for (const label of ['RAID_A', 'SHUTTLE_02']) await verifyDrive(client, label)
        await expectOneTruth(client, at, id, {
          drives: { RAID_A: { whole: OF - 1, bad: 1 }, SHUTTLE_02: { whole: OF - 1, bad: 1 } },
          decision: 'wait',
          why: 'no complete copy',
          lone: 0,
          unverified: 1,
          end: GOOD,
          standings: ['whole', 'whole'],
        })
      }),
    120_000,
  )

  it(
    'one of which was lost',
    () =>
      stage(1, async ({ client, at, a, b, offload }) => {
        const id = await offload()
        rmSync(join(b.path, 'A007/CLIP/A007C003.mov'))
        await verifyDrive(client, 'SHUTTLE_02')
        await expectOneTruth(client, at, id, {
          drives: { RAID_A: { whole: OF }, SHUTTLE_02: { whole: OF - 1, missing: 1 } },
          decision: 'format',
          lone: 1,
          unverified: 0,
          end: GOOD,
          standings: ['whole', 'whole'],
        })
        // It turns up again: the next check finds it.
        cpSync(join(a.path, 'A007/CLIP/A007C003.mov'), join(b.path, 'A007/CLIP/A007C003.mov'), {
          preserveTimestamps: true,
        })
        await verifyDrive(client, 'SHUTTLE_02')
        await expectOneTruth(client, at, id, {
          drives: { RAID_A: { whole: OF }, SHUTTLE_02: { whole: OF } },
          decision: 'format',
          lone: 0,
          unverified: 0,
          end: GOOD,
          standings: ['whole', 'whole'],
        })
      }),
    120_000,
  )

  it(
    'one of which somebody deleted while nobody looked',
    () =>
      stage(1, async ({ client, at, b, offload }) => {
        const id = await offload()
        rmSync(join(b.path, 'A007'), { recursive: true })
        await expectOneTruth(client, at, id, {
          drives: { RAID_A: { whole: OF }, SHUTTLE_02: { whole: 0, missing: OF } },
          decision: 'format',
          lone: CLIPS,
          unverified: 0,
          end: GOOD,
          standings: ['whole', 'whole'],
        })
      }),
    120_000,
  )

  it(
    'all of which somebody deleted or renamed while nobody looked',
    () =>
      stage(1, async ({ client, at, a, b, offload }) => {
        const id = await offload()
        rmSync(join(a.path, 'A007'), { recursive: true })
        renameSync(join(b.path, 'A007'), join(b.path, 'Day 1'))
        await expectOneTruth(client, at, id, {
          drives: { RAID_A: { whole: 0, missing: OF }, SHUTTLE_02: { whole: 0, missing: OF } },
          decision: 'wait',
          why: 'no complete copy',
          lone: 0,
          unverified: CLIPS,
          end: GOOD,
          standings: ['whole', 'whole'],
        })
      }),
    120_000,
  )

  it(
    'one of which somebody wrote over while nobody looked',
    () =>
      stage(1, async ({ client, at, b, offload }) => {
        const id = await offload()
        writeFileSync(join(b.path, 'A007/CLIP/A007C003.mov'), 'other bytes')
        await expectOneTruth(client, at, id, {
          drives: { RAID_A: { whole: OF }, SHUTTLE_02: { whole: OF - 1, bad: 1 } },
          decision: 'format',
          lone: 1,
          unverified: 1,
          end: GOOD,
          standings: ['whole', 'whole'],
        })
      }),
    120_000,
  )

  it(
    'one of which somebody wrote over with as many other bytes',
    () =>
      stage(1, async ({ client, at, b, offload }) => {
        const id = await offload()
        const path = join(b.path, 'A007/CLIP/A007C003.mov')
        writeFileSync(path, Buffer.alloc(statSync(path).size, 'x'))
        // Nothing is said of it until it was read again, which happens by itself.
        const page = await client.safety.cards({})
        expect(
          page.cards
            .find((one) => one.offloadId === id)!
            .cells.map((cell) => cell.files)
            .toSorted(),
        ).toEqual([OF - 1, OF])
        await until('read again', async () => (await client.verify.bad({})).length === 1)
        await expectOneTruth(client, at, id, {
          drives: { RAID_A: { whole: OF }, SHUTTLE_02: { whole: OF - 1, bad: 1 } },
          decision: 'format',
          lone: 1,
          unverified: 1,
          end: GOOD,
          standings: ['whole', 'whole'],
        })
      }),
    120_000,
  )

  it(
    'on a drive that is away',
    () =>
      stage(1, async ({ client, at, b, offload }) => {
        const id = await offload()
        b.pull()
        await online(client, 'SHUTTLE_02', false)
        await expectOneTruth(client, at, id, {
          drives: { RAID_A: { whole: OF }, SHUTTLE_02: { whole: OF, here: false } },
          decision: 'format',
          lone: 0,
          unverified: 0,
          end: GOOD,
          standings: ['whole', 'whole'],
        })
      }),
    120_000,
  )

  it(
    'that another computer alone has read back',
    () =>
      stage(2, async ({ client, at, b, folder, offload }) => {
        const id = await offload()
        b.pull()
        await online(client, 'SHUTTLE_02', false)
        await onlyByOthers(client, folder, 'SHUTTLE_02')
        await expectOneTruth(client, at, id, {
          drives: { RAID_A: { whole: OF }, SHUTTLE_02: { whole: 0, here: false } },
          decision: 'wait',
          why: 'not verified here',
          lone: 0,
          unverified: CLIPS,
          end: GOOD,
          standings: ['whole', 'whole'],
        })
      }),
    120_000,
  )

  it(
    'beside a clone of their drive, which is no second one of them',
    () =>
      stage(1, async ({ client, at, b, offload }) => {
        const id = await offload()
        b.pull()
        await online(client, 'SHUTTLE_02', false)
        const clone = join(at, 'CLONE')
        execFileSync('cp', [b.image, `${b.image}.clone`])
        mkdirSync(clone)
        execFileSync('mount', ['-o', 'loop', `${b.image}.clone`, clone])
        try {
          await online(client, 'SHUTTLE_02', true)
          await expectOneTruth(client, at, id, {
            drives: { RAID_A: { whole: OF }, SHUTTLE_02: { whole: OF } },
            decision: 'format',
            lone: 0,
            unverified: 0,
            end: GOOD,
            standings: ['whole', 'whole'],
          })
        } finally {
          execFileSync('umount', ['-l', clone])
        }
      }),
    120_000,
  )

  it(
    'of a card with a name that no manifest can hold',
    () =>
      stage(1, async ({ client, at, card, offload }) => {
        // Latin-1: no text for anybody who reads UTF-8.
        rmSync(join(card, 'CLIP/A007C001.xml'))
        writeFileSync(Buffer.concat([Buffer.from(`${card}/CLIP/Caf`), Buffer.of(0xe9), Buffer.from('.txt')]), 'notes')
        await expectOneTruth(client, at, await offload(), {
          drives: { RAID_A: { whole: OF }, SHUTTLE_02: { whole: OF } },
          decision: 'wait',
          why: 'not sealed',
          lone: 0,
          unverified: 0,
          end: { exit: 3, verified: true, sealed: false },
          standings: ['whole', 'whole'],
        })
      }),
    120_000,
  )
})
