/**
 * Findings gathered as they come: counted, kept, and told.
 */
import { asShown, countFindings, GOOD, type Finding, type FindingKind } from './findings.ts'

export interface Tally {
  readonly counts: Record<FindingKind, number>
  /** Everything but the verified files, as it came. */
  readonly findings: Finding[]
  /** Paths of the verified files. */
  readonly verified: Set<string>
  readonly report: (finding: Finding) => void
  /** Findings as they are told, in the order of their paths. */
  readonly told: () => Finding[]
  /** True when at least one file was proven, and nothing is a reason for concern. */
  readonly ok: () => boolean
}

/** A tally that tells every finding on. */
export function createTally(onFile?: (finding: Finding) => void): Tally {
  const counts = countFindings()
  const findings: Finding[] = []
  const verified = new Set<string>()
  return {
    counts,
    findings,
    verified,
    report(finding) {
      counts[finding.finding]++
      if (finding.finding === 'verified') verified.add(finding.path)
      else findings.push(finding)
      onFile?.(asShown(finding))
    },
    told: () => findings.map(asShown).sort((a, b) => (a.path < b.path ? -1 : 1)),
    // A renamed file that was accepted has been read and has the bytes that were sealed.
    ok: () =>
      findings.every((each) => GOOD.has(each.finding)) &&
      (counts.verified > 0 || findings.some((each) => each.finding === 'accepted' && each.renamed !== undefined)),
  }
}
