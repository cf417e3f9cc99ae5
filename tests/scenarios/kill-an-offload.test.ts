/**
 * The engine killed with SIGKILL at random points of an offload, then the same command again: all bytes right, nothing
 * verified copied twice, no temporary file left, and no half file ever under a final name.
 */
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readContact } from '../../electron/engine/library/contact.ts'
import { libraryFolder } from '../../electron/engine/library/folder.ts'
import { cli, startCli, type Line } from '../helpers/cli.ts'
import { scratch } from '../helpers/library.ts'

/** The full count belongs to `npm run test:soak`. */
const KILLS = Number(process.env['RUSHES_KILLS'] ?? 10)
const MB = 1 << 20

function filesBelow(folder: string, under = ''): string[] {
  return readdirSync(join(folder, under), { withFileTypes: true }).flatMap((entry) => {
    const path = under === '' ? entry.name : `${under}/${entry.name}`
    return entry.isDirectory() ? filesBelow(folder, path) : [path]
  })
}

const digest = (path: string): string => createHash('sha1').update(readFileSync(path)).digest('hex')

const place = scratch('rushes-kill-')
const card = join(place.dir, 'A003_1120R7')
const truth = new Map<string, string>()

beforeAll(() => {
  mkdirSync(join(card, 'CLIPS'), { recursive: true })
  const sizes = [
    0,
    1,
    4095,
    3 * MB,
    24 * MB,
    ...Array.from({ length: 40 }, (_, index) => 1000 * index),
    9 * MB,
    17 * MB,
  ]
  sizes.forEach((size, index) => {
    writeFileSync(
      join(card, index % 3 === 0 ? '' : 'CLIPS', `A003C${String(index).padStart(3, '0')}.mov`),
      randomBytes(size),
    )
  })
  for (const path of filesBelow(card)) truth.set(path, digest(join(card, path)))
})
afterAll(() => place[Symbol.dispose]())

/** What must hold on a drive at any moment: whatever bears a final name is whole. */
function expectNoHalfFile(drive: string): void {
  const target = join(drive, 'A003_1120R7')
  if (!existsSync(target)) return
  for (const [path, hash] of truth) {
    const copy = join(target, path)
    if (existsSync(copy) && lstatSync(copy).isFile()) expect({ path, hash: digest(copy) }).toEqual({ path, hash })
  }
}

describe(`an offload killed at ${KILLS} random points`, () => {
  it('is finished by the same command, with nothing lost, doubled or half', async () => {
    const library = join(place.dir, 'library')
    await cli(library, 'init', library)
    // One quiet run tells how long an offload takes here, so that the kills fall all over it. Machines are quick one
    // minute and slow the next: an offload that ends before its kill says how long it took, and another one is tried.
    const rehearsal = Date.now()
    mkdirSync(join(place.dir, 'rehearsal'))
    await cli(library, 'offload', card, '--to', join(place.dir, 'rehearsal'))
    let length = Date.now() - rehearsal
    let killedMidway = 0

    // Pause on purpose: an offload that ended before its kill is made again, and a bound ends a test whose kills never
    // fall midway.
    for (let attempt = 0; killedMidway < KILLS; attempt += 1) {
      expect(attempt).toBeLessThan(KILLS * 4)
      const drives = [join(place.dir, `a${attempt}`), join(place.dir, `b${attempt}`)]
      for (const drive of drives) mkdirSync(drive)
      // Each third one is a cascade: its second drive is filled from the first.
      const words = [
        'offload',
        card,
        '--to',
        drives[0]!,
        '--to',
        drives[1]!,
        ...(attempt % 3 === 2 ? ['--cascade'] : []),
      ]
      const begun = Date.now()
      const run = startCli(library, words)
      const ended = run.done.then(() => Date.now() - begun)
      // Pause on purpose: the kill falls at a random moment.
      await wait(length * (0.1 + 0.9 * ((killedMidway + Math.random()) / KILLS)))
      const pid = readContact(libraryFolder(library).contact)?.pid
      const alive = run.child.exitCode === null
      if (pid !== undefined && alive) {
        try {
          process.kill(pid, 'SIGKILL')
        } catch {
          // The engine ended by itself a moment ago: this offload was simply done.
        }
      }
      run.child.kill('SIGKILL')
      const broken = await run.done
      if (broken.result === undefined) killedMidway += 1
      else length = Math.min(length, await ended)
      for (const drive of drives) expectNoHalfFile(drive)

      const verifiedBefore = new Map(drives.map((drive) => [drive, inodesOf(join(drive, 'A003_1120R7'))]))
      const again = await cli(library, ...words)
      expect({ stderr: again.stderr, ...again.result }).toMatchObject({ ok: true, exit: 0 })
      const files = again.lines.filter(
        (line): line is Line & { destinations: { state: string }[] } => line.type === 'file',
      )
      expect(files).toHaveLength(truth.size)
      expect(files.every((file) => file.destinations.every((one) => one.state === 'verified'))).toBe(true)
      for (const drive of drives) {
        const target = join(drive, 'A003_1120R7')
        expectNoHalfFile(drive)
        expect(
          filesBelow(target)
            .filter((path) => !path.startsWith('ascmhl/'))
            .toSorted(),
        ).toEqual([...truth.keys()].toSorted())
        // A file that was in its place before is the very same file after: it was not copied again.
        for (const [path, inode] of verifiedBefore.get(drive)!)
          expect({ path, inode: statSync(join(target, path)).ino }).toEqual({ path, inode })
        expect(readdirSync(join(target, 'ascmhl')).filter((name) => name.endsWith('.mhl')).length).toBeGreaterThan(0)
      }
    }
    const { rows } = { rows: (await cli(library, 'ls')).lines.filter((line) => line.type === 'asset') }
    expect(rows).toHaveLength(truth.size)
  }, 3_600_000)
})

function inodesOf(target: string): Map<string, number> {
  if (!existsSync(target)) return new Map()
  return new Map(
    filesBelow(target)
      .filter((path) => truth.has(path))
      .map((path) => [path, statSync(join(target, path)).ino]),
  )
}
