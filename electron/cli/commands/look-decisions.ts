/**
 * Files of colour decisions as `look --cdl` takes them: XML of the ASC, ALE, EDL; and which clip gets what of them.
 */
import { readFile, stat } from 'node:fs/promises'
import type { Cdl } from '../../../shared/model/colour.ts'
import { RushesError } from '../../../shared/model/errors.ts'
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
  giveTo<Clip extends GradedClip>(clips: readonly Clip[]): Given<Clip>
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

/** The only correction of a file is for every clip; of several each is for the clips that it is called like. */
function ofXml(text: string, path: string): Decisions {
  const lists = readCdlFile(text, path)
  const [only] = lists
  return {
    giveTo: (clips) => {
      const matches = clips.flatMap((clip) => {
        const found =
          lists.length === 1 ? only : lists.find(({ id }) => id !== null && clipStem(id) === clipStem(clip.name))
        return found === undefined ? [] : [{ clip, cdl: found.cdl, line: null }]
      })
      return { matches, without: clips.length - matches.length, faults: [] }
    },
  }
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
