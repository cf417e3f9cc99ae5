/**
 * A folder that can't be trusted: nothing in the catalogue changes. Real file systems on loop devices.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toRushesError } from '../../../shared/contract/client.ts'
import { lay, stage, takeInAll, type Stage } from './ground.ts'
import { unmount } from '../../helpers/unmount.ts'

const isRoot = process.getuid?.() === 0 && process.platform === 'linux'
let here: Stage
const mounted: string[] = []
beforeEach(async () => {
  here = await stage()
})
afterEach(async () => {
  for (const at of mounted.splice(0).toReversed()) execFileSync('umount', ['-l', at])
  await here[Symbol.asyncDispose]()
})

function drive(name: string): { image: string; at: string } {
  const image = join(here.dir, `${name}.img`)
  const at = join(here.dir, name)
  writeFileSync(image, '')
  truncateSync(image, 32 << 20)
  execFileSync('mkfs.ext4', ['-q', image])
  mkdirSync(at)
  mount(image, at)
  return { image, at }
}
function mount(image: string, at: string, ...options: string[]): void {
  execFileSync('mount', ['-o', ['loop', ...options].join(','), image, at])
  mounted.push(at)
}
async function letGo(at: string): Promise<void> {
  await unmount(at)
  mounted.splice(mounted.indexOf(at), 1)
}
const failure = (scan: Promise<unknown>) => scan.then(() => undefined, toRushesError)
const many = Array.from({ length: 30 }, (_, index) => `clips/${index}.mov`)

async function known(top: string): Promise<string> {
  const root = await here.add(top)
  await here.scan(root)
  takeInAll(here)
  return root
}

describe.skipIf(!isRoot)('on a drive', () => {
  it('an empty mount point takes nothing away', async () => {
    const { image, at } = drive('A')
    lay(at, many)
    const root = await known(at)
    const before = here.rows(root)
    await letGo(at)
    expect((await failure(here.scan(root)))?.code).toBe('volume.offline')
    expect(here.rows(root)).toEqual(before)
    expect(here.state(root).state).toBe('offline')
    mount(image, at)
    expect(await here.scan(root)).toMatchObject({ added: 0, changed: 0, missing: 0 })
    expect(here.rows(root)).toEqual(before)
    expect(here.state(root)).toMatchObject({ state: 'idle', error: null })
  })

  it('another drive in its place adds nothing and takes nothing away', async () => {
    const { at } = drive('A')
    lay(at, many)
    const root = await known(at)
    const before = here.rows(root)
    await letGo(at)
    const other = drive('B')
    lay(other.at, ['foreign.mov'])
    await letGo(other.at)
    mount(other.image, at)
    expect((await failure(here.scan(root)))?.code).toBe('volume.offline')
    expect(here.rows(root)).toEqual(before)
  })

  it('a drive that goes while it is walked takes nothing away', async () => {
    const { at } = drive('A')
    lay(
      at,
      Array.from({ length: 3_000 }, (_, index) => `${index % 100}/${index}.mov`),
    )
    const root = await known(at)
    const before = here.rows(root)
    const scan = failure(here.scan(root))
    execFileSync('umount', ['-l', at])
    mounted.pop()
    const error = await scan
    if (error !== undefined) expect(['volume.offline', 'source.missing', 'disk.io']).toContain(error.code)
    expect([...here.rows(root).values()].every((row) => row.state === 'present')).toBe(true)
    expect(here.rows(root).size).toBe(before.size)
  })

  it('drives mounted inside are not entered, and that is said', async () => {
    const { at } = drive('A')
    lay(at, many)
    mkdirSync(join(at, 'inner'))
    const { image, at: elsewhere } = drive('B')
    lay(elsewhere, ['foreign.mov'])
    await letGo(elsewhere)
    mount(image, join(at, 'inner'))
    const root = await here.add(at)
    const end = await here.scan(root)
    expect(end).toMatchObject({ files: 30, unreadable: 0 })
    expect(end.problems).toEqual([{ path: 'inner', message: expect.stringContaining('another drive') }])
  })

  it('that is read-only is watched without a marker', async () => {
    const { image, at } = drive('A')
    lay(at, many)
    await letGo(at)
    mount(image, at, 'ro')
    const root = await here.add(at)
    expect(await here.scan(root)).toMatchObject({ files: 30, added: 30 })
    expect(here.context.library.reader.prepare('SELECT marker FROM root WHERE id = ?').get(root)).toEqual({ marker: 0 })
  })

  it('with a folder that it can no longer read nothing is called missing', async () => {
    const { image, at } = drive('A')
    lay(at, [...many, 'hurt/x.mov', 'gone.mov'])
    const root = await known(at)
    rmSync(join(at, 'gone.mov'))
    await letGo(at)
    const [block] = execFileSync('debugfs', ['-R', 'blocks /hurt', image], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .trim()
      .split(/\s+/)
    execFileSync(
      'dd',
      [
        'if=/dev/urandom',
        `of=${image}`,
        'bs=1024',
        `seek=${Number(block) * (blockSize(image) / 1024)}`,
        'count=1',
        'conv=notrunc',
      ],
      { stdio: 'ignore' },
    )
    mount(image, at)
    const error = await failure(here.scan(root))
    expect(error).toMatchObject({ code: 'disk.io' })
    expect(error?.message).toContain('hurt')
    expect([...here.rows(root).values()].every((row) => row.state === 'present')).toBe(true)
    expect(here.state(root)).toMatchObject({ state: 'failed', missing: 0 })
  })
})

function blockSize(image: string): number {
  return Number(
    /Block size:\s+(\d+)/.exec(
      execFileSync('dumpe2fs', ['-h', image], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    )![1],
  )
}

describe('in a folder', () => {
  it('without its marker nothing is believed, until a person says that it is the one', async () => {
    const top = join(here.dir, 'media')
    lay(top, many)
    const root = await known(top)
    rmSync(join(top, '.rushes-folder.json'))
    rmSync(join(top, 'clips/3.mov'))
    const error = await failure(here.scan(root))
    expect(error?.code).toBe('volume.mismatch')
    expect(error?.message).toContain('watch add')
    expect(here.rows(root).get('clips/3.mov')!.state).toBe('present')
    expect(here.state(root)).toMatchObject({ state: 'failed', error: error?.message })
    expect(await here.add(top)).toBe(root)
    expect(await here.scan(root)).toMatchObject({ missing: 1 })
    expect(here.state(root)).toMatchObject({ state: 'idle', error: null })
  })

  it('replaced by an empty one nothing is missing', async () => {
    const top = join(here.dir, 'media')
    lay(top, many)
    const root = await known(top)
    renameSync(top, join(here.dir, 'away'))
    expect((await failure(here.scan(root)))?.code).toBe('source.missing')
    mkdirSync(top)
    expect((await failure(here.scan(root)))?.code).toBe('volume.mismatch')
    expect([...here.rows(root).values()].every((row) => row.state === 'present')).toBe(true)
  })

  it('what may not be read stays as it is known', async () => {
    const top = join(here.dir, 'media')
    lay(top, [...many, 'closed/a.mov', 'closed/b/c.mov'])
    const root = await known(top)
    const trueAt = here.state(root).trueAt
    rmSync(join(top, 'clips/3.mov'))
    chmodSync(here.dir, 0o755)
    chmodSync(join(top, 'closed'), 0o700)
    // Root may read everything: for the scan this process is nobody.
    if (isRoot) process.seteuid!(65534)
    else chmodSync(join(top, 'closed'), 0)
    try {
      const end = await here.scan(root)
      expect(end).toMatchObject({ missing: 1, unreadable: 1 })
      expect(end.problems[0]).toMatchObject({ path: 'closed', message: expect.stringContaining('may not be read') })
    } finally {
      if (isRoot) process.seteuid!(0)
      chmodSync(join(top, 'closed'), 0o700)
    }
    expect(here.rows(root).get('closed/a.mov')!.state).toBe('present')
    expect(here.rows(root).get('closed/b/c.mov')!.missed_at).toBeNull()
    expect(here.state(root)).toMatchObject({ state: 'idle', trueAt, error: expect.stringContaining('closed') })
  })

  it('links are not followed, not even to a folder that was named', async () => {
    const top = join(here.dir, 'media')
    lay(top, ['a.mov'])
    lay(join(here.dir, 'outside'), ['secret.mov'])
    symlinkSync(join(here.dir, 'outside'), join(top, 'door'))
    symlinkSync(join(here.dir, 'outside', 'secret.mov'), join(top, 'b.mov'))
    const root = await here.add(top)
    await here.scan(root)
    await here.scan(root, 'door')
    expect([...here.rows(root).keys()]).toEqual(['a.mov'])
    expect((await failure(here.scan(root, '../outside')))?.code).toBe('usage')
  })
})
