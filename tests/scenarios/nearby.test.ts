/**
 * Two carts on one network without any way out, each a machine of its own to all appearances: what is said on one is
 * seen on the other, though the drive by which they met is gone.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCli, type CliChild, type CliRun } from '../helpers/cli.ts'
import { scratch } from '../helpers/library.ts'
import { film } from '../helpers/media.ts'
import { until } from '../helpers/until.ts'

const ip = (...words: string[]): boolean => spawnSync('ip', words).status === 0
const [ONE, OTHER] = [`rushes-a${process.pid}`, `rushes-b${process.pid}`]

function build(): boolean {
  return (
    ip('netns', 'add', ONE) &&
    ip('netns', 'add', OTHER) &&
    ip('link', 'add', 'veth-a', 'netns', ONE, 'type', 'veth', 'peer', 'name', 'veth-b', 'netns', OTHER) &&
    [
      [ONE, 'veth-a', '192.0.2.1/24'],
      [OTHER, 'veth-b', '192.0.2.2/24'],
    ].every(
      ([space, link, address]) =>
        ip('-n', space!, 'addr', 'add', address!, 'dev', link!) &&
        ip('-n', space!, 'link', 'set', link!, 'up') &&
        ip('-n', space!, 'link', 'set', 'lo', 'up'),
    )
  )
}
function clear(): void {
  for (const space of [ONE, OTHER]) ip('netns', 'del', space)
}

const canBuild = process.platform === 'linux' && process.getuid?.() === 0 && build()
const place = scratch('rushes-nearby-')
const shuttle = join(place.dir, 'shuttle')
const libraries = { [ONE]: join(place.dir, 'one'), [OTHER]: join(place.dir, 'other') }
const running: CliChild[] = []

const start = (space: string, ...words: string[]): CliChild =>
  startCli(libraries[space]!, words, { wrap: ['ip', 'netns', 'exec', space] })
const run = (space: string, ...words: string[]): Promise<CliRun> => start(space, ...words).done

async function clips(space: string): Promise<{ name: string; rating: number }[]> {
  return (await run(space, 'ls')).lines.filter((line) => line.type === 'asset') as unknown as {
    name: string
    rating: number
  }[]
}

beforeAll(async () => {
  mkdirSync(shuttle)
  mkdirSync(join(place.dir, 'footage'))
  copyFileSync(await film(), join(place.dir, 'footage', 'A003C001.mov'))
}, 120_000)
afterAll(async () => {
  for (const { child } of running) child.kill('SIGINT')
  await Promise.all(running.map(({ done }) => done))
  clear()
  place[Symbol.dispose]()
}, 60_000)

describe.skipIf(!canBuild)('two carts on a network of their own (needs root and iproute2)', () => {
  it('take what is new from each other, when no remote can be reached', async () => {
    for (const space of [ONE, OTHER]) expect((await run(space, 'init', libraries[space]!)).exit).toBe(0)
    expect((await run(ONE, 'scan', join(place.dir, 'footage'))).exit).toBe(0)
    for (const space of [ONE, OTHER]) {
      expect((await run(space, 'settings', 'nearby=yes')).result).toMatchObject({
        ok: true,
        settings: { nearby: true },
      })
      expect((await run(space, 'sync', '--once', '--remote', `file://${shuttle}`)).result).toMatchObject({ ok: true })
    }
    expect(await clips(OTHER)).toMatchObject([{ name: 'A003C001', rating: 0 }])

    renameSync(shuttle, `${shuttle} is away`)
    for (const space of [ONE, OTHER]) running.push(start(space, 'serve'))
    // Each engine says where it is once it serves; a command before that would start one of its own.
    await until('both serve', () => [ONE, OTHER].every((space) => existsSync(join(libraries[space]!, 'engine.json'))))
    expect((await run(ONE, 'set', 'A003C001', 'rating=4')).exit).toBe(0)
    await until('the other one has it', async () => (await clips(OTHER))[0]?.rating === 4)
    expect((await run(OTHER, 'set', 'A003C001', 'rating=2')).exit).toBe(0)
    await until('and the first one the answer', async () => (await clips(ONE))[0]?.rating === 2)
    expect((await run(ONE, 'devices')).stdout).toContain('"nearby":true')
  }, 240_000)
})
