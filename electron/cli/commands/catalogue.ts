/**
 * `ls`, `show` and `facets`: what is in the library.
 */
import { Option, type Command } from 'commander'
import { clipCopiesText, roleText } from '../../../shared/copies/words.ts'
import { SORT_FIELDS, type Sort, type AssetDetail, type AssetRow, type Copy } from '../../../shared/model/asset.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import type { EngineClient } from '../../../shared/contract/client.ts'
import type { SetExit } from '../exit.ts'
import { bytesText, factLine } from '../output.ts'
import { withEngine, type GlobalOptions } from '../session.ts'

/** Adds them to the program. */
export function catalogueCommands(program: Command, setExit: SetExit): void {
  program
    .command('ls')
    .argument('[query...]', 'words, flags and fields: A003 circled rating>=3 -tag:wild')
    .option('--limit <n>', 'at most so many', '0')
    .addOption(
      new Option('--sort <field>', 'what orders them; arranged is the order of a collection')
        .choices(SORT_FIELDS)
        .default('name'),
    )
    .description('list clips that match a search')
    .allowUnknownOption()
    .action(async (words: string[], _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { limit: string; sort: Sort['field'] }>()
      const limit = wholeNumber(options.limit)
      setExit(
        await withEngine(options, async ({ client, output }) => {
          let cursor: string | null = null
          let count = 0
          do {
            const page: { rows: AssetRow[]; cursor: string | null } = await client.assets.list({
              query: words.join(' '),
              cursor,
              limit: limit > 0 ? Math.min(500, limit - count) : 500,
              sort: { field: options.sort, direction: 'asc' },
            })
            for (const row of page.rows) output.record('asset', row, assetLine(row))
            count += page.rows.length
            cursor = limit > 0 && count >= limit ? null : page.cursor
          } while (cursor !== null && !output.closed())
          if (count === 0)
            output.say(
              words.length === 0
                ? 'The library is empty. Bring in a card with: rushes offload CARD --to DRIVE'
                : 'Nothing in the library matches.',
            )
          output.result({ exit: 0, code: 'ok', count })
          return 0
        }),
      )
    })

  program
    .command('show')
    .argument('<id>', 'a clip: its id, the beginning of it, or its name')
    .description('show everything about one clip')
    .action(async (id: string, _options: unknown, command: Command) =>
      setExit(
        await withEngine(command.optsWithGlobals(), async ({ client, output }) => {
          const asset = await client.assets.get({ id: await findAsset(client, id) })
          output.record('asset', asset, assetText(asset))
          output.result({ exit: 0, code: 'ok', id: asset.id })
          return 0
        }),
      ),
    )

  program
    .command('facets')
    .argument('[query...]')
    .description('count clips by kind, day, roll, camera, codec, tag and state')
    .allowUnknownOption()
    .action(async (words: string[], _options: unknown, command: Command) =>
      setExit(
        await withEngine(command.optsWithGlobals(), async ({ client, output }) => {
          const facets = await client.assets.facets({ query: words.join(' ') })
          for (const [facet, values] of Object.entries(facets)) {
            if (values.length > 0)
              output.record(
                'facet',
                { facet, values },
                `${facet.padEnd(14)} ${values.map((one) => `${one.label} ${one.count}`).join(' · ')}`,
              )
          }
          output.result({ exit: 0, code: 'ok' })
          return 0
        }),
      ),
    )
}

/** The id of the one asset that the text means: a whole id, its beginning, or a name. */
export async function findAsset(client: EngineClient, text: string): Promise<string> {
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(text)) return text
  const byId = /^[0-9a-f-]{4,}$/.test(text)
    ? await client.assets.list({ query: `id:${text}`, limit: 2 })
    : { rows: [], total: 0 }
  const found =
    byId.rows.length > 0 ? byId : await client.assets.list({ query: `name:"${text.replaceAll('"', '')}"`, limit: 50 })
  const exact = found.rows.filter((row) => row.name === text)
  const rows = exact.length > 0 ? exact : found.rows
  if (rows.length === 1) return rows[0]!.id
  if (rows.length === 0)
    throw new RushesError('not_found', `There is no clip “${text}” in this library. List the clips with: rushes ls`)
  throw new RushesError(
    'usage',
    `“${text}” means more than one clip. Give an id: ${rows
      .slice(0, 5)
      .map((row) => `${row.name} ${row.id}`)
      .join(' · ')}`,
  )
}

