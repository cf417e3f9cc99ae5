/**
 * Files of colour decisions as `look --cdl` takes them: XML of the ASC, ALE, EDL; and which clip gets what of them.
 */
import { readFile, stat } from 'node:fs/promises'
import type { Cdl } from '../../../shared/model/colour.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import { visible } from '../../../shared/util/visible.ts'
import { readAle, readEdl, type Decision, type LineFault } from '../../engine/domain/colour/decision-lists.ts'
import { clipStem, matchDecisions, type GradedClip } from '../../engine/domain/colour/match-decisions.ts'
import { readCdlFile } from '../../engine/media/cdl-file.ts'
import { decodeText } from '../../engine/text/decode.ts'

const MAX_BYTES = 10 << 20

interface Given<Clip> {
  readonly matches: readonly { readonly clip: Clip; readonly cdl: Cdl; readonly line: number | null }[]
  /** Clips that an XML file of several corrections does not name. */
  readonly without: number
  readonly faults: readonly LineFault[]
}

interface Decisions {
  /** `query`: what the clips were found by; empty for the whole library. Throws RushesError `usage`. */
  giveTo<Clip extends GradedClip>(clips: readonly Clip[], query: string): Given<Clip>
}

/** Reads a file by its contents, whatever it is called. Throws RushesError `usage`. */
export async function readDecisions(path: string): Promise<Decisions> {
  const text = decodeText(await bytesOf(path))
  if (text.trimStart().startsWith('<')) return ofXml(text, path)
  const ale = /^\uFEFF?\s*heading\b/i.test(text) ? readAle(text) : null
  const list = ale ?? readEdl(text)
  if (list.decisions.length + list.faults.length === 0)
    throw new RushesError('usage', `${path} holds no colour decisions: no ASC_SOP and no ASC_SAT.`, { path })
  return ofList(list.decisions, list.faults)
}

function ofList(decisions: readonly Decision[], unread: readonly LineFault[]): Decisions {
  return {
    giveTo: (clips) => {
      const { matches, faults } = matchDecisions(decisions, clips)
      return { matches, without: 0, faults: [...unread, ...faults].toSorted((a, b) => a.line - b.line) }
    },
  }
}

/**
 * Each correction is for the clips that its id names. The only one of a file whose id names none is for the clips that
 * were asked for; without a query it is refused, since it would go to the whole library.
 */
function ofXml(text: string, path: string): Decisions {
  const lists = readCdlFile(text, path)
  return {
    giveTo: (clips, query) => {
      const byStem = Map.groupBy(clips, ({ name }) => clipStem(name))
      const given = new Map<string, { readonly cdl: Cdl; readonly line: number }>()
      const faults: LineFault[] = []
      for (const { id, line, cdl } of lists) {
        const named = id === null ? [] : (byStem.get(clipStem(id)) ?? [])
        if (named.length === 0 && lists.length === 1) {
          if (query.trim() === '') throw forNobody(path, id)
          for (const clip of clips) given.set(clip.id, { cdl, line })
        } else if (named.length === 0)
          faults.push({ line, sentence: id === null ? 'it names no clip.' : `no clip is called “${visible(id)}”.` })
        for (const clip of named) if (!given.has(clip.id)) given.set(clip.id, { cdl, line })
      }
      const matches = clips.flatMap((clip) => {
        const found = given.get(clip.id)
        return found === undefined ? [] : [{ clip, cdl: found.cdl, line: lists.length === 1 ? null : found.line }]
      })
      // Of the only one it is plain that it is for those that it names.
      return { matches, without: lists.length === 1 ? 0 : clips.length - matches.length, faults }
    },
  }
}

function forNobody(path: string, id: string | null): RushesError {
  return new RushesError(
    'usage',
    `${visible(path)} holds one correction, and ${id === null ? 'does not say for which clip' : `no clip is called “${visible(id)}”`}. Say which clips get it: rushes look QUERY --cdl FILE`,
    { path },
  )
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    if ((await stat(path)).size <= MAX_BYTES) return await readFile(path)
  } catch (error) {
    throw new RushesError(
      'usage',
      `${path} can't be read. Check its name and its permissions.`,
      { path },
      { cause: error },
    )
  }
  throw new RushesError('usage', `${path} is too large for a list of colour decisions.`, { path })
}
