/**
 * ASC MHL v2 as plain data: manifests, the chain that lists them, and the history that they make together.
 *
 * Source: ASC MHL Specification v1.0 (2022-03-15), Implementation Guidelines v1.0, and the published schemas.
 * Paths are relative to the root of the history that they stand in, with forward slashes; `''` is the root itself.
 */
import type { HashFormat, Hashes } from '../../../shared/model/hash.ts'

/**
 * `original`: the first hash of a file · `verified`: equal to an earlier one · `failed`: different; never used as
 * truth.
 */
export const ACTIONS = ['original', 'verified', 'failed'] as const
export type Action = (typeof ACTIONS)[number]

export const PROCESSES = ['transfer', 'in-place', 'flatten'] as const
export type Process = (typeof PROCESSES)[number]

/** Dates are kept as the XML text that they were read as or will be written as (ISO 8601 with a zone). */
export interface RecordedHash {
  readonly format: HashFormat
  readonly digest: string
  /** Null when the manifest gives none, which the schema allows; it then counts as `original`. */
  readonly action: Action | null
  readonly date: string | null
}

export interface FileEntry {
  readonly kind: 'file'
  readonly path: string
  /** Bytes; null when the manifest gives none (the reference implementation leaves it out for empty files). */
  readonly size: number | null
  readonly created: string | null
  readonly modified: string | null
  /** The path that the file had in earlier generations, when it was renamed. */
  readonly previousPath: string | null
  readonly hashes: readonly RecordedHash[]
}

/** Digests of a folder: of what is in it, and of that together with the names. */
export interface DirectoryHashes {
  readonly content: Hashes
  readonly structure: Hashes
}

export interface DirectoryEntry extends DirectoryHashes {
  readonly kind: 'directory'
  readonly path: string
  readonly created: string | null
  readonly modified: string | null
  readonly previousPath: string | null
}

export type Entry = FileEntry | DirectoryEntry

export interface Author {
  readonly name: string
  readonly email?: string
  readonly phone?: string
  readonly role?: string
}

/** Who makes a generation, and with what. */
export interface Creator {
  readonly hostname: string
  readonly tool: string
  readonly toolVersion: string
  readonly authors?: readonly Author[]
  readonly location?: string
}

/** A manifest that stands in a nested history, as the manifest above it refers to it. */
export interface Reference {
  /** Relative to the referring history's root: `A001/ascmhl/0001_A001_….mhl`. */
  readonly path: string
  readonly c4: string
}

/** One manifest: what one operation saw. Never changed once written. */
export interface Manifest {
  readonly createdAt: string
  readonly creator: Creator
  readonly comment: string | null
  readonly process: Process
  readonly rootHash: DirectoryHashes | null
  readonly ignore: readonly string[]
  readonly entries: readonly Entry[]
  readonly references: readonly Reference[]
}

export interface ChainEntry {
  readonly number: number
  /** File name of the manifest inside `ascmhl/`. */
  readonly file: string
  readonly format: HashFormat
  readonly digest: string
}

export interface Generation {
  readonly number: number
  readonly file: string
  /** C4 of the manifest's bytes as they are now. */
  readonly c4: string
  /** `unlisted`: not in the chain, as after an interrupted run · `changed`: other bytes than the chain says. */
  readonly state: 'listed' | 'unlisted' | 'changed'
  readonly manifest: Manifest
}

const PROBLEMS = [
  'manifest-changed',
  'manifest-missing',
  'manifest-broken',
  'manifest-unlisted',
  'chain-missing',
  'chain-broken',
] as const

/** Something wrong with the history itself, not with the files that it describes. */
export interface HistoryProblem {
  readonly problem: (typeof PROBLEMS)[number]
  /** Relative to the history's root. */
  readonly path: string
  /** One sentence for people: what is wrong and what to do. */
  readonly message: string
}

/** A folder's history, with the histories nested in it. */
export interface History {
  /** Absolute path of the folder. */
  readonly root: string
  /** Relative to the topmost history that was read; `''` for that one. */
  readonly path: string
  /** By number. Manifests that can't be read are missing here and told of in `problems`. */
  readonly generations: readonly Generation[]
  readonly chain: readonly ChainEntry[]
  readonly problems: readonly HistoryProblem[]
  readonly children: readonly History[]
}
