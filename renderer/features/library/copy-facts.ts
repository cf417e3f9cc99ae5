/**
 * Names, paths and timecodes of clips for the clipboard, a line each, in the order in which they were chosen.
 */
import type { EngineClient } from '../../../shared/contract/client.ts'
import { visible } from '../../../shared/util/visible.ts'
import type { Toasts } from '../../ui/index.ts'
import { copyText } from '../../ui/copy-text.ts'
import { countText } from '../../ui/words.ts'
import type { AssetPages } from './pages.ts'

export type CopiedFact = 'name' | 'path' | 'timecode'

/** More lines are of no use by hand; a list of all goes out by a report. */
const MAX_LINES = 500

interface CopyDeps {
  readonly client: EngineClient
  readonly pages: AssetPages
  readonly toasts: Toasts
}

/** Copies one fact of each clip; what a clip does not have is left out, and said. */
export async function copyFacts(
  { client, pages, toasts }: CopyDeps,
  ids: readonly string[],
  fact: CopiedFact,
): Promise<void> {
  if (ids.length === 0) {
    toasts.say('Select clips first')
    return
  }
  const lines: string[] = []
  for (const id of ids.slice(0, MAX_LINES)) {
    const line = await factOf(client, pages, id, fact)
    if (line !== null) lines.push(line)
  }
  const [one, many] = { name: ['name', 'names'], path: ['path', 'paths'], timecode: ['timecode', 'timecodes'] }[
    fact
  ] as [string, string]
  if (lines.length === 0) {
    toasts.say(ids.length === 1 ? `This clip has no ${one}` : `None of these clips has a ${one}`)
    return
  }
  if (!(await copyText(lines.join('\n')))) {
    toasts.fail('The browser gives nothing to the clipboard here. Mark the text in the inspector and copy it.')
    return
  }
  const rest = ids.length - lines.length
  const what = lines.length === 1 ? visible(lines[0]!) : countText(lines.length, one, many)
  toasts.say(`Copied ${what}${rest > 0 ? `; ${countText(rest, 'clip has', 'clips have')} none` : ''}`)
}

async function factOf(client: EngineClient, pages: AssetPages, id: string, fact: CopiedFact): Promise<string | null> {
  const row = pages.find(id)?.row
  if (fact !== 'path' && row !== undefined) return fact === 'name' ? row.name : row.startTimecode
  const detail = await client.assets.get({ id }).catch(() => null) // It was taken away meanwhile.
  if (detail === null) return null
  if (fact === 'name') return detail.name
  if (fact === 'timecode') return detail.startTimecode
  const media = detail.copyList.filter(({ role }) => role === 'primary')
  return (media.find(({ state }) => state === 'present') ?? media[0])?.path ?? null
}
