/**
 * Runs the real `rushes` command as a process of its own.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../electron/cli/main.ts', import.meta.url))

export interface Line {
  readonly type: string
  readonly [key: string]: unknown
}
export interface CliRun {
  readonly exit: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  /** The lines of `--json`. */
  readonly lines: readonly Line[]
  /** The last line of `--json`. */
  readonly result: Line | undefined
}

/** A command under way: to be waited for, or killed. */
export interface CliChild {
  readonly child: ChildProcess
  readonly done: Promise<CliRun>
}

export interface CliOptions {
  /** A command that runs ours: `unshare`, `strace` … */
  readonly wrap?: readonly string[]
  readonly onLine?: (line: Line) => void
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  /** Text for people instead of `--json`. */
  readonly text?: boolean
}

/** Starts `rushes` with these words in JSON mode on a library. */
export function startCli(library: string, words: readonly string[], options: CliOptions = {}): CliChild {
  const [exe, ...before] = [...(options.wrap ?? []), process.execPath]
  const child = spawn(
    exe!,
    [
      ...before,
      '--disable-warning=ExperimentalWarning',
      MAIN,
      ...(options.text === true ? [] : ['--json']),
      '--library',
      library,
      ...words,
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: { ...process.env, npm_lifecycle_event: '', ...options.env },
    },
  )
  let stdout = ''
  let stderr = ''
  let taken = 0
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    for (let end = stdout.indexOf('\n', taken); end >= 0; end = stdout.indexOf('\n', taken)) {
      const line = stdout.slice(taken, end)
      taken = end + 1
      if (line.startsWith('{')) options.onLine?.(JSON.parse(line) as Line)
    }
  })
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const done = new Promise<CliRun>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exit, signal) => {
      const lines = stdout
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Line)
      resolve({ exit, signal, stdout, stderr, lines, result: lines.findLast((line) => line.type === 'result') })
    })
  })
  return { child, done }
}

/** Runs `rushes` to its end. */
export function cli(library: string, ...words: string[]): Promise<CliRun> {
  return startCli(library, words).done
}

/**
 * Serves a library until the end of the block: commands find its engine and need not start one each. Only where starting
 * is not what is tested.
 */
export async function servedCli(library: string): Promise<AsyncDisposable> {
  let serving: () => void = () => {}
  const ready = new Promise<void>((resolve) => {
    serving = resolve
  })
  const { child, done } = startCli(library, ['serve'], {
    onLine: (line) => {
      if (line.type === 'serving') serving()
    },
  })
  const early = done.then((run) => {
    throw new Error(`serve ended: ${run.stderr}`)
  })
  early.catch(() => {}) // Told to whoever waits for it; later it ends because it is told to.
  await Promise.race([ready, early])
  return {
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM')
      await done
    },
  }
}
