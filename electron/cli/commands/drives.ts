/**
 * `drives` and `eject`: which drives there are, what is on them, what they are called, and how they leave.
 */
import type { Command } from 'commander'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { Volume } from '../../../shared/model/work.ts'
import type { SetExit } from '../exit.ts'
import { bytesText } from '../output.ts'
import { withEngine } from '../session.ts'

/** Adds them to the program. */
export function driveCommands(program: Command, setExit: SetExit): void {
  const drives = program
    .command('drives')
    .description('list known drives: connected or offline, size, contents')
    .action(async (_options: unknown, command: Command) =>
      setExit(
        await withEngine(command.optsWithGlobals(), async ({ client, output }) => {
          const list = await client.volumes.list({})
          for (const volume of list) output.record('drive', volume, driveText(volume))
          if (list.length === 0) output.say('No drive is known yet: those are that clips were copied to or found on.')
          output.result({ exit: 0, code: 'ok', count: list.length })
          return 0
        }),
      ),
    )

  drives
    .command('name')
    .argument('<drive>', 'its label, mount point or id')
    .argument('<label>', 'what is printed on it')
    .description('name a drive, as on its label')
    .action(async (drive: string, label: string, _options: unknown, command: Command) =>
      setExit(
        await withEngine(command.optsWithGlobals(), async ({ client, output, opId }) => {
          const volume = await findVolume(client, drive)
          await client.volumes.rename({ opId: opId(), id: volume.id, label })
          output.line(`${volume.label} is called ${label} now.`)
          output.result({ exit: 0, code: 'ok', id: volume.id, label })
          return 0
        }),
      ),
    )

  program
    .command('eject')
    .argument('<drive>', 'its label, mount point or id')
    .description('unmount and eject a drive; says when you can unplug it')
    .action(async (drive: string, _options: unknown, command: Command) =>
      setExit(
        await withEngine(command.optsWithGlobals(), async ({ client, output, opId }) => {
          const volume = await findVolume(client, drive)
          const { message } = await client.volumes.eject({ opId: opId(), id: volume.id })
          output.line(message)
          output.result({ exit: 0, code: 'ok', id: volume.id, message })
          return 0
        }),
      ),
    )
}

/** The one drive that the text means: its id or the beginning of it, its mount point, or its label in any case. */
async function findVolume(client: EngineClient, text: string): Promise<Volume> {
  const all = await client.volumes.list({})
  const path = text.length > 1 ? text.replace(/[/\\]$/, '') : text
  const byPlace = all.filter(
    (volume) => volume.id === text || (volume.online && volume.mountPoint?.replace(/(?<=.)[/\\]$/, '') === path),
  )
  const byLabel = all.filter((volume) => volume.label.toLowerCase() === text.toLowerCase())
  const byStart = /^[0-9a-f-]{4,}$/.test(text) ? all.filter((volume) => volume.id.startsWith(text)) : []
  const found = [byPlace, byLabel, byStart].find((some) => some.length > 0) ?? []
  if (found.length === 1) return found[0]!
  if (found.length === 0)
    throw new RushesError('not_found', `There is no drive “${text}” in this library. List them with: rushes drives`)
  throw new RushesError(
    'usage',
    `“${text}” means more than one drive. Give an id: ${found.map((volume) => `${volume.label} ${volume.id}`).join(' · ')}`,
  )
}

function driveText(volume: Volume): string[] {
  const where = volume.online
    ? (volume.mountPoint ?? '')
    : `offline since ${new Date(volume.lastSeenAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const room =
    volume.capacity === null
      ? ''
      : `${bytesText(volume.capacity)}${volume.free === null ? '' : `, ${bytesText(volume.free)} free`}`
  const on =
    volume.assets === 0
      ? 'nothing catalogued'
      : `${volume.assets} ${volume.assets === 1 ? 'clip' : 'clips'}, ${bytesText(volume.bytes)}`
  const { card } = volume
  const lines = [
    [
      volume.id,
      volume.label.padEnd(20),
      volume.online ? 'connected' : 'offline',
      volume.kind.padEnd(8),
      room,
      on,
      where,
      volume.readOnly ? 'read-only' : '',
    ]
      .filter((part) => part !== '')
      .join('  '),
    card === null
      ? ''
      : `  looks like a card: ${card.family}, ${card.rolls.join(', ')}${card.offloaded ? ' – offloaded before' : ''}`,
    volume.trouble === null ? '' : `  ${volume.trouble}`,
  ]
  return lines.filter((line) => line !== '')
}
