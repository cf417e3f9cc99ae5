/**
 * `mhl`: histories looked at, compared by names and sizes, and flattened to packing lists.
 */
import type { Command } from 'commander'
import type { SetExit } from '../main.ts'
import { absolute, withEngine, type GlobalOptions } from '../session.ts'

/** Adds it to the program. */
export function mhlCommands(program: Command, setExit: SetExit): void {
  const group = program.command('mhl').description('ASC MHL histories of folders')
  group.command('info').argument('<dir>', 'a folder with a history').description('lists the generations of its history')
    .action(async (dir: string, _options: unknown, command: Command) => setExit(await withEngine(command.optsWithGlobals<GlobalOptions>(), async ({ client, output }) => {
      const { generations, problems } = await client.mhl.info({ path: absolute(dir) })
      for (const one of generations) {
        output.record('generation', one, `${String(one.number).padStart(4, '0')}  ${one.createdAt}  ${one.process}  ${one.files} files${one.failed === 0 ? '' : `, ${one.failed} failed`}  ${one.tool}${one.root === '' ? '' : `  ${one.root}`}`)
      }
      for (const message of problems) output.record('problem', { path: dir, message }, message)
      const exit = problems.length === 0 ? 0 : 3
      output.result({ exit, code: exit === 0 ? 'ok' : 'mhl.broken', count: generations.length })
      return exit
    })))
  group.command('diff').argument('<dir>', 'a folder with a history').description('what is missing, new or of another size, without reading the media')
    .action(async (dir: string, _options: unknown, command: Command) => setExit(await withEngine(command.optsWithGlobals<GlobalOptions>(), async ({ client, output }) => {
      const { files, findings } = await client.mhl.diff({ path: absolute(dir) })
      for (const one of findings) output.record('finding', one, `${one.finding.padEnd(16)} ${one.path}${one.message === null ? '' : `  ${one.message}`}`)
      const exit = findings.length === 0 ? 0 : 3
      output.line(exit === 0 ? `All ${files} files are there, by name and size. Their bytes were not read.` : `${findings.length} differences in ${files} files. Bytes were not read.`)
      output.result({ exit, code: exit === 0 ? 'ok' : 'verify.incomplete', count: findings.length, files })
      return exit
    })))
  group.command('flatten').argument('<dir>', 'a folder with a history').requiredOption('--to <dir>', 'where the packing list goes; not inside the folder')
    .description('writes the whole history as one packing list')
    .action(async (dir: string, options: { to: string }, command: Command) => setExit(await withEngine(command.optsWithGlobals<GlobalOptions>(), async ({ client, output, opId }) => {
      const { path } = await client.mhl.flatten({ opId: opId(), path: absolute(dir), to: absolute(options.to) })
      output.line(path)
      output.result({ exit: 0, code: 'ok', path })
      return 0
    })))
}
