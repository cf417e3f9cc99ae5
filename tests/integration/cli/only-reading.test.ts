/**
 * A library on a full or a read-only disk opens for reading, names the cause, and refuses what would write. Real file
 * systems.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scratch } from '../../helpers/library.ts'
import { CAN_MOUNT } from '../offload/stage.ts'
import { rushes } from './stage.ts'

const place = scratch()
const mounted: string[] = []
afterAll(() => {
  for (const path of mounted) execFileSync('umount', ['-l', path])
  place[Symbol.dispose]()
})

/** A library with a clip that is known, made where there is room. */
const made = join(place.dir, 'made')
const card = join(place.dir, 'A001')
beforeAll(async () => {
  mkdirSync(card)
  writeFileSync(join(card, 'notes.txt'), 'a note')
  await rushes(made, ['init', made])
  await rushes(made, ['scan', card])
})

function onTmpfs(name: string, megabytes: number): string {
  const at = join(place.dir, name)
  mkdirSync(at)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'rushes-test', at])
  mounted.push(at)
  cpSync(made, join(at, 'Show'), { recursive: true })
  return at
}

/** What is in a folder: names, sizes and times. */
const state = (folder: string): unknown =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const { size, mtimeMs } = statSync(join(folder, name))
      return [name, size, mtimeMs]
    })

async function expectReadsAndRefuses(library: string, cause: RegExp): Promise<void> {
  const before = state(library)
  const listed = await rushes(library, ['ls'])
  expect({ stderr: listed.stderr, ...listed.result }).toMatchObject({
    exit: 0,
    count: 1,
    stderr: expect.stringMatching(cause) as string,
  })
  expect(listed.lines[0]).toMatchObject({ type: 'asset', name: 'notes.txt' })
  for (const words of [['show', 'notes.txt'], ['drives'], ['doctor']]) {
    expect({ words, exit: (await rushes(library, words)).exit }).toMatchObject({ words, exit: 0 })
  }
  for (const words of [
    ['set', 'notes.txt', 'rating=3'],
    ['scan', card],
    ['db', 'backup'],
    ['watch', 'add', card],
  ]) {
    const refused = await rushes(library, words)
    expect({ words, ...refused.result }).toMatchObject({
      words,
      ok: false,
      exit: 4,
      code: 'library.readonly',
      message: expect.stringMatching(cause) as string,
    })
  }
  expect(state(library)).toEqual(before)
}

describe.skipIf(!CAN_MOUNT)('a library that can’t be written (needs root to mount)', () => {
  it('because its disk is full opens for reading, names the remedy, and is whole again when there is room', async () => {
    const at = onTmpfs('full', 32)
    const { bavail, bsize } = statfsSync(at)
    writeFileSync(join(at, 'filler'), Buffer.alloc(bavail * bsize))
    await expectReadsAndRefuses(join(at, 'Show'), /is full: free some space on the drive of/)
    rmSync(join(at, 'filler'))
    expect((await rushes(join(at, 'Show'), ['set', 'notes.txt', 'rating=3'])).result).toMatchObject({ exit: 0 })
  })

  it('because it is mounted read-only opens for reading, and names the remedy', async () => {
    const at = onTmpfs('locked', 32)
    execFileSync('mount', ['-o', 'remount,ro', at])
    await expectReadsAndRefuses(join(at, 'Show'), /is read-only: mount the drive of .* for writing/)
    expect(readdirSync(join(at, 'Show'))).not.toContain('engine.json')
  })

  it('behind a read-only bind mount shows what was committed last', async () => {
    const at = onTmpfs('behind', 32)
    await rushes(join(at, 'Show'), ['tag', 'notes.txt', '+last'])
    const door = join(place.dir, 'door')
    mkdirSync(door)
    execFileSync('mount', ['--bind', at, door])
    execFileSync('mount', ['-o', 'remount,ro,bind', door])
    mounted.unshift(door)
    const shown = await rushes(join(door, 'Show'), ['show', 'notes.txt'])
    expect(shown.lines[0]).toMatchObject({ tags: ['last'] })
  })
})
