/**
 * `npm run build`: the window, the desktop shell, and the engine with its workers and the command line, into dist/.
 * The window is built by vite, the rest is bundled by rolldown; native modules stay outside the bundles.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build as rolldown, type BuildOptions } from 'rolldown'
import { build as vite } from 'vite'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const STAMP = join(ROOT, 'dist', 'built')

/** Native addons and programs find their files beside themselves; Electron is there at run time. */
const EXTERNAL = [
  'electron',
  'better-sqlite3',
  'xxhash-addon',
  '@napi-rs/blake-hash',
  'chokidar',
  // It loads its WebAssembly from its own folder.
  'mediainfo.js',
  'ffmpeg-static',
  '@ffprobe-installer/ffprobe',
  // Native speed-ups that `ws` takes where somebody installed them.
  'bufferutil',
  'utf-8-validate',
]

const shared = {
  platform: 'node',
  external: EXTERNAL,
  logLevel: 'warn',
  cwd: ROOT,
  // The oldest runtime that the app's main file meets is the Node 20 of the tests' Electron.
  transform: { target: 'node20' },
} satisfies BuildOptions

/** What is bundled beside the window, each with where it goes. Entries that are not there yet are left out. */
const BUNDLES: readonly {
  readonly entries: Record<string, string>
  readonly dir: string
  readonly format: 'esm' | 'cjs'
  readonly ending: string
}[] = [
  { entries: { main: 'electron/main/main.ts' }, dir: 'dist/main', format: 'esm', ending: 'js' },
  // A sandboxed preload is loaded as CommonJS, in one file.
  { entries: { preload: 'electron/preload/preload.ts' }, dir: 'dist/preload', format: 'cjs', ending: 'cjs' },
  {
    entries: {
      'engine-process': 'electron/hosts/engine-process.ts',
      'hash.worker': 'electron/hosts/hash.worker.ts',
      'copy.worker': 'electron/hosts/copy.worker.ts',
      'settle.worker': 'electron/hosts/settle.worker.ts',
      'plan.worker': 'electron/hosts/plan.worker.ts',
      'seal.worker': 'electron/hosts/seal.worker.ts',
      'walk.worker': 'electron/hosts/walk.worker.ts',
      'watch.worker': 'electron/hosts/watch.worker.ts',
      'store.worker': 'electron/hosts/store.worker.ts',
      'compare.worker': 'electron/hosts/compare.worker.ts',
      'sound.worker': 'electron/hosts/sound.worker.ts',
      'catalogue.worker': 'electron/hosts/catalogue.worker.ts',
      'media-info.worker': 'electron/hosts/media-info.worker.ts',
      'inside.worker': 'electron/hosts/inside.worker.ts',
      'remote.worker': 'electron/hosts/remote.worker.ts',
      'report.worker': 'electron/hosts/report.worker.ts',
      'openapi.worker': 'electron/hosts/openapi.worker.ts',
      rushes: 'electron/cli/main.ts',
    },
    // All chunks in one folder: entry points and the window are looked for beside them (electron/hosts/places.ts).
    dir: 'dist/hosts',
    format: 'esm',
    ending: 'js',
  },
]

/** Builds everything. */
export async function buildAll(): Promise<void> {
  await vite({ configFile: join(ROOT, 'vite.config.ts'), root: join(ROOT, 'renderer'), logLevel: 'warn' })
  for (const { entries, dir, format, ending } of BUNDLES) {
    if (!Object.values(entries).every((path) => existsSync(join(ROOT, path)))) continue
    rmSync(join(ROOT, dir), { recursive: true, force: true })
    await rolldown({
      ...shared,
      input: entries,
      output: {
        dir: join(ROOT, dir),
        format,
        entryFileNames: `[name].${ending}`,
        chunkFileNames: `[name]-[hash].${ending}`,
        sourcemap: true,
      },
    })
  }
  // In the installed app the hosts lie outside the archive, away from the package.json that says what their .js is.
  writeFileSync(join(ROOT, 'dist', 'hosts', 'package.json'), '{ "type": "module" }\n')
  copyFonts(join(ROOT, 'dist', 'hosts', 'fonts'))
  cpSync(join(ROOT, 'resources', 'icons'), join(ROOT, 'dist', 'main', 'icons'), { recursive: true })
  writeFileSync(STAMP, new Date().toISOString())
}

/** The fonts of reports, in the two weights that they use. */
function copyFonts(to: string): void {
  const from = join(ROOT, 'node_modules', '@fontsource', 'inter', 'files')
  mkdirSync(to, { recursive: true })
  for (const name of readdirSync(from).filter((one) => /-(?:400|600)-normal\.woff$/.test(one)))
    cpSync(join(from, name), join(to, name))
}

/** Builds when a source is newer than the last build. True when it had to. */
export async function ensureBuilt(): Promise<boolean> {
  const built = existsSync(STAMP) ? statSync(STAMP).mtimeMs : 0
  const sources = [
    'shared',
    'electron',
    'renderer',
    'resources/icons',
    'package-lock.json',
    'vite.config.ts',
    'resources/setup/build.ts',
  ]
  if (sources.every((path) => newest(join(ROOT, path)) < built)) return false
  await buildAll()
  return true
}

function newest(path: string): number {
  const seen = statSync(path)
  if (!seen.isDirectory()) return seen.mtimeMs
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), seen.mtimeMs)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--if-stale')) await ensureBuilt()
  else await buildAll()
}
