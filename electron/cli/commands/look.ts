/**
 * `look`: how the pictures of clips are shown: a log curve that is converted, a colour decision list, or as recorded.
 */
import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { EngineClient } from '../../../shared/contract/client.ts'
import {
  LOG_CURVE_IDS,
  LOG_CURVE_NAMES,
  lookSchema,
  type Cdl,
  type Look,
  type LogCurveId,
} from '../../../shared/model/colour.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import { readCdlFile, type NamedCdl } from '../../engine/media/cdl-file.ts'
import type { SetExit } from '../exit.ts'
import { withEngine, type GlobalOptions, type Session } from '../session.ts'

interface LookOptions {
  readonly curve?: string
  readonly cdl?: string
  readonly asRecorded?: boolean
}

/** Clips of one call. */
const PIECE = 500

/** Adds it to the program. */
export function lookCommand(program: Command, setExit: SetExit): void {
  program
    .command('look')
    .argument('[query...]')
    .option('--curve <id>', `the log curve that is converted: ${LOG_CURVE_IDS.join(', ')}`)
    .option('--cdl <file>', 'a colour decision list (.cc, .ccc, .cdl); of several, each goes to the clip that it names')
    .option('--as-recorded', 'shows the clips as they were recorded')
    .description('choose how pictures of clips are shown; posters and proxies are made anew')
    .allowUnknownOption()
    .action(async (words: string[], _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & LookOptions>()
      setExit(await withEngine(options, (session) => look(session, words.join(' '), options)))
    })
}

interface Clip {
  readonly id: string
  readonly name: string
}

async function look(session: Session, query: string, options: LookOptions): Promise<number> {
  const { client, output, opId } = session
  const { curve, cdl: path, asRecorded } = options
  if ((curve !== undefined || path !== undefined) === (asRecorded === true))
    throw new RushesError('usage', 'Say --curve, --cdl or both, or --as-recorded.')
  const known = curve === undefined ? null : curveOf(curve)
  const lists = path === undefined ? [] : readCdlFile(await textOf(path), path)
  const clips = await clipsOf(client, query)
  const looks = new Map<string, { readonly look: Look | null; readonly ids: string[] }>()
  let without = 0
  for (const clip of clips) {
    const cdl = cdlFor(clip, lists)
    if (lists.length > 0 && cdl === null) {
      without += 1
      continue
    }
    const chosen = asRecorded === true ? null : lookSchema.parse({ curve: known, cdl })
    const key = JSON.stringify(chosen)
    const group = looks.get(key) ?? { look: chosen, ids: [] }
    group.ids.push(clip.id)
    looks.set(key, group)
  }
  let count = 0
  for (const group of looks.values())
    for (let at = 0; at < group.ids.length; at += PIECE) {
      const ids = group.ids.slice(at, at + PIECE)
      await client.assets.set({ opId: opId(), ids, changes: { look: group.look } })
      count += ids.length
    }
  output.line(
    `${count} ${count === 1 ? 'clip is' : 'clips are'} shown ${asRecorded === true ? 'as recorded' : 'with the look'}.${without > 0 ? ` ${without} ${without === 1 ? 'is' : 'are'} named by no correction of the file.` : ''}`,
  )
  const exit = without > 0 ? 3 : 0
  output.result({ exit, code: exit === 0 ? 'ok' : 'not_found', count })
  return exit
}

function curveOf(text: string): LogCurveId {
  const wanted = text.toLowerCase()
  const found = LOG_CURVE_IDS.find((id) => id === wanted || LOG_CURVE_NAMES[id].toLowerCase() === wanted)
  if (found !== undefined) return found
  throw new RushesError('usage', `There is no conversion of “${text}”. There are: ${LOG_CURVE_IDS.join(', ')}.`)
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new RushesError(
      'usage',
      `${path} can't be read. Check its name and its permissions.`,
      { path },
      { cause: error },
    )
  }
}

/** The only list is for every clip; of several each is for the clip that it is called like, with or without an ending. */
function cdlFor({ name }: Clip, lists: readonly NamedCdl[]): Cdl | null {
  const [only] = lists
  if (only === undefined) return null
  if (lists.length === 1) return only.cdl
  const stem = (text: string): string => text.toLowerCase().replace(/\.[a-z0-9]{2,4}$/, '')
  return lists.find(({ id }) => id !== null && stem(id) === stem(name))?.cdl ?? null
}

async function clipsOf(client: EngineClient, query: string): Promise<Clip[]> {
  const clips: Clip[] = []
  for (let cursor: string | null = null; ;) {
    const page = await client.assets.list({ query, limit: PIECE, ...(cursor === null ? {} : { cursor }) })
    clips.push(...page.rows.map(({ id, name }) => ({ id, name })))
    cursor = page.cursor ?? null
    if (cursor === null) break
  }
  if (clips.length === 0) throw new RushesError('not_found', 'No clip is found by that. List the clips with: rushes ls')
  return clips
}
