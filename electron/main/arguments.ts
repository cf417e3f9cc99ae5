/**
 * The app's command line: `rushes-app [--library DIR]`. Chromium's own switches stand among the words and are passed
 * over.
 */
import { isAbsolute, resolve } from 'node:path'

interface ShellArguments {
  /** The library that was named, absolute; null when none was. */
  readonly library: string | null
}

/** Reads `argv`; relative paths are meant from `folder`, where the command was typed. */
export function readArguments(argv: readonly string[], folder: string): ShellArguments {
  const at = argv.findIndex((word) => word === '--library' || word.startsWith('--library='))
  const word = argv[at]
  if (word === undefined) return { library: null }
  const named = word === '--library' ? argv[at + 1] : word.slice('--library='.length)
  if (named === undefined || named === '') return { library: null }
  return { library: isAbsolute(named) ? named : resolve(folder, named) }
}
