/**
 * Dates that no clock should show: everything is copied and ingested, times are kept where they can be, one remark says
 * so.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { lstatSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { rushes } from '../cli/stage.ts'
import { atEnd, CAN_MOUNT, makeCard, mountMemory, workshop } from './stage.ts'
import { unmount } from '../../helpers/unmount.ts'

/** Seconds since 1970, as text where Node would take a negative number for now. tmpfs keeps all of them as they are. */
const DATES: Readonly<Record<string, string | number>> = {
  'year-2300.dat': 10_413_792_000,
  'year-minus-1.dat': '-62198755200',
  'beyond-64-bits.dat': 9_300_000_000,
  'far.dat': 9e15,
  'before-1970.dat': '-1000000000.5',
  'year-1900.dat': '-2208988800',
}
const kept = (path: string): bigint => lstatSync(path, { bigint: true }).mtimeNs

describe.skipIf(!CAN_MOUNT)('wild dates (needs root to mount)', () => {
  function ground(): { library: string; card: string; at: string } {
    const at = workshop()
    // A file system that holds any date, and so passes on what it was given.
    mountMemory(join(at, 'reader'), 64)
    const card = makeCard(join(at, 'reader/A001'), {
      'good.dat': 70_000,
      ...Object.fromEntries(Object.keys(DATES).map((name) => [name, 60_000])),
    })
    for (const [name, date] of Object.entries(DATES)) utimesSync(join(card, name), date, date)
    utimesSync(card, 9e15, 9e15)
    makeLibrary(libraryFolder(join(at, 'library')))
    return { library: join(at, 'library'), card, at }
  }

  it('offload: all are copied and verified, exit 0, one remark, and the date is kept where the drive can', async () => {
    const { library, card, at } = ground()
    mountMemory(join(at, 'wide'), 64)
    const run = await rushes(library, ['offload', card, '--to', join(at, 'wide'), '--to', join(at, 'narrow')])
    expect({ stderr: run.stderr, ...run.result }).toMatchObject({ exit: 0 })
    expect(run.stderr.match(/before 1677 or after 2262/g)).toHaveLength(1)
    for (const name of Object.keys(DATES))
      expect({ name, ns: kept(join(at, 'wide/A001', name)) }).toEqual({ name, ns: kept(join(card, name)) })
    // ext4 holds 1901 to 2446: what it can't hold is as near as it gets, and what it can hold is right.
    expect(kept(join(at, 'narrow/A001/year-2300.dat'))).toBe(10_413_792_000_000_000_000n)
    const again = await rushes(library, ['offload', card, '--to', join(at, 'wide')])
    expect(again.result).toMatchObject({ exit: 0, verified: true, sealed: true })
    const listed = await rushes(library, ['ls'])
    expect(listed.lines.filter((line) => line.type === 'asset')).toHaveLength(Object.keys(DATES).length + 1)
  })

  it('verify finds such a folder whole', async () => {
    const { library, card, at } = ground()
    mountMemory(join(at, 'wide'), 64)
    await rushes(library, ['offload', card, '--to', join(at, 'wide')])
    expect((await rushes(library, ['verify', join(at, 'wide/A001')])).result).toMatchObject({ exit: 0 })
  })

  it.each([
    ['scan', ['scan']],
    ['watch add', ['watch', 'add']],
  ])('%s: all are taken in beside their neighbours, exit 0, one remark', async (_, words) => {
    const { library, card } = ground()
    const run = await rushes(library, [...words, card])
    expect({ stderr: run.stderr, ...run.result }).toMatchObject({
      exit: 0,
      files: Object.keys(DATES).length + 1,
      unreadable: 0,
    })
    expect(
      run.lines
        .filter((line) => line.type === 'problem')
        .map((line) => String(line['message']))
        .filter((text) => text.includes('before 1677')),
    ).toHaveLength(1)
    if (words[0] === 'scan')
      expect((await rushes(library, ['ls'])).lines.filter((line) => line.type === 'asset')).toHaveLength(
        Object.keys(DATES).length + 1,
      )
    // The same again changes nothing: a date that is clamped is the same each time.
    expect((await rushes(library, ['scan', card])).result).toMatchObject({
      exit: 0,
      ...(words[0] === 'scan' ? { added: 0 } : { added: 0, changed: 0 }),
    })
  })
})

