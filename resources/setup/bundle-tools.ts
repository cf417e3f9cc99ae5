/**
 * Gathers what the installed app carries beside itself: ffmpeg and ffprobe, so that it needs nothing of the machine,
 * and for a test build over an old Electron a Node that can hold the engine.
 *
 * The npm packages' programs are single static files and are taken as they are. In their absence Linux's own ffmpeg is
 * taken with every library that it is linked to and the loader that belongs to them, and started by that loader: it
 * then runs on machines that have no ffmpeg, or another libc. Such a copy is for test builds.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { createRunner } from '../../electron/engine/media/runner.ts'
import { findTools } from '../../electron/engine/media/tools.ts'

/** Where Debian says under which terms its ffmpeg stands. */
const SYSTEM_TERMS = '/usr/share/doc/ffmpeg/copyright'

/** Where a tool came from: `static` is fit to be given away, `system` for tests on machines like this one. */
export interface Bundled {
  readonly tool: string
  readonly kind: 'static' | 'system'
  readonly from: string
}

/**
 * Fills `folder` with ffmpeg and ffprobe for this platform: the pair that the engine itself would choose here, tried
 * with its recordings, so that the app never carries one that dies on a camera's files beside a better one. Throws when
 * none can be had.
 */
export async function bundleMediaTools(
  folder: string,
): Promise<{ readonly bundled: readonly Bundled[]; readonly notes: readonly string[] }> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  // Elsewhere than Linux a system's own program can't be taken along with its libraries.
  const tools = await findTools(process.platform === 'linux' ? {} : { path: '' }, createRunner()).catch(
    (cause: unknown) => {
      throw new Error(
        'There is no ffmpeg to put into the app: the npm packages that carry it could not be downloaded. Try again with a network: npm rebuild ffmpeg-static @ffprobe-installer/ffprobe',
        { cause },
      )
    },
  )
  const bundled = (['ffmpeg', 'ffprobe'] as const).map((tool): Bundled => {
    const { path, source } = tools[tool]
    if (source === 'path') {
      bundleWithLibraries(path, tool, folder)
      return { tool, kind: 'system', from: path }
    }
    const name = process.platform === 'win32' ? `${tool}.exe` : tool
    copyFileSync(path, join(folder, name))
    chmodSync(join(folder, name), 0o755)
    return { tool, kind: 'static', from: path }
  })
  return { bundled, notes: tools.notes }
}

/** Puts the Node of the devDependency into `folder`. */
export function bundleNode(repository: string, folder: string): void {
  mkdirSync(folder, { recursive: true })
  copyFileSync(join(repository, 'node_modules', 'node', 'bin', 'node'), join(folder, 'node'))
  chmodSync(join(folder, 'node'), 0o755)
}

function bundleWithLibraries(program: string, name: string, folder: string): void {
  const libraries = join(folder, 'lib')
  mkdirSync(libraries, { recursive: true })
  copyFileSync(realpathSync(program), join(libraries, `${name}.bin`))
  const linked = execFileSync('ldd', [program], { encoding: 'utf8' })
  let loader: string | null = null
  for (const [, path] of linked.matchAll(/(?:=> )?(\/\S+) \(0x/g)) {
    if (path === undefined) continue
    if (basename(path).startsWith('ld-linux')) loader = basename(path)
    copyFileSync(realpathSync(path), join(libraries, basename(path)))
  }
  if (existsSync(SYSTEM_TERMS)) copyFileSync(SYSTEM_TERMS, join(folder, `${name}.copyright`))
  if (loader === null) throw new Error(`The libraries of ${program} could not be listed: ${linked}`)
  // Only what the shell has built in: the app starts its tools with whatever PATH there is, also with none.
  writeFileSync(
    join(folder, name),
    `#!/bin/sh
here=\${0%/*}/lib
exec "$here/${loader}" --library-path "$here" "$here/${name}.bin" "$@"
`,
    { mode: 0o755 },
  )
  chmodSync(join(libraries, loader), 0o755)
}
