/**
 * Random trees and random changes on a real disk: after a scan the catalogue is the disk, whatever was done, and a file
 * that was renamed is still the same row.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { onDisk, stage, takeInAll, type Stage } from './ground.ts'

const RUNS = Number(process.env['RUSHES_RUNS'] ?? 25)

const NAME = fc.constantFrom(
  'a',
  'b',
  'c',
  'A001',
  'clip.mov',
  'Köln',
  'Ko\u0308ln',
  'b c',
  'b!',
  '\u{1f3ac}',
  '-x',
  'é'.repeat(40),
)
const PATH = fc.array(NAME, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'))
const CHANGE = fc.oneof(
  fc.record({ does: fc.constant('write' as const), path: PATH, size: fc.nat(3) }),
  fc.record({ does: fc.constant('write' as const), path: PATH, size: fc.nat(3) }),
  fc.record({ does: fc.constant('remove' as const), path: PATH }),
  fc.record({ does: fc.constant('rename' as const), path: PATH, to: PATH }),
  fc.record({ does: fc.constant('touch' as const), path: PATH, at: fc.integer({ min: 1, max: 2_000_000_000 }) }),
)
type Change = typeof CHANGE extends fc.Arbitrary<infer T> ? T : never

/**
 * Does what can be done; a step that makes no sense on this tree is left out. Returns true for a rename of what is
 * there.
 */
function apply(top: string, change: Change, folders: Set<string>): void {
  const path = join(top, change.path)
  try {
    if (change.does === 'write') {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, 'x'.repeat(change.size))
    } else if (change.does === 'remove') rmSync(path, { recursive: true })
    else if (change.does === 'rename') {
      const to = join(top, change.to)
      if (existsSync(to)) return
      mkdirSync(dirname(to), { recursive: true })
      renameSync(path, to)
      folders.add(dirname(change.to))
    } else utimesSync(path, change.at, change.at + 0.123456)
    folders.add(dirname(change.path))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (!['ENOENT', 'ENOTDIR', 'EISDIR', 'EINVAL', 'EEXIST', 'ENOTEMPTY', 'ERR_FS_EISDIR'].includes(code)) throw error
  }
}

/** Inodes of all files, by path. */
function inodes(top: string): Map<string, number> {
  return new Map([...onDisk(top).keys()].map((path) => [path, statSync(join(top, path)).ino]))
}

async function settle(here: Stage, root: string): Promise<void> {
  await here.scan(root)
  if (here.state(root).state === 'asking') {
    await here.scans.answer(root, 'missing')
    await here.scan(root)
  }
}

function expectTrue(here: Stage, root: string, top: string): void {
  const rows = here.rows(root)
  const present = [...rows].filter(([, row]) => row.state === 'present')
  expect(new Map(present.map(([path, row]) => [path, row.bytes] as const))).toEqual(onDisk(top))
  for (const [path, row] of rows) {
    expect(row.folder === '' ? row.path : row.path.slice(row.folder.length + 1)).toBe(
      path.slice(path.lastIndexOf('/') + 1),
    )
    if (row.state === 'present') expect(row.missed_at).toBeNull()
    else expect(row.state).toBe('missing')
  }
}

