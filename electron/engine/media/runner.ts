/**
 * Runs ffmpeg and ffprobe. The one place in media that starts processes.
 *
 * What it holds to: arguments as a list and never a shell string · no standard input · a limit on time, on silence and
 * on memory, since media can be hostile · low priority, since a copy may be running · the end of the log is kept for
 * the job that failed · every child is known, ended with us, and found again after a crash.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { RushesError } from '../../../shared/model/errors.ts'
import { openProcessTable, startTimeFromProc, type ProcessTable, type StartTimeOf } from './process-table.ts'

/** One command to run. */
export interface Command {
  readonly exe: string
  readonly args: readonly string[]
  /** Ended after this many milliseconds in all. Absent: no limit but that on silence. */
  readonly timeLimitMs?: number
  /** Ended when it has written nothing for this many milliseconds. Default 120,000. */
  readonly silenceLimitMs?: number
  /** Bytes of data memory it may use (Linux; elsewhere there is no such bound). Default 4 GiB. */
  readonly memoryLimitBytes?: number
  /** Bytes that any one file it writes may have (Linux; elsewhere there is no such bound). Default 64 GiB. */
  readonly fileLimitBytes?: number
  readonly signal?: AbortSignal | undefined
  /** Takes standard output as it comes. Absent: it is collected, up to 64 MiB. */
  readonly onOutput?: (chunk: Buffer) => void
  /** Takes standard error as it comes, beside the end of it that is kept. */
  readonly onLog?: (chunk: Buffer) => void
  /** Takes what is written to the fourth file (pipe:3); not on Windows, where children don't inherit it. */
  readonly onSideOutput?: (chunk: Buffer) => void
}

/** How a command ended. */
export interface RunResult {
  /** Exit code; null when a signal ended it. */
  readonly code: number | null
  /** The signal that ended it, such as SIGSEGV; null when it ended by itself. */
  readonly signal: NodeJS.Signals | null
  readonly output: Buffer
  /** The last 64 KiB of standard error. */
  readonly log: string
  /** The command as a person would type it. */
  readonly command: string
}

export interface Runner {
  /**
   * Runs to the end. Throws RushesError 'cancelled' when the signal was given, 'media.failed' when a limit was passed,
   * 'media.tool_missing' when the program can't be started. Any exit code is returned, not thrown.
   */
  readonly run: (command: Command) => Promise<RunResult>
  /** Ends every child and waits until they are gone. */
  readonly endAll: () => Promise<void>
  /** Ends children that an earlier run of the program left behind; how many there were. */
  readonly endStale: () => number
  /** Ids of the children that run now. */
  readonly running: () => number[]
}

const LOG_BYTES = 64 * 1024
const OUTPUT_BYTES = 64 * 1024 * 1024
const MEMORY_BYTES = 4 * 1024 ** 3
const FILE_BYTES = 64 * 1024 ** 3
/** Below the window and the copy, above idle work (setpriority(2): 0 is normal, 19 the least). */
const NICENESS = 10

/**
 * How long (ms) a program that has ended may keep its output open. A helper of its own that outlives it would otherwise
 * hold us for as long as it runs.
 */
const LINGER_MS = 2_000

/**
 * The signal that a program died of, by its result; null when it ended by itself. A shell or a wrapper between reports
 * 128 and the signal's number; Windows reports an exception (0xC0000005 for a bad address) as the exit code.
 */
export function diedOf({ code, signal }: Pick<RunResult, 'code' | 'signal'>): string | null {
  if (signal !== null) return signal
  if (code === null) return 'a signal'
  if (process.platform === 'win32') return code >= 0xc000_0000 ? `exception 0x${code.toString(16)}` : null
  // Only those of a program that died: ffmpeg's own exit codes reach up to 255.
  return DEADLY.find((name) => constants.signals[name] === code - 128) ?? null
}

const DEADLY = ['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGKILL', 'SIGSEGV', 'SIGSYS'] as const

