/**
 * What a verification came to, counted by files and said in one sentence: of those that are named, how many are what
 * they were; and how many nothing names. Every check counts and speaks by this: histories, lists, copies, `mhl diff`.
 */
import type { VerifyFinding } from '../../../../shared/model/offload.ts'

/** A finding as it is counted. */
export interface Counted extends Pick<VerifyFinding, 'path' | 'finding'> {
  /** Where a file that was renamed was, and is: on the missing path, the new one, and an accepted one. */
  readonly renamed?: { readonly from: string; readonly to: string }
  /** True for a folder, not a file. */
  readonly folder?: boolean
  /** True for a list that can't be used. */
  readonly list?: boolean
}

/** Files, each counted once. */
export interface VerifyTotals {
  /** That the history or the lists name. The counts up to `unproven` are of these. */
  readonly named: number
  readonly verified: number
  readonly mismatch: number
  readonly missing: number
  /** Missing under their name, and found under another. */
  readonly renamed: number
  /** Renamed, and accepted under the new name. */
  readonly moved: number
  readonly unreadable: number
  /** Named without a hash that could be held against them. */
  readonly unproven: number
  /** New, and part of the history now. */
  readonly accepted: number
  /** That nothing names, without those that are a named file under another name. */
  readonly extra: number
  /** Lists that could not be used, manifests and folders that are not as they were, and what else could not be read. */
  readonly lists: number
  readonly manifests: number
  readonly folders: number
  readonly others: number
}

/**
 * What was held against what: the history of a folder, one list, several, the catalogue, or a history by names and
 * sizes alone.
 */
export type Against = 'history' | 'list' | 'lists' | 'catalogue' | 'sizes'

/** Of several findings of one file, as two lists give them, the worst counts. */
const WORST = ['mismatch', 'missing', 'unreadable', 'extra'] as const
type Bad = (typeof WORST)[number]

export function totalsOf(
  named: ReadonlySet<string>,
  verified: ReadonlySet<string>,
  findings: readonly Counted[],
): VerifyTotals {
  const worst = new Map<string, Bad | 'renamed'>()
  const rank = (kind: Bad | 'renamed' | undefined): number =>
    kind === undefined ? WORST.length : WORST.indexOf(kind === 'renamed' ? 'missing' : kind)
  const count = { moved: 0, accepted: 0, extra: 0, lists: 0, manifests: 0, folders: 0, others: 0 }
  for (const { path, finding, renamed, folder, list } of findings) {
    const bad = WORST.find((kind) => kind === finding)
    if (finding === 'manifest-changed' || finding === 'manifest-missing') count.manifests += 1
    else if (list === true) count.lists += 1
    else if (folder === true) count.folders += finding === 'accepted' ? 0 : 1
    else if (finding === 'accepted') count[renamed === undefined ? 'accepted' : 'moved'] += 1
    else if (bad === undefined) continue
    else if (named.has(path)) {
      if (rank(bad) < rank(worst.get(path)))
        worst.set(path, bad === 'missing' && renamed !== undefined ? 'renamed' : bad)
    } else if (bad !== 'extra') count.others += 1
    else if (renamed === undefined) count.extra += 1
  }
  const kinds = Map.groupBy(worst.values(), (kind) => kind)
  const of = (kind: Bad | 'renamed'): number => kinds.get(kind)?.length ?? 0
  let good = 0
  for (const path of verified)
    if (named.has(path) && !['mismatch', 'missing', 'renamed'].includes(worst.get(path) ?? '')) good += 1
  const unread = [...worst].filter(([path, kind]) => kind === 'unreadable' && !verified.has(path)).length
  return {
    named: named.size,
    verified: good,
    mismatch: of('mismatch'),
    missing: of('missing'),
    renamed: of('renamed'),
    unreadable: unread,
    unproven: of('extra'),
    ...count,
  }
}

/** The totals of copies, of which each was told once; by histories (`--seal`), with what these told of besides. */
export function totalsOfCopies(counts: Readonly<Record<VerifyFinding['finding'], number>>): VerifyTotals {
  const { verified, mismatch, missing, unreadable, extra } = counts
  return {
    named: verified + mismatch + missing + unreadable,
    verified,
    mismatch,
    missing,
    unreadable,
    extra,
    renamed: 0,
    moved: 0,
    unproven: 0,
    accepted: 0,
    lists: 0,
    manifests: counts['manifest-changed'] + counts['manifest-missing'],
    folders: counts['directory-mismatch'],
    others: 0,
  }
}

