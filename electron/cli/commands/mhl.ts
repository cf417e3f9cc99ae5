/**
 * `mhl`: histories looked at, compared by names and sizes, and flattened to packing lists. They need no library.
 */
import { hostname, userInfo } from 'node:os'
import type { Command } from 'commander'
import type { SetExit } from '../exit.ts'
import { creatorOf } from '../../engine/mhl/creator.ts'
import { counted, totalsText } from '../../engine/domain/copies/verify-totals.ts'
import { diffFolder } from '../../engine/mhl/diff.ts'
import { writePackingList } from '../../engine/mhl/flatten.ts'
import { historyInfo } from '../../engine/mhl/info.ts'
import type { Output } from '../output.ts'
import { absolute, alone, hasLibrary, tryEngine, type GlobalOptions } from '../session.ts'
import { VERSION } from '../version.ts'

/** Adds it to the program. */
export function mhlCommands(program: Command, setExit: SetExit): void {
  const group = program.command('mhl').description('read ASC MHL histories of folders')
  group
    .command('info')
    .argument('<dir>', 'a folder with a history')
    .description('list the generations of a history')
    .action(async (dir: string, _options: unknown, command: Command) =>
      setExit(
        await alone(command.optsWithGlobals<GlobalOptions>(), async ({ output, signal }) => {
          const { generations, problems } = await historyInfo(absolute(dir), signal)
          for (const one of generations) {
            output.record(
              'generation',
              one,
              `${String(one.number).padStart(4, '0')}  ${one.createdAt}  ${one.process}  ${counted(one.files, 'file')}${one.failed === 0 ? '' : `, ${one.failed} failed`}  ${one.tool}${one.root === '' ? '' : `  ${one.root}`}`,
            )
          }
          for (const message of problems) output.record('problem', { path: dir, message }, message)
          const exit = problems.length === 0 ? 0 : 3
          output.result({ exit, code: exit === 0 ? 'ok' : 'mhl.broken', count: generations.length })
          return exit
        }),
      ),
    )
  group
    .command('diff')
    .argument('<dir>', 'a folder with a history')
    .description('list files that are missing, new or of another size, without reading the media')
    .action(async (dir: string, _options: unknown, command: Command) =>
      setExit(
        await alone(command.optsWithGlobals<GlobalOptions>(), async ({ output, signal }) => {
          const { files, findings: found, totals } = await diffFolder(absolute(dir), signal)
          const findings = found.map(({ path, finding, message }) => ({ path, finding, message }))
          for (const one of findings)
            output.record(
              'finding',
              one,
              `${one.finding.padEnd(16)} ${one.path}${one.message === null ? '' : `  ${one.message}`}`,
            )
          const exit = findings.length === 0 ? 0 : 3
          output.line(`${totalsText(totals, 'sizes') || 'The history names no file.'} Bytes were not read.`)
          output.result({ exit, code: exit === 0 ? 'ok' : 'verify.incomplete', count: findings.length, files })
          return exit
        }),
      ),
    )
  group
    .command('flatten')
    .argument('<dir>', 'a folder with a history')
    .requiredOption('--to <dir>', 'where the packing list goes; not inside the folder')
    .description('write the whole history as one packing list')
    .action(async (dir: string, options: { to: string }, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>()
      const told = (output: Output, path: string): number => {
        output.line(path)
        output.result({ exit: 0, code: 'ok', path })
        return 0
      }
      const here = async (output: Output): Promise<number> =>
        told(
          output,
          await writePackingList({
            root: absolute(dir),
            into: absolute(options.to),
            startedAt: Date.now(),
            creator: creatorOf(hostname(), VERSION, userInfo().username),
          }),
        )
      if (!hasLibrary(globals)) return setExit(await alone(globals, ({ output }) => here(output)))
      // With a library its author signs the list.
      setExit(
        await tryEngine(
          globals,
          async ({ client, output, opId }) =>
            told(
              output,
              (await client.mhl.flatten({ opId: opId(), path: absolute(dir), to: absolute(options.to) })).path,
            ),
          (_, output) => here(output),
        ),
      )
    })
}