/** Elsewhere than Linux, `ps` tells when a process started. */
const startTimeFromPs: StartTimeOf = (pid) => {
  try {
    const args = ['-o', 'lstart=', '-p', String(pid)]
    return execFileSync('ps', args, { encoding: 'latin1', stdio: ['ignore', 'pipe', 'ignore'] }).trim() || null
  } catch {
    // ps exits with 1 for an id that is not running, and Windows has no ps: nothing can be said of it.
    return null
  }
}

/** An argument list as one line for people, quoted where a shell would need it. */
export function commandLine(exe: string, args: readonly string[]): string {
  const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`
  return [exe, ...args].map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quoted(word))).join(' ')
}

/**
 * The bounds on memory, core files and files that are written are set by the shell's ulimit before it becomes the
 * program (same process id). Data memory (-d) is bounded rather than addresses (-v), since threads reserve far more
 * addresses than they use. A file's size (-f) is counted in blocks of 512 bytes.
 */
function bounded(command: Command): { readonly exe: string; readonly args: readonly string[] } {
  if (process.platform !== 'linux') return command
  const kib = Math.ceil((command.memoryLimitBytes ?? MEMORY_BYTES) / 1024)
  const blocks = Math.ceil((command.fileLimitBytes ?? FILE_BYTES) / 512)
  const script = 'ulimit -c 0; ulimit -d "$0" 2>/dev/null; ulimit -f "$1" 2>/dev/null; shift; exec "$@"'
  return { exe: '/bin/sh', args: ['-c', script, String(kib), String(blocks), command.exe, ...command.args] }
}

/** Makes a runner. `tableDir` is a folder of its own for the list of running children; absent: no list is kept. */
export function createRunner(options: { readonly tableDir?: string } = {}): Runner {
  const children = new Map<number, { readonly child: ChildProcess; readonly gone: Promise<void> }>()
  const table: ProcessTable | null =
    options.tableDir === undefined
      ? null
      : openProcessTable(options.tableDir, process.platform === 'linux' ? startTimeFromProc : startTimeFromPs)

  return {
    run: (command) => runOne(command, children, table),
    running: () => [...children.keys()],
    async endAll() {
      const ending = [...children.values()]
      for (const { child } of ending) end(child)
      await Promise.all(ending.map(({ gone }) => gone))
    },
    endStale() {
      const stale = (table?.stale() ?? []).filter((pid) => !children.has(pid))
      for (const pid of stale) {
        // With what it started; and by itself, for an older engine gave its children no group.
        for (const target of inGroup() ? [-pid, pid] : [pid]) {
          try {
            process.kill(target, 'SIGKILL')
          } catch {
            // It ended between the look and the kill, which is what was wanted, or leads no group.
          }
        }
        table?.strike(pid)
      }
      return stale.length
    },
  }
}

/** Children get a group of their own, so that what they start ends with them. Windows has no such groups. */
function inGroup(): boolean {
  return process.platform !== 'win32'
}

/** Ends a child and everything that it started. */
function end(child: ChildProcess): void {
  if (child.pid !== undefined && inGroup()) {
    try {
      process.kill(-child.pid, 'SIGKILL')
      return
    } catch {
      // The group is gone, or not made yet: the child alone is told.
    }
  }
  child.kill('SIGKILL')
}

function runOne(
  command: Command,
  children: Map<number, { child: ChildProcess; gone: Promise<void> }>,
  table: ProcessTable | null,
): Promise<RunResult> {
  const line = commandLine(command.exe, command.args)
  if (command.signal?.aborted) return Promise.reject(cancelled(line))
  return new Promise((resolve, reject) => {
    const { exe, args } = bounded(command)
    const side = command.onSideOutput
    const child = spawn(exe, args, {
      stdio: ['ignore', 'pipe', 'pipe', side ? 'pipe' : 'ignore'],
      windowsHide: true,
      detached: inGroup(),
    })
    let stopped: RushesError | null = null
    let log = Buffer.alloc(0)
    const output: Buffer[] = []
    let outputBytes = 0
    let taken = 0
    const stop = (reason: RushesError): void => {
      stopped ??= reason
      end(child)
    }

    const silenceMs = command.silenceLimitMs ?? 120_000
    const silence = setTimeout(() => stop(tooLong(command.exe, silenceMs, 'said nothing', line)), silenceMs)
    const limit =
      command.timeLimitMs === undefined
        ? undefined
        : setTimeout(() => stop(tooLong(command.exe, command.timeLimitMs!, 'was not done', line)), command.timeLimitMs)
    const onAbort = (): void => stop(cancelled(line))
    command.signal?.addEventListener('abort', onAbort, { once: true })

    child.stdio[3]?.on('data', (chunk: Buffer) => {
      silence.refresh()
      taken += 1
      side?.(chunk)
    })
    child.stdout?.on('data', (chunk: Buffer) => {
      silence.refresh()
      taken += 1
      if (command.onOutput) return command.onOutput(chunk)
      outputBytes += chunk.length
      if (outputBytes > OUTPUT_BYTES) stop(tooMuch(command.exe, line))
      else output.push(chunk)
    })
    child.stderr?.on('data', (chunk: Buffer) => {
      silence.refresh()
      taken += 1
      log = Buffer.concat([log, chunk]).subarray(-LOG_BYTES)
      command.onLog?.(chunk)
    })

    let settleGone: () => void
    const gone = new Promise<void>((done) => {
      settleGone = done
    })
    const pid = child.pid
    if (pid !== undefined) {
      children.set(pid, { child, gone })
      table?.enter(pid)
      lower(pid)
    }
    let linger: NodeJS.Timeout | undefined
    const over = (): void => {
      clearTimeout(silence)
      clearTimeout(limit)
      clearTimeout(linger)
      command.signal?.removeEventListener('abort', onAbort)
      if (pid !== undefined) {
        children.delete(pid)
        table?.strike(pid)
      }
      settleGone()
    }
    child.on('error', (cause) => {
      over()
      reject(
        new RushesError(
          'media.tool_missing',
          `${command.exe} can't be started. Run "rushes doctor" to see which media tools are found.`,
          { command: line },
          { cause },
        ),
      )
    })
    child.on('exit', () => {
      linger = setTimeout(() => {
        const before = taken
        // What is still in the pipes is read first, however late this timer is.
        setImmediate(() => {
          if (taken !== before) return linger?.refresh()
          end(child)
          for (const stream of child.stdio) stream?.destroy()
        })
      }, LINGER_MS)
    })
    child.on('close', (code, signal) => {
      over()
      const text = log.toString('utf8')
      if (signal === 'SIGXFSZ') stopped ??= tooMuch(command.exe, line)
      if (stopped) reject(new RushesError(stopped.code, stopped.message, { ...stopped.details, log: text }))
      else resolve({ code, signal, output: Buffer.concat(output), log: text, command: line })
    })
  })
}

function lower(pid: number): void {
  try {
    setPriority(pid, NICENESS)
  } catch {
    // It has ended already; there is nothing left to lower.
  }
}

function cancelled(command: string): RushesError {
  return new RushesError('cancelled', 'The work was cancelled.', { command })
}

function tooLong(exe: string, ms: number, what: string, command: string): RushesError {
  return new RushesError(
    'media.failed',
    `${programName(exe)} ${what} within ${Math.round(ms / 1000)} s and was ended. ` +
      'The file may be damaged, or its drive very slow; try again.',
    { command },
  )
}

function tooMuch(exe: string, command: string): RushesError {
  return new RushesError(
    'media.failed',
    `${programName(exe)} wrote more than it should and was ended. The file is not what its name says.`,
    { command },
  )
}

function programName(exe: string): string {
  return exe.slice(Math.max(exe.lastIndexOf('/'), exe.lastIndexOf('\\')) + 1)
}
