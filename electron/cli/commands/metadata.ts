/**
 * `set`, `tag` and `note`: what a crew says about its clips.
 */
import type { Command } from 'commander'
import type { EngineClient } from '../../../shared/contract/client.ts'
import { assetChangesSchema, type AssetChanges } from '../../../shared/model/asset.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import { whyNoLook } from '../../../shared/model/look-applies.ts'
import { parseTimecode } from '../../../shared/time/timecode.ts'
import type { SetExit } from '../exit.ts'
import { lookCalled } from '../look-words.ts'
import { runDone, type Session } from '../session.ts'
import { findAsset } from './catalogue.ts'

/** Adds them to the program. */
export function metadataCommands(program: Command, setExit: SetExit): void {
  const run = (command: Command, work: (session: Session) => Promise<object>): Promise<void> =>
    runDone(command, work).then(setExit)

  program
    .command('set')
    .argument('<id>')
    .argument('<changes...>', `FIELD=VALUE: ${Object.keys(assetChangesSchema.shape).join(', ')}`)
    .description('set fields of a clip; an empty value clears a field')
    .action((id: string, words: string[], _options: unknown, command: Command) =>
      run(command, async ({ client, output, opId }) => {
        const changes = await parseChanges(client, words)
        const asset = await findAsset(client, id)
        if (changes.look != null) await needLook(client, asset)
        await client.assets.set({ opId: opId(), ids: [asset], changes })
        output.line(`Set: ${Object.keys(changes).join(', ')}`)
        return { id: asset, changes }
      }),
    )

  program
    .command('tag')
    .argument('<id>')
    .argument('<tags...>', '+tag adds, -tag removes')
    .description('add or remove tags of a clip')
    .allowUnknownOption()
    .action((id: string, words: string[], _options: unknown, command: Command) =>
      run(command, async ({ client, output, opId }) => {
        const add = words.filter((word) => !word.startsWith('-')).map((word) => word.replace(/^\+/, ''))
        const remove = words.filter((word) => word.startsWith('-')).map((word) => word.slice(1))
        const asset = await findAsset(client, id)
        await client.assets.tag({ opId: opId(), ids: [asset], add, remove })
        output.line([...add.map((tag) => `+${tag}`), ...remove.map((tag) => `-${tag}`)].join(' '))
        return { id: asset, add, remove }
      }),
    )

  program
    .command('note')
    .argument('<id>')
    .argument('<timecode>', 'HH:MM:SS:FF, or - for the whole clip')
    .argument('<text...>')
    .description('add a note to a clip at a timecode')
    .allowUnknownOption()
    .action((id: string, timecode: string, words: string[], _options: unknown, command: Command) =>
      run(command, async ({ client, output, opId }) => {
        const asset = await client.assets.get({ id: await findAsset(client, id) })
        const frame = timecode === '-' ? null : frameOf(asset, timecode)
        const note = await client.notes.add({ opId: opId(), assetId: asset.id, frame, text: words.join(' ') })
        output.line(`${note.timecode ?? 'On the whole clip'}: ${note.text}`)
        return { note }
      }),
    )
}

/** Throws RushesError 'media.unsupported' for a clip that takes no look. */
async function needLook(client: EngineClient, id: string): Promise<void> {
  const clip = await client.assets.get({ id })
  const why = whyNoLook(clip)
  if (why !== null) throw new RushesError('media.unsupported', `${clip.name} gets no look. ${why}`, { id })
}

/** FIELD=VALUE words as changes. Throws `usage` naming the word that is wrong. */
async function parseChanges(client: EngineClient, words: readonly string[]): Promise<AssetChanges> {
  const changes: Record<string, unknown> = {}
  for (const word of words) {
    const at = word.indexOf('=')
    const given = at < 0 ? word : word.slice(0, at)
    const field = Object.keys(assetChangesSchema.shape).find((name) => name.toLowerCase() === given.toLowerCase())
    if (at < 0 || field === undefined) {
      throw new RushesError(
        'usage',
        `“${word}” is not FIELD=VALUE with a field that can be set: ${Object.keys(assetChangesSchema.shape).join(', ')}.`,
      )
    }
    const text = word.slice(at + 1)
    changes[field] = field === 'look' ? await lookCalled(client, text) : valueOf(field, text)
  }
  const parsed = assetChangesSchema.safeParse(changes)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new RushesError(
    'usage',
    `${String(issue?.path[0] ?? 'The value')} can't be “${words.join(' ')}”: ${issue?.message ?? 'it is not of the right form'}.`,
  )
}

function valueOf(field: string, text: string): unknown {
  if (field === 'rating') return text === '' ? 0 : Number(text)
  if (field === 'circled' || field === 'noGood') {
    if (['true', 'yes', '1', 'on'].includes(text.toLowerCase())) return true
    if (['false', 'no', '0', 'off', ''].includes(text.toLowerCase())) return false
    return text
  }
  return text === '' && field !== 'description' && field !== 'name' ? null : text
}

function frameOf(
  asset: { name: string; rate: { num: number; den: number } | null; startFrame: number | null; dropFrame: boolean },
  text: string,
): number {
  if (asset.rate === null)
    throw new RushesError(
      'usage',
      `${asset.name} has no frame rate, so a note can only be on the whole clip: use - for the timecode.`,
    )
  const frame = parseTimecode(text, asset.rate, asset.dropFrame).frames - (asset.startFrame ?? 0)
  if (frame < 0)
    throw new RushesError('usage', `${text} is before the start of ${asset.name}. Give a timecode inside the clip.`)
  return frame
}
