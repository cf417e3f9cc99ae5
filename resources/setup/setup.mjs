/**
 * `npm run setup`: everything that `npm ci` can't do. Downloads what can be downloaded, installs the rest with the
 * system's package manager where that is allowed, and ends with a table of what was found. Doing it again costs
 * nothing.
 *
 * Runs on the Node that bootstraps the repository (20.19 or newer), so: no dependencies, no TypeScript.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const CACHE = join(ROOT, 'node_modules', '.cache', 'rushes')
const DAY_MS = 86_400_000
const windows = process.platform === 'win32'

/**
 * Debian's packages by the command or file that shows that they are there. The first is what the product needs, the
 * others are for tests.
 */
const DEBIAN = [
  ['ffmpeg', () => onPath('ffmpeg') && onPath('ffprobe')],
  ['chromium', () => browser() !== null],
  ['xvfb', () => onPath('Xvfb')],
  ['xauth', () => onPath('xauth')],
  ['fonts-dejavu-core', () => existsSync('/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf')],
  ['e2fsprogs', () => onPath('mkfs.ext4')],
  ['dosfstools', () => onPath('mkfs.vfat')],
  ['exfat-fuse', () => onPath('mount.exfat-fuse')],
  ['exfatprogs', () => onPath('mkfs.exfat')],
  ['fuse3', () => onPath('fusermount3')],
  ['xxhash', () => onPath('xxhsum')],
  ['nats-server', () => onPath('nats-server')],
  ['rsync', () => onPath('rsync')],
  ['rclone', () => onPath('rclone')],
  ['libxml2-utils', () => onPath('xmllint')],
  // What an Electron of any age needs of the system to open a window.
  ...[
    'libgtk-3-0',
    'libnss3',
    'libasound2',
    'libgbm1',
    'libxss1',
    'libxtst6',
    'libatk-bridge2.0-0',
    'libdrm2',
    'unzip',
  ].map((name) => [name, () => dpkgHas(name)]),
]

/** True when a program of this name is on PATH. */
function onPath(name) {
  return pathOf(name) !== null
}

function pathOf(name) {
  const folders = (process.env.PATH ?? '').split(windows ? ';' : ':').concat(windows ? [] : ['/usr/sbin', '/sbin'])
  const found = folders.map((folder) => join(folder, windows ? `${name}.exe` : name)).find((path) => existsSync(path))
  return found ?? null
}

function browser() {
  return (
    ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
      .map(pathOf)
      .find((path) => path !== null) ?? null
  )
}

let dpkgStatus
/** True when Debian's package manager has it installed. Newer releases carry some names with the suffix t64. */
function dpkgHas(name) {
  dpkgStatus ??= existsSync('/var/lib/dpkg/status') ? readFileSync('/var/lib/dpkg/status', 'utf8') : ''
  return new RegExp(`^Package: ${name.replace(/[.+]/g, '\\$&')}(t64)?\\nStatus: install ok installed`, 'm').test(
    dpkgStatus,
  )
}

/** Runs a step that may fail, at most once a day: a network that could not be reached is not asked again every time. */
function tryDownload(name, present, script, seconds) {
  if (present()) return true
  const script_ = join(ROOT, 'node_modules', ...script)
  const note = join(CACHE, `${name}-not-reached`)
  if (!existsSync(script_)) return false
  if (existsSync(note) && Date.now() - statSync(note).mtimeMs < DAY_MS) return false
  process.stdout.write(`Downloading ${name} …\n`)
  spawnSync(process.execPath, [script_], { cwd: dirname(script_), stdio: 'ignore', timeout: seconds * 1000 })
  if (present()) return true
  mkdirSync(CACHE, { recursive: true })
  writeFileSync(note, new Date().toISOString())
  return false
}

const electronFolder = join(ROOT, 'node_modules', 'electron')
const electronPresent = () => existsSync(join(electronFolder, 'dist', 'version'))
const staticFfmpeg = join(ROOT, 'node_modules', 'ffmpeg-static', windows ? 'ffmpeg.exe' : 'ffmpeg')

function installDebian() {
  const missing = DEBIAN.filter(([, present]) => !present()).map(([name]) => name)
  if (missing.length === 0) return null
  const debian = existsSync('/etc/debian_version') && onPath('apt-get')
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`
  if (!debian) return needsByHand(missing)
  if (process.getuid?.() !== 0) return `For ${missing.join(', ')}: sudo apt-get update && sudo ${command}`
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  process.stdout.write(`Installing ${missing.join(', ')} …\n`)
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env })
  const wanted = missing.filter(
    (name) =>
      spawnSync('apt-cache', ['show', name], { stdio: 'ignore' }).status === 0 ||
      spawnSync('apt-cache', ['show', `${name}t64`], { stdio: 'ignore' }).status === 0,
  )
  const done = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...wanted], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    env,
  })
  if (done.status !== 0) process.stderr.write(done.stderr)
  dpkgStatus = undefined
  return done.status === 0 ? null : `Some packages could not be installed. Run: ${command}`
}

function needsByHand(missing) {
  if (!missing.includes('ffmpeg') || existsSync(staticFfmpeg)) return null
  const how =
    process.platform === 'darwin'
      ? 'brew install ffmpeg'
      : windows
        ? 'winget install Gyan.FFmpeg'
        : 'install ffmpeg 5.1 or newer with your package manager'
  return `For posters and proxies: ${how}`
}

function firstLine(exe, args) {
  const { stdout, status } = spawnSync(exe, args, { encoding: 'utf8', timeout: 20_000 })
  return status === 0 ? stdout.split('\n')[0].trim() : null
}

const node24 = join(ROOT, 'node_modules', '.bin', windows ? 'node.cmd' : 'node')
const electron = tryDownload('electron', electronPresent, ['electron', 'install.js'], 300)
tryDownload('ffmpeg', () => existsSync(staticFfmpeg) || onPath('ffmpeg'), ['ffmpeg-static', 'install.js'], 300)
const advice = installDebian()

const ffmpeg = existsSync(staticFfmpeg) ? staticFfmpeg : pathOf('ffmpeg')
const rows = [
  ['Node for every script', existsSync(node24) ? firstLine(node24, ['--version']) : null, 'run: npm ci'],
  [
    'ffmpeg',
    ffmpeg === null ? null : firstLine(ffmpeg, ['-version'])?.replace(/^ffmpeg version (\S+).*/, '$1'),
    'posters and proxies need it',
  ],
  [
    'Electron',
    electron ? readFileSync(join(electronFolder, 'dist', 'version'), 'utf8').trim() : null,
    "its download can't be reached: the window opens in a browser instead",
  ],
  ['Browser', browser(), 'for the served window and the tests'],
  ['Xvfb', onPath('Xvfb') ? 'found' : null, 'for the desktop tests, without a display'],
  [
    'Tools of tests and benchmarks',
    ['mkfs.ext4', 'xxhsum', 'rsync', 'rclone'].filter(onPath).join(', ') || null,
    'tests that need them say that they are skipped',
  ],
]
const width = Math.max(...rows.map(([label]) => label.length))
process.stdout.write('\n')
for (const [label, found, without] of rows)
  process.stdout.write(
    `${found === null || found === undefined ? '–' : '✓'} ${label.padEnd(width)}  ${found ?? `not here: ${without}`}\n`,
  )
if (advice !== null) process.stdout.write(`\n${advice}\n`)
