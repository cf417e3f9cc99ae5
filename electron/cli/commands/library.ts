/**
 * Commands for the library itself: init, db, undo.
 */
import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { libraryFolder, type LibraryFolder } from '../../engine/library/folder.ts'
import { makeLibrary } from '../../engine/library/open.ts'
import { backupPath, listBackups, restoreCatalogue } from '../../engine/library/restore.ts'
import type { SetExit } from '../exit.ts'
import { bytesText, outputFor } from '../output.ts'
import { absolute, libraryOf, withEngine, type GlobalOptions } from '../session.ts'

/** Adds them to the program. */
export function libraryCommands(program: Command, setExit: SetExit): void {
  program
    .command('init')
    .argument('<dir>', 'where the library shall live')
    .description('create a library')
    .action((dir: string, _options: unknown, command: Command) => {
      const output = outputFor(command.optsWithGlobals())
      const folder = libraryFolder(absolute(dir))
      const made = makeLibrary(folder)
      output.line(made ? `Library made: ${folder.path}` : `${folder.path} is a library already; nothing was changed.`)
      output.result({ exit: 0, code: 'ok', path: folder.path, made })
    })

  const db = program.command('db').description('back up, list and restore the catalogue')
  db.command('backup')
    .description('back up the catalogue and check the backup')
    .action(async (_options: unknown, command: Command) =>
      setExit(
        await withEngine(command.optsWithGlobals(), async ({ client, output, opId }) => {
          const copy = await client.engine.backup({ opId: opId() })
          output.line(`Backup: ${copy.path} (${bytesText(copy.bytes)})`)
          output.result({ exit: 0, code: 'ok', ...copy })
          return 0
        }),
      ),
    )

  db.command('list')
    .description('list backups')
    .action((_options: unknown, command: Command) => {
      const output = outputFor(command.optsWithGlobals())
      const backups = listBackups(folderOf(command))
      for (const one of backups)
        output.record(
          'backup',
          one,
          `${new Date(one.createdAt).toISOString().slice(0, 16).replace('T', ' ')} UTC  ${bytesText(one.bytes).padStart(10)}  ${one.assets ?? '?'} assets  ${one.path}`,
        )
      output.result({ exit: 0, code: 'ok', count: backups.length })
    })
  db.command('restore')
    .argument('<file>', 'a copy of the catalogue, or its name in the library’s backups')
    .description('restore the catalogue from a backup; the current one is kept beside it')
    .action((file: string, _options: unknown, command: Command) => {
      const output = outputFor(command.optsWithGlobals())
      const folder = folderOf(command)
      const source = existsSync(absolute(file)) ? absolute(file) : backupPath(folder, file)
      const kept = restoreCatalogue(folder, source, new Date())
      output.line(`Restored from ${source}.${kept === null ? '' : ` The replaced catalogue is kept as ${kept}.`}`)
      output.result({ exit: 0, code: 'ok', path: source, ...(kept === null ? {} : { kept }) })
    })

  for (const direction of ['undo', 'redo'] as const) {
    program
      .command(direction)
      .description(direction === 'undo' ? 'undo the last change' : 'redo the last undone change')
      .action(async (_options: unknown, command: Command) =>
        setExit(
          await withEngine(command.optsWithGlobals(), async ({ client, output, opId }) => {
            const { label } = await client.history[direction]({ opId: opId() })
            output.line(
              label === null
                ? `There is nothing to ${direction}.`
                : `${direction === 'undo' ? 'Undone' : 'Done again'}: ${label}`,
            )
            output.result({ exit: 0, code: 'ok', label })
            return 0
          }),
        ),
      )
  }
}

/** The library of a command that works without an engine. */
function folderOf(command: Command): LibraryFolder {
  return libraryFolder(libraryOf(command.optsWithGlobals<GlobalOptions>()))
}
