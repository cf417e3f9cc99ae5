/**
 * `report`: what an offload did, as a PDF for production, a CSV for post, or a text to mail.
 */
import { Option, type Command } from 'commander'
import { RushesError } from '../../../shared/model/errors.ts'
import type { SetExit } from '../main.ts'
import { absolute, withEngine, type GlobalOptions } from '../session.ts'

/** Adds it to the program. */
export function reportCommand(program: Command, setExit: SetExit): void {
  program.command('report').argument('[offload]', 'the name or id of an offload; the last one where none is named')
    .addOption(new Option('--as <kind>', 'pdf, csv or text').choices(['pdf', 'csv', 'text']).default('pdf'))
    .option('--to <dir>', 'the folder it is written to (else the library’s folder of reports)')
    .description('writes the report of an offload: verdict, problems, destinations, every clip')
    .action(async (which: string | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { as: 'pdf' | 'csv' | 'text'; to?: string }>()
      setExit(await withEngine(options, async ({ client, output }) => {
        const all = await client.offloads.list({ limit: 500 })
        const found = which === undefined ? all[0] : all.find((one) => one.id === which || one.name === which)
        if (found === undefined) throw new RushesError('not_found', which === undefined ? 'No card was offloaded into this library yet. Start with: rushes offload CARD --to DRIVE' : `No offload is called ${which}. List them with: rushes offloads`)
        const { path } = await client.offloads.report({ id: found.id, kind: options.as, to: options.to === undefined ? null : absolute(options.to) })
        output.line(path)
        output.result({ exit: 0, code: 'ok', id: found.id, path })
        return 0
      }))
    })
}
