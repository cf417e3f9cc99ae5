/**
 * What the tests of the command line stand on: a library with an offloaded card, and commands whose every line is held
 * against the schemas that programs rely on.
 */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { cliLineSchema, resultLineSchema } from '../../../shared/contract/cli-lines.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { connectEngine, type Connection } from '../../../electron/hosts/start-engine.ts'
import { startCli, type CliOptions, type CliRun } from '../../helpers/cli.ts'
import { scratch } from '../../helpers/library.ts'
import { film } from '../../helpers/media.ts'

/**
 * Throws when a line is not one that the schemas know, or the last one is not the result, or a result has another exit.
 */
export function expectLines(run: CliRun): void {
  for (const line of run.lines) {
    const known = cliLineSchema.safeParse(line)
    if (!known.success)
      throw new Error(`No line of ours: ${JSON.stringify(line).slice(0, 600)}\n${known.error.message.slice(0, 2000)}`)
  }
  const last = resultLineSchema.parse(run.lines.at(-1))
  expect({ exit: last.exit, ok: last.ok }).toEqual({ exit: run.exit, ok: run.exit === 0 })
  expect(run.lines.filter((line) => line.type === 'result')).toHaveLength(1)
  expect(
    run.stdout
      .trim()
      .split('\n')
      .every((line) => line.startsWith('{')),
  ).toBe(true)
}

/** Runs a command in JSON mode and holds its lines against the schemas. */
export async function rushes(library: string, words: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const run = await startCli(library, words, options).done
  expectLines(run)
  return run
}

/** Runs a command for people. */
export function inText(library: string, words: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  return startCli(library, words, { ...options, text: true }).done
}

/** A failure is one line for people, a whole sentence, and nothing else on standard output. */
export function expectSentence(run: CliRun, exit: number): void {
  expect(run.stderr.trimEnd().split('\n')).toHaveLength(1)
  expect(run.stderr).toMatch(/^[^{\s].*[.\w»”)"]\n$/)
  expect(run.stderr).not.toMatch(/ at .*\.ts:|Error:|undefined|\[object/)
  expect(run.exit).toBe(exit)
}

export interface Stage {
  readonly dir: string
  readonly library: string
  readonly card: string
  readonly drives: readonly [string, string]
  close(): Promise<void>
}

/**
 * A library whose engine stays, so that commands attach to it; a card with a clip, a sidecar and a note; two drives.
 */
export async function stage(): Promise<Stage> {
  const place = scratch('rushes-cli-')
  const library = join(place.dir, 'library')
  makeLibrary(libraryFolder(library))
  const card = join(place.dir, 'A003_1120R7')
  const drives = [join(place.dir, 'SHUTTLE_01'), join(place.dir, 'SHUTTLE_02')] as const
  for (const folder of [card, ...drives]) mkdirSync(folder)
  copyFileSync(await film(), join(card, 'A003C001.mov'))
  writeFileSync(join(card, 'A003C001.xml'), '<clip/>')
  writeFileSync(join(card, 'report.txt'), 'sound report')
  const engine: Connection = await connectEngine({ library, version: '0' })
  return {
    dir: place.dir,
    library,
    card,
    drives,
    close: async () => {
      await engine.close()
      place[Symbol.dispose]()
    },
  }
}
