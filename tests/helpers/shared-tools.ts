/**
 * The media tools of this machine, looked for and tried once in a run of the tests: a search starts fourteen programs,
 * and hundreds of engines need its answer. The search itself is tested in tests/integration/media/tools.test.ts.
 */
import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRunner } from '../../electron/engine/media/runner.ts'
import {
  candidates,
  findTools,
  type FindTools,
  type MediaTools,
  type ToolSearch,
} from '../../electron/engine/media/tools.ts'

const FOLDER = join(tmpdir(), 'rushes-test-tools')
const known = new Map<string, Promise<MediaTools>>()

/** As `findTools`. A search that fails is not kept; another search, or another program in its places, is a new one. */
export const sharedTools: FindTools = async (search, runner, signal) => {
  const run = process.env['RUSHES_TEST_RUN']
  if (run === undefined) return await findTools(search, runner, signal)
  const key = createHash('sha1')
    .update(JSON.stringify([search, process.env['PATH'], programsOf(search)]))
    .digest('hex')
  const file = join(FOLDER, `${key}.json`)
  const found = known.get(key) ?? (async () => readKept(file, run) ?? keep(file, run, await searched(search)))()
  known.set(key, found)
  try {
    return await found
  } catch (error) {
    known.delete(key)
    throw error
  }
}

/** Several engines wait for one search: the end of the first must not end it for the others. */
const searched = (search: ToolSearch): Promise<MediaTools> => findTools(search, createRunner())

/** Every program in the places that are searched, with what changes when it is replaced. */
function programsOf(search: ToolSearch): unknown[] {
  return [...candidates('ffmpeg', search), ...candidates('ffprobe', search)].flatMap(({ path }) => {
    const info = statSync(path, { throwIfNoEntry: false })
    return info === undefined ? [] : [[path, info.dev, info.ino, info.size, info.mtimeMs, info.ctimeMs, info.mode]]
  })
}

/** Sets are kept as lists. */
const SETS = ['filters', 'decoders', 'encoders'] as const

function keep(file: string, run: string, tools: MediaTools): MediaTools {
  const sets = Object.fromEntries(SETS.map((name) => [name, [...tools.capabilities[name]]]))
  mkdirSync(FOLDER, { recursive: true })
  const temporary = `${file}.${randomUUID()}`
  writeFileSync(
    temporary,
    JSON.stringify({ run, tools: { ...tools, capabilities: { ...tools.capabilities, ...sets } } }),
  )
  renameSync(temporary, file)
  return tools
}

function readKept(file: string, run: string): MediaTools | null {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const kept = JSON.parse(text) as { run: string; tools: MediaTools }
  if (kept.run !== run) return null
  const { capabilities } = kept.tools
  const sets = Object.fromEntries(SETS.map((name) => [name, new Set(capabilities[name])]))
  return { ...kept.tools, capabilities: { ...capabilities, ...sets } }
}
