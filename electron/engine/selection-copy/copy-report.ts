/**
 * The list of a copy: a CSV beside its folder, never in it, with a row for each file.
 */
import { join } from 'node:path'
import type { CopyParams } from '../../../shared/model/selection-copy.ts'
import { csvText } from '../domain/reports/csv.ts'
import { openFolder } from '../files/folder.ts'
import { writeNewFile } from '../files/write-file.ts'
import type { OffloadOutcome } from '../offload/run/outcome.ts'
import { faultAt, type CopierPlan } from './copy-plan.ts'
import type { PlannedCopy } from './plan-copy.ts'

/** Further lists of one second. */
const MAX_NAMES = 100

/** Writes it and gives its absolute path. Throws the error of the system call. */
export async function writeCopyReport(
  { to, folder }: Pick<CopyParams, 'to' | 'folder'>,
  wanted: Pick<PlannedCopy, 'rows'>,
  copier: CopierPlan,
  outcome: OffloadOutcome,
  now: number,
): Promise<string> {
  const text = csvText([...rowsOf(copier, outcome), ...leftOut(wanted)])
  const at = new Date(now).toISOString().slice(0, 19).replaceAll(':', '').replace('T', ' ')
  const open = await openFolder(to)
  try {
    for (let number = 1; number <= MAX_NAMES; number += 1) {
      const name = `${folder} ${at}${number === 1 ? '' : ` (${number})`}.csv`
      if (await writeNewFile(open, name, text)) return join(to, name)
    }
    throw Object.assign(new Error('all names are taken'), { code: 'EEXIST' })
  } finally {
    await open.close()
  }
}

const HEAD = ['Path', 'Bytes', 'xxh64', 'xxh128', 'From', 'State', 'Stands as', 'Remark'] as const

function rowsOf({ plan, files, lost }: CopierPlan, outcome: OffloadOutcome): string[][] {
  return [
    [...HEAD],
    ...plan.files.map(({ path, size }, position) => {
      const copy = outcome.copy(position, 0)
      const hashes = outcome.hashes(position)
      return [
        path,
        String(size),
        hashes?.xxh64 ?? '',
        hashes?.xxh128 ?? '',
        // As the catalogue shows it: the plan's own has bytes that are no text.
        files[position]!.source,
        outcome.difference(position) === null ? (copy?.state ?? 'not copied') : 'differs',
        copy !== null && copy.writtenAs !== path ? copy.writtenAs : '',
        faultAt(outcome, position)?.sentence ?? '',
      ]
    }),
    ...lost.map(({ path, message }) => [path, '', '', '', '', 'not copied', '', message]),
  ]
}

/** Clips that are not there, so that whoever gets the folder sees it: by their names, for they have no path. */
function leftOut({ rows }: Pick<PlannedCopy, 'rows'>): string[][] {
  return rows.flatMap(({ name, why }) => (why === null ? [] : [[name, '', '', '', '', 'left out', '', why]]))
}
