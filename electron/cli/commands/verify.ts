/**
 * `verify`: checks a folder against its history, or against an MHL v1 file.
 */
import type { Command } from 'commander'
import type { VerifyEvent } from '../../../shared/model/offload.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { SetExit } from '../main.ts'
import { bytesText, timeLeftText } from '../output.ts'
import { absolute, withEngine, type GlobalOptions } from '../session.ts'

/** Adds it to the program. */
export function verifyCommand(program: Command, setExit: SetExit): void {
  program.command('verify').argument('<dir>', 'a folder with an ASC MHL history, or an MHL v1 file')
    .option('--dry-run', 'writes no new generation')
    .description('checks a folder against its ASC MHL history (and appends a generation) or an MHL v1 file')
    .action(async (dir: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { dryRun?: boolean }>()
      setExit(await withEngine(options, async ({ client, output, signal }) => {
        let done: Extract<VerifyEvent, { type: 'done' }> | undefined
        for await (const event of await client.verify.folder({ path: absolute(dir), dryRun: options.dryRun === true }, { signal })) {
          if (event.type === 'progress') {
            output.progress(event, `${event.files} of ${event.totalFiles} files · ${bytesText(event.speed)}/s · ${timeLeftText(event.secondsLeft)}`)
          } else if (event.type === 'finding') {
            if (output.json || event.finding !== 'verified') output.record('finding', { path: event.path, finding: event.finding, message: event.message }, `${event.finding.padEnd(16)} ${event.path}${event.message === null ? '' : `  ${event.message}`}`)
          } else done = event
        }
        if (done === undefined) throw new RushesError('cancelled', 'Stopped before everything was checked. Nothing was written.')
        output.line(done.sentence)
        const exit = done.ok ? 0 : 3
        output.result({ exit, code: done.ok ? 'ok' : 'verify.incomplete', counts: done.counts, histories: done.histories, message: done.sentence })
        return exit
      }))
    })
}
