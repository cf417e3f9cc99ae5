/**
 * The version before recipes had parameters, out of the repository's history, run as a process of its own.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Line } from './cli.ts'

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url))
/** The last commit before recipes had parameters. */
const COMMIT = 'bc5178b'

/** False in a checkout without its history, as a shallow clone is. */
export const HAVE_VERSION_BEFORE =
  spawnSync('git', ['cat-file', '-e', `${COMMIT}^{commit}`], { cwd: REPOSITORY, stdio: 'ignore' }).status === 0

/**
 * Lays that version into a folder; runs its command line in JSON mode, and gives the lines. Throws what it says when it
 * fails.
 */
export function versionBefore(dir: string): (library: string, ...words: string[]) => Line[] {
  const folder = join(dir, 'version-before')
  mkdirSync(folder)
  const archive = execFileSync('git', ['archive', COMMIT, 'electron', 'shared', 'package.json'], {
    cwd: REPOSITORY,
    maxBuffer: 256 * 1024 * 1024,
  })
  execFileSync('tar', ['-x', '-C', folder], { input: archive })
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'))
  return (library, ...words) => {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        join(folder, 'electron/cli/main.ts'),
        '--json',
        '--library',
        library,
        ...words,
      ],
      { encoding: 'utf8' },
    )
    if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}: ${stderr}${stdout}`)
    return stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Line)
  }
}