describe('lists of checksums and MHL 1 files whose times are no whole numbers, or no dates', () => {
  // Text: Node takes a negative number for now. Where the file system can't hold a date, it holds the nearest one.
  const TIMES = ['1773478800.123456', '-2177452800.5', '253402300799.75', '9000000000000000']

  it('the card is planned, copied, verified and entered in place', async () => {
    const at = workshop()
    const library = join(at, 'library')
    const clips = Object.fromEntries(TIMES.flatMap((_, n) => [`l${n}.mov`, `m${n}.mov`]).map((name) => [name, name]))
    const card = makeCard(join(at, 'A001'), clips)
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex')
    for (const [n, time] of TIMES.entries()) {
      writeFileSync(join(card, `l${n}.md5`), `${md5(`l${n}.mov`)}  l${n}.mov\n`)
      writeFileSync(
        join(card, `m${n}.mhl`),
        `<?xml version="1.0"?><hashlist version="1.1"><hash><file>m${n}.mov</file><size>6</size><md5>${md5(`m${n}.mov`)}</md5></hash></hashlist>`,
      )
      for (const name of [`l${n}.mov`, `m${n}.mov`, `l${n}.md5`, `m${n}.mhl`]) utimesSync(join(card, name), time, time)
    }
    makeLibrary(libraryFolder(library))
    const dry = await rushes(library, ['offload', card, '--to', join(at, 'drive'), '--dry-run'])
    expect({ stderr: dry.stderr, ...dry.result }).toMatchObject({ exit: 0 })
    expect(dry.stdout).toContain('l0.md5')
    const run = await rushes(library, ['offload', card, '--to', join(at, 'drive')])
    expect({ stderr: run.stderr, ...run.result }).toMatchObject({ exit: 0, verified: true })
    // The copies bear the same times: to verify them, to enter a folder in place and to list it works as well.
    for (const words of [['verify', join(at, 'drive/A001')], ['scan', card], ['ls']]) {
      const next = await rushes(library, words)
      expect({ words, stderr: next.stderr, ...next.result }).toMatchObject({ exit: 0 })
    }
  })
})

describe('a date as a damaged directory gives it', () => {
  it.skipIf(!CAN_MOUNT)('is copied from an ext4 whose inode was written over (debugfs, needs root)', async () => {
    const at = workshop()
    const image = join(at, 'card.img')
    execFileSync('truncate', ['-s', '24M', image])
    execFileSync('mkfs.ext4', ['-q', '-F', image])
    execFileSync('mkdir', [join(at, 'card')])
    execFileSync('mount', ['-o', 'loop', image, join(at, 'card')])
    writeFileSync(join(at, 'card/a.dat'), Buffer.alloc(5000, 1))
    await unmount(join(at, 'card'))
    for (const field of ['mtime 0xffffffff', 'mtime_extra 0xffffffff'])
      execFileSync('debugfs', ['-w', '-R', `set_inode_field a.dat ${field}`, image], { stdio: 'ignore' })
    execFileSync('mount', ['-o', 'loop', image, join(at, 'card')])
    atEnd(() => {
      execFileSync('umount', ['-l', join(at, 'card')])
    })
    makeLibrary(libraryFolder(join(at, 'library')))
    const run = await rushes(join(at, 'library'), ['offload', join(at, 'card/a.dat'), '--to', join(at, 'drive')])
    expect({ stderr: run.stderr, ...run.result }).toMatchObject({ exit: 0, verified: true })
  })
})