function assetLine(row: AssetRow): string {
  const stars = '★'.repeat(row.rating).padEnd(5, '·')
  return [
    row.id,
    row.name.padEnd(28),
    row.kind.padEnd(8),
    row.state.padEnd(7),
    row.startTimecode ?? '--:--:--:--',
    stars,
    row.circled ? 'circled' : '',
    clipCopiesText(row),
    bytesText(row.bytes),
    row.broken === null ? '' : `broken: ${row.broken}`,
    row.unsupported === null ? '' : `not readable here: ${row.unsupported}`,
    row.work === 'failed' ? 'something could not be made of it: see rushes show' : '',
  ]
    .filter((part) => part !== '')
    .join('  ')
}

function assetText(asset: AssetDetail): string[] {
  const lines = [
    `${asset.name}  ${'★'.repeat(asset.rating)}${asset.circled ? '  circled' : ''}${asset.noGood ? '  no good' : ''}`,
    `id ${asset.id} · ${asset.kind} · ${asset.state}${asset.broken === null ? '' : ` · broken: ${asset.broken}`}${asset.unsupported === null ? '' : ` · not readable here: ${asset.unsupported}`}`,
    `day ${asset.day ?? '—'} · roll ${asset.roll ?? '—'} · scene ${asset.scene ?? '—'} · take ${asset.take ?? '—'}`,
    whereText(asset),
    ...(asset.frames === null
      ? []
      : [
          `frames ${asset.frames.first}–${asset.frames.last} · ${asset.frames.count} ${asset.frames.count === 1 ? 'file' : 'files'}`,
        ]),
    ...(asset.colour === null ? [] : [factLine({ group: 'Picture', label: 'Shown', value: asset.colour.line })]),
    ...asset.facts.map(factLine),
    // The reading stands in the line of the state.
    ...asset.troubles.filter(({ jobId }) => jobId !== null).map(({ what, said }) => `  failed   ${what}: ${said}`),
    ...asset.copyList.map(
      (copy) =>
        `  ${copy.state.padEnd(8)} ${copy.volumeLabel}: ${copy.path}  ${[verifiedText(copy), roleText(copy.role)].filter((part) => part !== null).join(', ')}`,
    ),
    ...(asset.tags.length > 0 ? [`  tags ${asset.tags.join(', ')}`] : []),
    ...asset.noteList.map((note) => `  ${note.timecode ?? 'note'}  ${note.text}  (${note.author})`),
  ]
  return lines
}

/** On which drive it is, by the label that is printed on it: those to be had at once first. */
function whereText(asset: AssetDetail): string {
  const media = asset.copyList.filter((copy) => copy.role === 'primary')
  const labels = (state: string): string =>
    [...new Set(media.filter((copy) => copy.state === state).map((copy) => copy.volumeLabel))].join(', ')
  const parts = [
    [labels('present'), 'connected'],
    [labels('offline'), 'offline'],
  ]
    .filter(([names]) => names !== '')
    .map(([names, where]) => `${names} (${where})`)
  return parts.length === 0 ? 'on no drive that is known' : `on ${parts.join(' · ')}`
}

function verifiedText(copy: Pick<Copy, 'verification' | 'verifiedAt' | 'readBack' | 'elsewhere'>): string {
  if (copy.verifiedAt === null) return copy.verification
  return `${copy.verification} ${new Date(copy.verifiedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC (${copy.readBack ?? 'read-back'}${copy.elsewhere === true ? ', by another computer' : ''})`
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0)
    throw new RushesError('usage', `“${text}” is not a number of clips. Give a whole number.`)
  return value
}
