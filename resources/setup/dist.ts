/**
 * `npm run dist`: the installable app in release/. On Linux a folder, a tar.gz and a .deb; on a Mac a dmg, on Windows
 * an installer; with `--folder DIR` only the unpacked app, there. Where Electron's own download can't be reached it
 * makes a build over the tests' older Electron, and says so.
 */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import packageJson from '../../package.json' with { type: 'json' }
import { electronRuntime } from '../../tests/helpers/electron-runtime.ts'
import { buildAll } from './build.ts'
import { bundleMediaTools, bundleNode } from './bundle-tools.ts'
import { licenceTexts } from './licences.ts'
import { makeDeb } from './make-deb.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const BUNDLED = join(ROOT, 'build', 'bundled')
const { values } = parseArgs({ options: { folder: { type: 'string' } } })
const RELEASE = resolve(values.folder ?? join(ROOT, 'release'))
const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

/** The Electron to build over, as options of electron-builder. Throws where there is none. */
async function runtimeOptions(): Promise<string[]> {
  const runtime = await electronRuntime()
  if ('missing' in runtime) throw new Error(runtime.missing)
  if (runtime.kind === 'test') {
    say(
      `Electron's own download can't be reached: this is a test build over Electron ${runtime.version}, with a Node 24 for the engine. It is not to be given away.`,
    )
    bundleNode(ROOT, join(BUNDLED, 'node'))
  }
  return [
    `-c.directories.output=${RELEASE}`,
    ...(values.folder === undefined ? [] : ['--dir']),
    `-c.electronDist=${runtime.folder}`,
    `-c.electronVersion=${runtime.version}`,
  ]
}

/** Runs electron-builder. One of its lines lists every package that two others need: nobody's concern, and left out. */
async function runBuilder(options: readonly string[]): Promise<void> {
  const builder = spawn(
    join(ROOT, 'node_modules', '.bin', 'electron-builder'),
    ['--config', 'electron-builder.yml', '--publish', 'never', ...options],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
      shell: process.platform === 'win32',
    },
  )
  const ended = new Promise<number | null>((resolve, reject) => {
    builder.once('error', reject)
    builder.once('exit', resolve)
  })
  for await (const line of createInterface({ input: builder.stdout }))
    if (!line.includes('duplicate dependency references')) say(line)
  const code = await ended
  if (code !== 0) throw new Error(`electron-builder ended with ${code}.`)
}

async function run(): Promise<void> {
  rmSync(BUNDLED, { recursive: true, force: true })
  await buildAll()
  const { bundled, notes } = await bundleMediaTools(join(BUNDLED, 'ffmpeg', `${process.platform}-${process.arch}`))
  for (const note of notes) say(`Attention: ${note}.`)
  for (const { tool, kind, from } of bundled) {
    say(
      `${tool}: ${kind === 'static' ? 'the npm package’s' : `this machine's, with its libraries (${from}); for tests`}`,
    )
  }
  writeFileSync(join(BUNDLED, 'LICENCES.txt'), licenceTexts(ROOT))
  rmSync(RELEASE, { recursive: true, force: true })
  await runBuilder(await runtimeOptions())
  const unpacked = join(RELEASE, 'linux-unpacked')
  // A stand-in app that an Electron may carry; ours is app.asar.
  rmSync(join(unpacked, 'resources', 'default_app.asar'), { force: true })
  if (process.platform === 'linux' && values.folder === undefined) packLinux(unpacked)
}

/** The archive and the .deb by the system's own tools: electron-builder's helpers for them have to be downloaded. */
function packLinux(unpacked: string): void {
  const archive = join(RELEASE, `rushes-${packageJson.version}-linux-${process.arch}.tar.gz`)
  execFileSync('tar', [
    '-C',
    unpacked,
    '--transform',
    `s,^\\.,rushes-${packageJson.version},`,
    '--owner=0',
    '--group=0',
    '-czf',
    archive,
    '.',
  ])
  say(`Made ${archive}`)
  if (existsSync('/usr/bin/dpkg-deb')) say(`Made ${makeDeb(unpacked, RELEASE)}`)
}

await run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
