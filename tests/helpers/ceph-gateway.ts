/**
 * Ceph's object gateway on loopback: a real, strict S3 server, as one node of its own in a temporary folder, on ports
 * that are free. Needs Debian's ceph-mon, ceph-mgr, ceph-osd, radosgw and ceph-common.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gone } from './processes.ts'
import { until } from './until.ts'

const run = promisify(execFile)
const PROGRAMS = ['radosgw', 'ceph-mon', 'ceph-mgr', 'ceph-osd', 'ceph-authtool', 'monmaptool', 'radosgw-admin', 'ceph']

/** Its keys and address. */
export interface CephGateway {
  readonly endpoint: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  close(): Promise<void>
}

/** True where everything that it needs is installed, and we may run it. */
export function hasCeph(): boolean {
  return (
    process.platform === 'linux' &&
    process.getuid?.() === 0 &&
    PROGRAMS.every((name) =>
      ['/usr/bin', '/usr/sbin', '/usr/local/bin'].some((folder) => existsSync(join(folder, name))),
    )
  )
}

/** Starts one node and its gateway; takes about half a minute. Throws when the gateway does not answer. */
export async function startCeph(): Promise<CephGateway> {
  const home = mkdtempSync(join(tmpdir(), 'rushes-ceph-'))
  const at = (...path: string[]): string => join(home, ...path)
  for (const folder of ['mon', 'mgr/ceph-x', 'osd', 'run', 'log']) mkdirSync(at(folder), { recursive: true })
  const fsid = randomUUID()
  const [v2, v1, port] = await freePorts()
  writeFileSync(at('ceph.conf'), config(home, fsid, v2, v1))
  const env = { ...process.env, CEPH_CONF: at('ceph.conf') }
  const tool = (name: string, ...args: string[]): Promise<{ stdout: string }> =>
    run(name, args, { env, timeout: 60_000 })
  const keyring = at('keyring')
  const children: ChildProcess[] = []

  async function close(): Promise<void> {
    const daemons = ['mon.a', 'mgr.x', 'osd.0']
      .map((name) => at('run', `${name}.pid`))
      .filter((file) => existsSync(file))
      .map((file) => Number(readFileSync(file, 'utf8')))
    const pids = [...children.flatMap(({ pid }) => pid ?? []), ...daemons]
    for (const pid of pids) end(pid)
    // They write into the folder until they have ended.
    for (const pid of pids) await gone(pid)
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }

  try {
    await tool('ceph-authtool', '-C', keyring, '--gen-key', '-n', 'mon.', '--cap', 'mon', 'allow *')
    for (const name of ['client.admin', 'mgr.x', 'osd.0', 'client.rgw']) {
      await tool(
        'ceph-authtool',
        keyring,
        '--gen-key',
        '-n',
        name,
        '--cap',
        'mon',
        'allow *',
        '--cap',
        'osd',
        'allow *',
        '--cap',
        'mgr',
        'allow *',
      )
    }
    await tool(
      'monmaptool',
      '--create',
      '--clobber',
      '--addv',
      'a',
      `[v2:127.0.0.1:${v2},v1:127.0.0.1:${v1}]`,
      '--fsid',
      fsid,
      at('monmap'),
    )
    await tool('ceph-mon', '--mkfs', '-i', 'a', '--monmap', at('monmap'), '--keyring', keyring)
    await tool('ceph-mon', '-i', 'a')
    await until('Ceph’s monitor answers', () =>
      tool('ceph', '--connect-timeout', '5', 'mon', 'stat').then(
        () => true,
        () => false,
      ),
    )
    await tool('ceph', 'auth', 'import', '-i', keyring)
    await tool('ceph-mgr', '-i', 'x')
    const osd = randomUUID()
    await tool('ceph', 'osd', 'new', osd)
    await tool('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', osd)
    await tool('ceph', 'osd', 'crush', 'add', 'osd.0', '1.0', 'root=default', 'host=h0')
    await tool('ceph-osd', '-i', '0')
    await until('Ceph’s store is up', async () =>
      /"num_up_osds":\s*1\b/.test((await tool('ceph', 'osd', 'stat', '--format', 'json')).stdout),
    )
    children.push(
      spawn('radosgw', ['-f', '-n', 'client.rgw', `--rgw-frontends=beast endpoint=127.0.0.1:${port}`], {
        env,
        stdio: 'ignore',
      }),
    )
    const endpoint = `http://127.0.0.1:${port}`
    await answers(endpoint)
    const keys = { accessKeyId: 'test', secretAccessKey: 'testing' }
    await tool(
      'radosgw-admin',
      'user',
      'create',
      '--uid',
      't',
      '--display-name',
      't',
      '--access-key',
      keys.accessKeyId,
      '--secret',
      keys.secretAccessKey,
    )
    return { endpoint, ...keys, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function freePorts(): Promise<readonly [number, number, number]> {
  const servers = await Promise.all(
    [0, 1, 2].map(
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer().listen(0, '127.0.0.1', () => {
            resolve(server)
          })
        }),
    ),
  )
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(
    servers.map(
      (server) =>
        new Promise((resolve) => {
          server.close(resolve)
        }),
    ),
  )
  return [ports[0]!, ports[1]!, ports[2]!]
}

async function answers(endpoint: string): Promise<void> {
  await until('Ceph’s gateway answers', () =>
    fetch(endpoint).then(
      (answer) => answer.ok,
      () => false,
    ),
  )
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

function config(home: string, fsid: string, v2: number, v1: number): string {
  return `[global]
fsid = ${fsid}
mon host = [v2:127.0.0.1:${v2},v1:127.0.0.1:${v1}]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
keyring = ${home}/keyring
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd crush chooseleaf type = 0
osd crush update on start = false
mon allow pool size one = true
mon data = ${home}/mon
mgr data = ${home}/mgr/ceph-x
osd data = ${home}/osd
run dir = ${home}/run
admin socket = ${home}/run/$name.$pid.asok
log file = ${home}/log/$name.log
pid file = ${home}/run/$type.$id.pid
osd objectstore = bluestore
bluestore block size = 21474836480
osd memory target = 939524096
osd pool default pg autoscale mode = off
`
}
