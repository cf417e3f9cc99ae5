/**
 * The queue of jobs from the command line. Each command has an engine of its own here: what it sets must outlive it.
 */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { startCli, type CliRun } from '../../helpers/cli.ts'
import { libraryFolder } from '../../../electron/engine/library/folder.ts'
import { makeLibrary } from '../../../electron/engine/library/open.ts'
import { scratch } from '../../helpers/library.ts'

it('is paused, made quiet and resumed, over the end of the engine', async () => {
  using place = scratch()
  const library = join(place.dir, 'library')
  const folder = libraryFolder(library)
  makeLibrary(folder)
  const run = (...words: string[]): Promise<CliRun> => startCli(library, words, { text: true }).done
  const kept = (): unknown => {
    const db = new Database(folder.database, { readonly: true })
    const row = db.prepare(`SELECT value FROM library WHERE key = 'jobs paused'`).get() as { value: string }
    db.close()
    return row.value
  }
  for (const [option, told, value] of [
    ['--pause', 'No more jobs start until: rushes jobs --resume', 'paused'],
    ['--quiet', 'All jobs are stopped until: rushes jobs --resume', 'quiet'],
    ['--resume', 'Jobs run again.', 'no'],
  ] as const) {
    const done = await run('jobs', option)
    expect([done.exit, done.stdout.trim()]).toEqual([0, told])
    expect(kept()).toBe(value)
  }
  const both = await run('jobs', '--pause', '--resume')
  expect([both.exit, both.stderr]).toEqual([2, expect.stringContaining('Choose one')])
  const unknown = await run('jobs', '--cancel', 'abc')
  expect([unknown.exit, unknown.stderr]).toEqual([1, expect.stringContaining('There is no piece of work “abc”')])
})
