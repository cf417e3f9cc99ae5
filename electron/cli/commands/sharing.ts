/**
 * `fetch`, `conflicts` and `devices`: what is only at a remote, what others said, and who they are.
 */
import type { Command } from 'commander'
import { RushesError } from '../../../shared/model/errors.ts'
import type { SetExit } from '../exit.ts'
import { bytesText } from '../output.ts'
import { absolute, withEngine, type GlobalOptions } from '../session.ts'
import { count, conflictId, conflictText, deviceText } from './remote-words.ts'

/** `fetch`: what is only at a remote. */
export function fetchCommand(program: Command, setExit: SetExit): void {
  program
    .command('fetch')
    .argument('<id or name>', 'a clip')
    .option('--to <dir>', 'where the original is put')
    .option('--proxy', 'the proxy, into the library')
    .description('fetch a file that is only at a remote; every byte is compared')
    .action(async (id: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { to?: string; proxy?: boolean }>()
      setExit(
        await withEngine(
          options,
          async ({ client, output, signal }) => {
            const { rows: items } = await client.assets.list({ query: id, limit: 2 })
            const assetId = /^[0-9a-f-]{36}$/.test(id) ? id : items.length === 1 ? items[0]!.id : undefined
            if (assetId === undefined)
              throw new RushesError(
                'not_found',
                `“${id}” is ${items.length === 0 ? 'no clip' : 'more than one clip'}. Give its id: rushes ls`,
              )
            if (options.proxy !== true && options.to === undefined)
              throw new RushesError(
                'usage',
                'Name the folder for the original: rushes fetch CLIP --to DIR (or --proxy for the proxy).',
              )
            let path: string | null = null
            let bytes = 0
            for await (const event of await client.sync.fetch(
              {
                assetId,
                what: options.proxy === true ? 'proxy' : 'original',
                to: options.to === undefined ? null : absolute(options.to),
              },
              { signal },
            )) {
              ;({ path, bytes } = event)
              output.progress(
                { bytes: event.bytes, of: event.of },
                `${bytesText(event.bytes)} of ${bytesText(event.of)}`,
              )
            }
            if (path === null) throw new RushesError('cancelled', 'Stopped. Run the same command to resume.')
            output.line(path)
            output.result({ exit: 0, code: 'ok', id: assetId, path, bytes })
            return 0
          },
          { parks: true },
        ),
      )
    })
}

/** `conflicts` and `devices`: what others said, and who they are. */
export function sharingCommands(program: Command, setExit: SetExit): void {
  program
    .command('conflicts')
    .option('--keep <clock>', 'the side that holds, by its clock')
    .option('--both', 'keeps both sides')
    .argument('[id]', 'one of the list, by its id')
    .description('list and resolve conflicts: fields that two people changed while offline')
    .action(async (which: string | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { keep?: string; both?: boolean }>()
      setExit(
        await withEngine(options, async ({ client, output, opId }) => {
          const all = await client.sync.conflicts({})
          if (which === undefined) {
            for (const one of all) output.record('conflict', { id: conflictId(one), ...one }, conflictText(one))
            output.result({ exit: 0, code: 'ok', count: all.length })
            return 0
          }
          const one = all.find((other) => conflictId(other) === which)
          if (one === undefined)
            throw new RushesError(
              'not_found',
              `There is no conflict ${which}, or it is resolved. List them with: rushes conflicts`,
            )
          if (options.keep === undefined && options.both !== true)
            throw new RushesError('usage', `Say what holds: rushes conflicts ${which} --keep CLOCK (or --both).`)
          await client.sync.resolve({
            opId: opId(),
            entity: one.entity,
            entityId: one.entityId,
            field: one.field,
            keep: options.both === true ? 'both' : { clock: options.keep! },
          })
          const kept = one.sides.find((side) => side.clock === options.keep)
          output.line(
            `${one.label} of ${one.name}: ${options.both === true ? 'both are kept' : `“${kept?.text ?? ''}” is kept`}. ${all.length - 1 === 0 ? 'No conflict is left.' : `${count(all.length - 1, 'conflict')} left.`}`,
          )
          output.result({ exit: 0, code: 'ok', id: which, count: all.length - 1 })
          return 0
        }),
      )
    })

  program
    .command('devices')
    .description('list the devices that share this library')
    .action(async (_options: unknown, command: Command) =>
      setExit(
        await withEngine(command.optsWithGlobals(), async ({ client, output }) => {
          const all = await client.sync.devices({})
          for (const one of all) output.record('device', one, deviceText(one))
          output.result({ exit: 0, code: 'ok', count: all.length })
          return 0
        }),
      ),
    )
}
