/**
 * `still`: frames of clips as pictures.
 */
import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import type { AssetDetail, AssetRow } from '../../../shared/model/asset.ts'
import { toRushesError } from '../../../shared/contract/client.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import { SAVED_FORMATS, type SavedFormat } from '../../../shared/model/stills.ts'
import { parseTimecode } from '../../../shared/time/timecode.ts'
import type { SetExit } from '../exit.ts'
import { noClip } from '../found-clips.ts'
import { bytesText } from '../output.ts'
import { withEngine, type GlobalOptions, type Session } from '../session.ts'

/** Clips of one command. */
const MAX_CLIPS = 500

interface StillOptions extends GlobalOptions {
  readonly to?: string
  readonly at?: string
  readonly frame?: string
  readonly as: SavedFormat
}

/** Adds it to the program. */
export function stillCommand(program: Command, setExit: SetExit): void {
  program
    .command('still')
    .argument('<query...>')
    .option('--to <dir>', 'the folder that takes the pictures')
    .option('--at <timecode>', 'the frame with this timecode')
    .option('--frame <number>', 'the frame of this number: from 0 in a clip, its own in a sequence')
    .addOption(
      new Option(
        '--as <format>',
        'png: as shown, in Rec. 709 · tiff: 16 bits, as recorded · exr: the frame of an EXR sequence itself',
      )
        .choices(SAVED_FORMATS)
        .default('png'),
    )
    .description('save a frame of each clip as a picture; nothing is written over')
    .action(async (words: string[], _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<StillOptions>()
      setExit(await withEngine(options, (session) => save(session, words.join(' '), options)))
    })
}

async function save(session: Session, query: string, { to, at, frame, as }: StillOptions): Promise<number> {
  if (to === undefined) throw new RushesError('usage', 'Say which folder takes the pictures: --to DIR.')
  if ((at === undefined) === (frame === undefined))
    throw new RushesError('usage', 'Say which frame: --at 10:00:01:05, or --frame 29.')
  if (frame !== undefined && !/^\d{1,9}$/.test(frame))
    throw new RushesError('usage', `--frame takes a number, and not “${frame}”.`)
  const { client, output, opId } = session
  const { rows } = await client.assets.list({ query, limit: MAX_CLIPS })
  if (rows.length === 0) throw noClip(query)
  let failed = 0
  for (const row of rows) {
    try {
      const number = frame === undefined ? frameAt(await client.assets.get({ id: row.id }), at!) : Number(frame)
      const saved = await client.stills.save({
        opId: opId(),
        assetId: row.id,
        frame: number,
        format: as,
        to: resolve(to),
      })
      output.record('still', { assetId: row.id, ...saved }, `saved  ${saved.path}  ${bytesText(saved.bytes)}`)
    } catch (error) {
      failed += 1
      tell(session, row, error)
    }
  }
  const exit = failed === 0 ? 0 : 3
  output.result({ exit, code: exit === 0 ? 'ok' : 'conflict', saved: rows.length - failed, failed })
  return exit
}

/** The frame with a timecode. Throws RushesError 'usage' where the clip has none, or does not hold that one. */
function frameAt({ name, rate, startFrame, dropFrame, durationFrames }: AssetDetail, words: string): number {
  if (rate === null || startFrame === null)
    throw new RushesError('usage', `${name} has no timecode. Name the frame by its number: --frame 29.`)
  const number = parseTimecode(words, rate, dropFrame).frames - startFrame
  if (number < 0 || (durationFrames !== null && number >= durationFrames))
    throw new RushesError('usage', `${words} is not in ${name}.`)
  return number
}

function tell({ output }: Session, { name }: AssetRow, error: unknown): void {
  const { message } = toRushesError(error)
  output.record('problem', { path: name, message }, `failed  ${name}  ${message}`)
}
