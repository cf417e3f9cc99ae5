/**
 * The main job with no network at all, and with one that is watched: card in, verified copies out, proxies made, and
 * not a single packet leaves the machine before a remote is added.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCli, type CliRun } from '../helpers/cli.ts'
import { scratch } from '../helpers/library.ts'
import { film } from '../helpers/media.ts'

/** A name space of its own for the network needs root, and iproute2 for the watched one. */
const canUnshare = process.platform === 'linux' && spawnSync('unshare', ['-n', 'true']).status === 0
const canWatch =
  canUnshare &&
  spawnSync('unshare', ['-n', 'ip', 'link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1']).status === 0
const MAIN = fileURLToPath(new URL('../../electron/cli/main.ts', import.meta.url))

const place = scratch('rushes-offline-')
const card = join(place.dir, 'A003_1120R7')

beforeAll(async () => {
  mkdirSync(card)
  copyFileSync(await film(), join(card, 'A003C001_261120_R7VX.mov'))
  writeFileSync(join(card, 'A003C001_261120_R7VX.xml'), '<clip/>')
}, 120_000)
afterAll(() => place[Symbol.dispose]())

/** The main job on a library and a drive of its own. */
function jobs(name: string): { library: string; commands: string[][] } {
  const library = join(place.dir, `library-${name}`)
  const drive = join(place.dir, `drive-${name}`)
  mkdirSync(drive)
  return {
    library,
    commands: [
      ['init', library],
      ['offload', card, '--to', drive],
      ['proxy', '--wait'],
      ['set', 'A003C001_261120_R7VX', 'circled=true'],
      ['ls', 'circled'],
      ['verify', join(drive, 'A003_1120R7')],
      ['doctor'],
    ],
  }
}

describe.skipIf(!canUnshare)('with no network, not even loopback (needs root and unshare)', () => {
  it('the whole job is done', async () => {
    const { library, commands } = jobs('none')
    const runs: CliRun[] = []
    for (const words of commands) runs.push(await startCli(library, words, { wrap: ['unshare', '-n'] }).done)
    expect(runs.map((run) => (run.result?.['ok'] === true ? 'ok' : run.stderr))).toEqual(commands.map(() => 'ok'))
    const [clip] = runs[4]!.lines.filter((line) => line.type === 'asset')
    expect(clip).toMatchObject({
      name: 'A003C001_261120_R7VX',
      circled: true,
      verification: 'verified',
      state: 'present',
    })
    expect(Object.values(clip!['derivatives'] as Record<string, string | null>).every((id) => id !== null)).toBe(true)
    expect(
      readdirSync(join(place.dir, 'drive-none', 'A003_1120R7', 'ascmhl')).filter((file) => file.endsWith('.mhl')),
    ).toHaveLength(2)
  })
})

describe.skipIf(!canWatch)('on a network that is watched (needs root, unshare and veth)', () => {
  /** A network with a way out, whose other end is here and counts what comes. */
  const network = [
    'ip link set lo up',
    'ip link add v0 type veth peer name v1',
    'echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6',
    'ip addr add 192.0.2.1/24 dev v0',
    'ip link set v0 up',
    'ip link set v1 up',
    'ip route add default via 192.0.2.254',
    'ip neigh add 192.0.2.254 lladdr 02:00:00:00:00:01 dev v0',
  ]
  const count = `awk '/v1:/ { print "packets", $3 }' /proc/net/dev`

  function packetsOf(script: readonly string[]): { packets: number; out: string } {
    const { stdout, stderr } = spawnSync('unshare', ['-n', 'sh', '-ec', [...network, ...script, count].join('\n')], {
      encoding: 'utf8',
    })
    const found = /^packets (\d+)$/m.exec(stdout)
    if (found === null) throw new Error(`the network could not be watched: ${stderr}`)
    return { packets: Number(found[1]), out: stdout }
  }

  it('a packet that leaves is seen', () => {
    const send = `"${process.execPath}" -e 'require("node:dgram").createSocket("udp4").send("x", 53, "198.51.100.9", () => process.exit())'`
    expect(packetsOf([send]).packets).toBeGreaterThan(0)
  })

  it('the whole job sends none', () => {
    const { library, commands } = jobs('watched')
    const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(' ')
    const { packets, out } = packetsOf(
      commands.map((words) => `'${process.execPath}' '${MAIN}' --json --library '${library}' ${quoted(words)}`),
    )
    expect(out.match(/"type":"result","ok":true/g)).toHaveLength(commands.length)
    expect(packets).toBe(0)
  })
})
