/**
 * A timecode that somebody wrote into the name of a file, as recorders and editors do: the last resort. No editing system
 * reads it, so it is shown as what it is and goes into no proxy. Pure.
 */
import type { MediaFacts, StartTimecode } from '../../../../shared/model/probe.ts'
import { stemOf } from './media-kinds.ts'

/** "TC" before eight digits, or four pairs with signs between: TC01020304, 01-02-03-04, 01.02.03.04, 01h02m03s04f. */
const FORMS: readonly RegExp[] = [
  /(?:^|[^A-Za-z0-9])TC[ _-]?(\d\d)(\d\d)(\d\d)(\d\d)(?!\d)/i,
  /(?<!\d)(?<!\d[-_.;])(\d\d)([-_.;])(\d\d)\2(\d\d)[-_.;](\d\d)(?![-_.;]?\d)/,
  /(?:^|[^0-9])(\d\d)h(\d\d)m(\d\d)s(\d\d)f?(?![0-9])/i,
]

/** The label in a name; null where there is none. A date (2024-01-02-03) is none. */
export function timecodeInName(name: string): string | null {
  const stem = stemOf(name)
  for (const form of FORMS) {
    const groups = form
      .exec(stem)
      ?.slice(1)
      .filter((group) => /^\d\d$/.test(group))
    if (groups?.length === 4 && Number(groups[0]) < 24) return groups.join(':')
  }
  return null
}

/** The start that stands in the file itself: what editing systems see, and what proxies carry. */
export function writtenStart({ start }: Pick<MediaFacts, 'start'>): StartTimecode | null {
  return start?.source === 'file-name' ? null : start
}
