/**
 * Manifests that a card brings with it: what they say of its files, and whether the card still agrees.
 *
 * The first hash ever taken of a file is the truth. A card that reads differently today is at fault itself, however
 * well the copies agree with it.
 */
import type { HashFormat, Hashes } from '../../../../shared/model/hash.ts'
import { HASH_FORMATS } from '../../../../shared/model/hash.ts'
import type { Remark } from '../../../../shared/model/offload.ts'
import type { Fault } from '../fault.ts'

/** A manifest on the source; of clips that are copied out of the library, what the catalogue knows of them. */
export interface CardManifest {
  /** Absolute path of the manifest, or of the folder that an ASC MHL history is of. */
  readonly path: string
  readonly kind: 'ascmhl' | 'mhl' | 'list' | 'catalogue'
  /** When it was begun, milliseconds since 1970; for a list, which says nothing of it, when it was last written. */
  readonly at: number
}

/** What one manifest says of one file. */
export interface Claim {
  readonly manifest: CardManifest
  /** When this hash was first taken, milliseconds since 1970. */
  readonly at: number
  readonly size: number | null
  readonly hashes: Hashes
}

export interface SourceManifests {
  readonly manifests: readonly CardManifest[]
  /** By planned path; the first ever taken first. */
  readonly claims: ReadonlyMap<string, readonly Claim[]>
  /** Files that a manifest tells of and the card does not have, under their planned paths. */
  readonly missing: readonly { readonly path: string; readonly manifest: CardManifest }[]
  /** Manifests that can't be read or are not whole. */
  readonly remarks: readonly Remark[]
}

/** The formats that have to be hashed so that all claims on a file can be compared. */
export function claimedFormats(claims: readonly Claim[] | undefined): readonly HashFormat[] {
  if (claims === undefined) return []
  return HASH_FORMATS.filter((format) => claims.some(({ hashes }) => hashes[format] !== undefined))
}

/** A difference between a card and what it was. */
export interface Difference {
  readonly fault: Fault
  readonly formats: readonly HashFormat[]
}

/** Compares what was read with the claims. The oldest claim that disagrees is named; null when all agree. */
export function differenceFrom(
  path: string,
  size: number,
  hashes: Hashes,
  claims: readonly Claim[] | undefined,
): Difference | null {
  const formats = (claim: Claim): HashFormat[] =>
    HASH_FORMATS.filter((format) => {
      return (
        claim.hashes[format] !== undefined && hashes[format] !== undefined && claim.hashes[format] !== hashes[format]
      )
    })
  const wrong = claims?.find((claim) => formats(claim).length > 0)
  if (wrong === undefined) return null
  const [format] = formats(wrong)
  const what =
    wrong.size !== null && wrong.size !== size
      ? `it had ${wrong.size} bytes and has ${size}`
      : format === undefined
        ? 'its hash is another'
        : `its ${format} was ${wrong.hashes[format] ?? ''} and is ${hashes[format] ?? ''}`
  if (wrong.manifest.kind === 'catalogue') {
    const said = `${path} is not what the catalogue knows: ${what}. It was not copied as a good file. Verify that drive, and copy it from another one.`
    return { fault: { code: 'hash.mismatch', sentence: said }, formats: formats(wrong) }
  }
  const sentence = `${path} no longer matches the manifest of ${dayText(wrong.at)} on the card (${wrong.manifest.path}): ${what}. The copies hold what the card gives today. Look for the file as it was, on another copy, before you format the card.`
  return { fault: { code: 'hash.mismatch', sentence }, formats: [...new Set((claims ?? []).flatMap(formats))] }
}

/** More paths than a person reads are counted. */
const NAMED = 20

/** What the plan says of the manifests of a card. */
export function manifestRemarks({ manifests, claims, missing, remarks }: SourceManifests): readonly Remark[] {
  const found: Remark[] = []
  const [first] = [...manifests].sort((a, b) => a.at - b.at)
  if (first !== undefined) {
    const more = manifests.length > 1 ? ` and ${manifests.length - 1} more` : ''
    found.push({
      code: 'manifest.honoured',
      level: 'info',
      paths: manifests.slice(0, NAMED).map(({ path }) => path),
      message: `The card carries a manifest of ${dayText(first.at)}${more}. ${claims.size} of its files are compared with the first hash ever taken of them.`,
    })
  }
  const [lost] = missing
  if (lost !== undefined) {
    const rest = missing.length > 1 ? ` and ${missing.length - 1} more` : ''
    found.push({
      code: 'manifest.missing',
      level: 'warning',
      paths: missing.slice(0, NAMED).map(({ path }) => path),
      message: `The manifest of ${dayText(lost.manifest.at)} lists ${lost.path}${rest}, and the card does not have ${missing.length > 1 ? 'them' : 'it'}. The card will not be safe to format: what was deleted may still be recovered from it.`,
    })
  }
  return [...found, ...remarks]
}

/** `14 March 2026` */
export function dayText(at: number): string {
  return new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
}
