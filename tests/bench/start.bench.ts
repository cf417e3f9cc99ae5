/**
 * What a command costs before it does anything: `--version`, and `ls` of an engine that runs, beside a bare Node. User
 * and system time of the whole process, the median of ten.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { testLibrary } from '../helpers/library.ts'
import { startCli } from '../helpers/cli.ts'
import { target } from './targets.ts'

const MAIN = fileURLToPath(new URL('../../electron/cli/main.ts', import.meta.url))
/** The command as it is packaged: made by `npm run build`. */
const BUNDLE = fileURLToPath(new URL('../../dist/hosts/rushes.js', import.meta.url))
const ROUNDS = 10

/** CPU in seconds of a command and its children, the median. The first run fills the cache and is not counted. */
function cost(args: readonly string[]): number {
  const spent: number[] = []
  for (let round = 0; round <= ROUNDS; round += 1) {
    const measured = spawnSync('/bin/sh', ['-c', '"$@" >/dev/null 2>&1; times', 'sh', process.execPath, ...args], {
      encoding: 'utf8',
    })
    // The second line of `times` is that of the children: "0m0.066s 0m0.034s".
    const [user, system] = (measured.stdout.split('\n')[1] ?? '').split(' ').map((part) => {
      const [minutes, seconds] = part.replace('s', '').split('m')
      return Number(minutes) * 60 + Number(seconds)
    })
    if (round > 0) spent.push((user ?? 0) + (system ?? 0))
  }
  return spent.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!
}

const bare = cost(['-e', '0'])
const version = cost(['--disable-warning=ExperimentalWarning', MAIN, '--version'])
await using library = await testLibrary()
await library.engine.close()
const served = startCli(library.folder.path, ['serve', '--port', '0'], { text: true })
await new Promise<void>((resolve) => {
  served.child.stdout!.on('data', (text: string) => {
    if (text.includes('http')) resolve()
  })
})
const ls = cost(['--disable-warning=ExperimentalWarning', MAIN, '--library', library.folder.path, 'ls'])
served.child.kill('SIGTERM')
await served.done
target('start', 'rushes --version, CPU', version, { most: 0.25, unit: 's' })
target('start', 'rushes ls with an engine running, CPU', ls, { most: 0.4, unit: 's' })
console.log(`bare Node ${bare.toFixed(3)} s`)
console.log(
  `rushes --version ${version.toFixed(3)} s of CPU, ${(version / bare).toFixed(1)} × bare Node (target 0.25 s)`,
)
console.log(
  `rushes ls, an engine running ${ls.toFixed(3)} s of CPU, ${(ls / bare).toFixed(1)} × bare Node (target 0.40 s)`,
)
if (existsSync(BUNDLE)) {
  const packaged = cost([BUNDLE, '--version'])
  target('start', 'rushes --version as it is packaged, CPU', packaged, { most: 0.12, unit: 's' })
  console.log(
    `rushes --version, packaged ${packaged.toFixed(3)} s of CPU, ${(packaged / bare).toFixed(1)} × bare Node (target 0.12 s)`,
  )
} else console.log('The bundle is not built, so the packaged command was not measured: npm run build')