/** So many, with the word in its number. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

const NAMING: Readonly<Record<Against, readonly [named: string, stranger: string]>> = {
  history: ['that the history names', 'that it does not name'],
  sizes: ['that the history names', 'that it does not name'],
  list: ['that the list names', 'that no list names'],
  lists: ['that the lists name', 'that no list names'],
  catalogue: ['that the catalogue knows here', 'that no history names'],
}

/** The totals as sentences. Says nothing of what there is none of. */
export function totalsText(totals: VerifyTotals, by: Against): string {
  const {
    named,
    verified,
    mismatch,
    missing,
    renamed,
    moved,
    unreadable,
    unproven,
    accepted,
    extra,
    lists,
    manifests,
    folders,
    others,
  } = totals
  const [names, strange] = NAMING[by]
  const [one, many] = by === 'catalogue' ? (['copy', 'copies'] as const) : (['file', 'files'] as const)
  const parts = [
    `${verified} ${by === 'sizes' ? 'there by name and size' : 'verified'}`,
    ...(moved > 0 ? [`${moved} renamed and accepted`] : []),
    ...(renamed > 0 ? [`${renamed} under another name`] : []),
    ...(missing > 0 ? [`${missing} missing`] : []),
    ...(mismatch > 0
      ? [by === 'sizes' ? `${mismatch} of another size` : counted(mismatch, 'mismatch', 'mismatches')]
      : []),
    ...(unreadable > 0 ? [`${unreadable} unreadable`] : []),
    ...(unproven > 0 ? [`${unproven} without a good hash`] : []),
  ]
  const strangers =
    extra === 0 ? '' : `${counted(extra, 'file')} ${strange}: nothing vouches for ${extra === 1 ? 'it' : 'them'}`
  return [
    named === 0
      ? strangers === ''
        ? ''
        : `There ${extra === 1 ? 'is' : 'are'} ${strangers}.`
      : `Of ${counted(named, one, many)} ${names}: ${parts.join(', ')}${strangers === '' ? '' : `; and ${strangers}`}.`,
    accepted === 0 ? '' : `${counted(accepted, 'new file')} accepted.`,
    lists === 0 ? '' : `${counted(lists, 'list')} could not be used.`,
    manifests === 0
      ? ''
      : `${counted(manifests, 'file')} of the history ${manifests === 1 ? 'is' : 'are'} not as ${manifests === 1 ? 'it was' : 'they were'}.`,
    folders === 0 ? '' : `${counted(folders, 'folder')} ${folders === 1 ? 'is' : 'are'} not as sealed.`,
    others === 0 ? '' : `${counted(others, 'other entry', 'other entries')} could not be read.`,
  ]
    .filter((text) => text !== '')
    .join(' ')
}

/**
 * What a verified place came to.
 * @param path the folder, or the list that was given
 * @param isList true when `path` is a list itself
 */
export function verdictText(
  path: string,
  {
    ok,
    totals,
    by,
    isList,
  }: { readonly ok: boolean; readonly totals: VerifyTotals; readonly by: Against; readonly isList: boolean },
): string {
  const { verified, moved, accepted } = totals
  if (ok && moved + accepted > 0) return `${path} matches its history now. ${totalsText(totals, by)}`
  const all = `${verified === 1 ? 'the 1 file' : `all ${verified} files`}`
  if (ok && isList)
    return `${all[0]?.toUpperCase()}${all.slice(1)} that ${path} lists ${verified === 1 ? 'matches' : 'match'} it.`
  const against = by === 'history' ? 'seal' : by === 'lists' ? 'checksum lists' : 'checksum list'
  if (ok) return `${path} is intact: ${all} ${verified === 1 ? 'matches' : 'match'} its ${against}.`
  if (totals.named === 0) {
    const why =
      by === 'history'
        ? 'its history names no file'
        : totals.lists > 1
          ? 'no list in it could be used'
          : totals.lists === 1
            ? 'the list in it could not be used'
            : 'the list names no file'
    return [`Nothing was checked in ${path}: ${why}.`, totalsText({ ...totals, lists: 0 }, by)]
      .filter((text) => text !== '')
      .join(' ')
  }
  return `${isList ? `The files do not match the checksum list ${path}` : `${path} does not match its ${against}`}. ${totalsText(totals, by)}`
}