describe('random changes', () => {
  it('are found by a whole scan, and files that were only renamed keep their row', async () => {
    await using here = await stage({ pauseMs: 1 })
    let run = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(CHANGE, { maxLength: 25 }),
        fc.array(fc.array(CHANGE, { maxLength: 6 }), { maxLength: 3 }),
        async (first, rounds) => {
          const top = join(here.dir, `tree${run++}`)
          mkdirSync(top)
          const root = await here.add(top)
          for (const change of first) apply(top, change, new Set())
          await settle(here, root)
          expectTrue(here, root, top)
          for (const round of rounds) {
            takeInAll(here)
            const [rowsBefore, before] = [here.rows(root), inodes(top)]
            const touched = new Set(
              round.flatMap((change) => (change.does === 'write' || change.does === 'touch' ? [change.path] : [])),
            )
            for (const change of round) apply(top, change, new Set())
            await settle(here, root)
            expectTrue(here, root, top)
            const [rows, after] = [here.rows(root), inodes(top)]
            const byInode = new Map([...before].map(([path, inode]) => [inode, path]))
            for (const [path, inode] of after) {
              const was = byInode.get(inode)
              // Only renamed, and nothing else has come to its old place: it is the same row.
              if (was === undefined || after.has(was) || touched.size > 0) continue
              expect({ was, path, id: rows.get(path)!.id }).toEqual({ was, path, id: rowsBefore.get(was)!.id })
            }
          }
        },
      ),
      { numRuns: RUNS },
    )
  })

  it('are found by hints alone, in any order, given twice', async () => {
    await using here = await stage({ pauseMs: 1 })
    let run = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(CHANGE, { maxLength: 20 }),
        fc.array(CHANGE, { maxLength: 6 }),
        fc.integer(),
        async (first, changes, seed) => {
          const top = join(here.dir, `tree${run++}`)
          mkdirSync(top)
          const root = await here.add(top)
          for (const change of first) apply(top, change, new Set())
          await settle(here, root)
          takeInAll(here)
          const folders = new Set<string>()
          for (const change of changes) apply(top, change, folders)
          // What a watcher says: each folder in which something happened, and those above it.
          const named = [...folders].flatMap((folder) =>
            folder.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/')),
          )
          const hints = ['', ...new Set(named.filter((folder) => folder !== '.'))].toSorted(
            (a, b) => ((a.length * 31 + seed) % 7) - ((b.length * 31 + seed) % 7),
          )
          for (const folder of [...hints, ...hints]) here.scans.hint(root, [folder])
          await here.scan(root, 'nothing here') // The same drive: it comes after the hints.
          if (here.state(root).state === 'asking') await here.scans.answer(root, 'missing')
          await here.scan(root, 'nothing here')
          expectTrue(here, root, top)
          expect(here.state(root).error).toBeNull()
        },
      ),
      { numRuns: RUNS },
    )
  })
})

describe('names', () => {
  it('of any spelling and length are kept as they were found', async () => {
    await using here = await stage()
    const top = join(here.dir, 'media')
    const deep = Array.from({ length: 20 }, (_, index) => `folder with a long name ${index}`).join('/')
    const names = [
      `${deep}/${'n'.repeat(255)}`,
      'Ko\u0308ln.mov',
      'K\u00f6ln.mov',
      ' leading',
      'trailing ',
      'new\nline',
      '100%',
      `${'\u{1f3ac}'.repeat(63)}.mp`,
      'a\\b',
    ]
    for (const name of names) {
      mkdirSync(dirname(join(top, name)), { recursive: true })
      writeFileSync(join(top, name), name)
    }
    const root = await here.add(top)
    await here.scan(root)
    expect([...here.rows(root).keys()].toSorted()).toEqual(names.toSorted())
    expect(await here.scan(root)).toMatchObject({ added: 0, changed: 0, missing: 0, moved: 0 })
    // Some systems write a name in the other spelling when a drive is copied: still the same file.
    const { id } = here.rows(root).get('Ko\u0308ln.mov')!
    rmSync(join(top, 'K\u00f6ln.mov'))
    await here.scan(root)
    renameSync(join(top, 'Ko\u0308ln.mov'), join(top, 'K\u00f6ln.mov'))
    await here.scan(root)
    expect(here.rows(root).get('K\u00f6ln.mov')!.id).toBe(id)
    expect(readdirSync(top)).toContain('K\u00f6ln.mov')
  })

  it('that are no valid text are entered as they are shown, and found again', async () => {
    await using here = await stage()
    const top = join(here.dir, 'media')
    mkdirSync(top)
    writeFileSync(Buffer.concat([Buffer.from(`${top}/`), Buffer.from([0x62, 0xff, 0x64])]), 'x')
    writeFileSync(join(top, 'good'), 'x')
    const root = await here.add(top)
    const end = await here.scan(root)
    expect(end).toMatchObject({ files: 2, added: 2, unreadable: 0, problems: [] })
    expect(await here.scan(root)).toMatchObject({ files: 2, added: 0, changed: 0, missing: 0, unreadable: 0 })
  })
})
