/**
 * The beginning of everything at a remote: `format.json`, which says whose library this is and how to read it, and the
 * wrapped keys of one that is encrypted.
 */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { isRushesError, RushesError } from '../../../../shared/model/errors.ts'
import type { ObjectStore } from '../stores/store.ts'
import { damagedObject } from './binary.ts'
import { CUT_SIZES } from './cut-sizes.ts'
import { newMaster, newRecoveryCode, readWrap, unwrapMaster, wrapMaster, type Opener } from './keys.ts'
import { FORMAT_KEY, KEYS } from './names.ts'
import { repositorySecrets, type RepositorySecrets } from './secrets.ts'

/** The format that this Rushes writes. */
const FORMAT_VERSION = 1
/** What a reader has to know beyond the version. A word that it does not know means that it can't read. */
const FEATURES = new Set<string>()

const formatSchema = z.object({
  format: z.literal('rushes'),
  version: z.number().int(),
  /** Features that every reader has to know. */
  needs: z.array(z.string()),
  repository: z.uuid(),
  /**
   * Null for a library that is not encrypted; else what proves the master key: HMAC-SHA256(master, repository id), hex.
   */
  encryption: z.object({ proof: z.string().regex(/^[0-9a-f]{64}$/) }).nullable(),
  cut: z.record(z.string(), z.object({ least: z.number(), average: z.number(), most: z.number() })),
})

export type Format = z.infer<typeof formatSchema>

/** A repository that is open. */
export interface Repository {
  readonly id: string
  readonly secrets: RepositorySecrets
  /** For the system's keychain, so that the passphrase is asked for once; null where nothing is encrypted. */
  readonly master: Buffer | null
}

/** `format.json` of a remote; null where there is none. Throws `remote.damaged`, `remote.newer`. */
export async function readFormat(store: ObjectStore): Promise<Format | null> {
  const bytes = await store.get(FORMAT_KEY)
  if (bytes === null) return null
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    throw damagedObject(FORMAT_KEY)
  }
  const version = (value as { version?: unknown } | null)?.version
  if (typeof version === 'number' && version > FORMAT_VERSION) throw newer(store)
  const format = formatSchema.safeParse(value)
  if (!format.success) throw damagedObject(FORMAT_KEY)
  if (format.data.needs.some((feature) => !FEATURES.has(feature))) throw newer(store)
  return format.data
}

/**
 * Makes a repository for the library `id` at an empty place. With a passphrase it is encrypted, and the recovery code
 * is answered, this once. Throws `remote.foreign` where another library lies, `conflict` where a library lies already.
 */
export async function createRepository(
  store: ObjectStore,
  id: string,
  passphrase: string | null,
): Promise<{ repository: Repository; recoveryCode: string | null }> {
  const there = await readFormat(store)
  if (there !== null)
    throw there.repository === id
      ? new RushesError('conflict', `This library is stored at ${store.name} already. Open it there instead.`)
      : foreign(store)
  const master = passphrase === null ? null : newMaster()
  const recoveryCode = passphrase === null ? null : newRecoveryCode()
  if (master !== null && passphrase !== null && recoveryCode !== null) {
    // The keys are there before anything says that they are needed.
    for (const opener of [{ passphrase }, { recoveryCode }]) await addWrap(store, id, master, opener)
  }
  const format: Format = {
    format: 'rushes',
    version: FORMAT_VERSION,
    needs: [],
    repository: id,
    encryption: master === null ? null : { proof: proofOf(master, id) },
    cut: CUT_SIZES,
  }
  await store.put(FORMAT_KEY, Buffer.from(`${JSON.stringify(format, null, 2)}\n`), { ifAbsent: true })
  // Somebody else may have come first: what stands there holds.
  const stands = await readFormat(store)
  if (stands?.repository !== id || stands.encryption?.proof !== format.encryption?.proof) {
    throw new RushesError(
      'conflict',
      `Another computer has just created a library at ${store.name}. Open that one, or choose another remote.`,
    )
  }
  return { repository: { id, secrets: repositorySecrets(id, master), master }, recoveryCode }
}

/** What opens a repository: what a person knows, or the master key from the keychain. */
export type Key = Opener | { readonly master: Buffer }

/**
 * Opens the repository at a remote. `expected` is what is known of it: its id, and whether it is encrypted. A place
 * that says otherwise is not used, since somebody may have put another one there to have our bytes in clear.
 *
 * Throws `not_found` for an empty place, `remote.foreign`, `remote.denied` where the key does not open it.
 */
export async function openRepository(
  store: ObjectStore,
  key: Key | null,
  expected: { readonly id?: string; readonly encrypted?: boolean } = {},
): Promise<Repository> {
  const format = await readFormat(store)
  if (format === null)
    throw new RushesError('not_found', `There is no library at ${store.name}. Check the address, or create one there.`)
  if (expected.id !== undefined && expected.id !== format.repository) throw foreign(store)
  if (expected.encrypted !== undefined && expected.encrypted !== (format.encryption !== null)) {
    throw new RushesError(
      'remote.foreign',
      `The library at ${store.name} is ${expected.encrypted ? 'not encrypted, and it should be' : 'encrypted, and it was not'}. Somebody changed that remote; nothing was sent to it.`,
    )
  }
  if (format.encryption === null)
    return { id: format.repository, secrets: repositorySecrets(format.repository, null), master: null }
  if (key === null)
    throw new RushesError(
      'remote.denied',
      `The library at ${store.name} is encrypted. Give its passphrase or recovery code.`,
    )
  const master = 'master' in key ? key.master : await unwrapAny(store, format.repository, key)
  const proof = Buffer.from(format.encryption.proof, 'hex')
  if (master === null || !timingSafeEqual(Buffer.from(proofOf(master, format.repository), 'hex'), proof)) {
    throw new RushesError(
      'remote.denied',
      `This does not open the library at ${store.name}. Give its passphrase or recovery code.`,
    )
  }
  return { id: format.repository, secrets: repositorySecrets(format.repository, master), master }
}

/** Adds a wrap, so that another passphrase opens the library too. */
async function addWrap(store: ObjectStore, repositoryId: string, master: Buffer, opener: Opener): Promise<void> {
  await store.put(
    `${KEYS}${randomUUID()}`,
    Buffer.from(`${JSON.stringify(await wrapMaster(repositoryId, master, opener))}\n`),
    { ifAbsent: true },
  )
}

async function unwrapAny(store: ObjectStore, repositoryId: string, opener: Opener): Promise<Buffer | null> {
  let damage: RushesError | null = null
  for await (const { key } of store.list(KEYS)) {
    try {
      const bytes = await store.get(key)
      const master = bytes === null ? null : await unwrapMaster(repositoryId, readWrap(bytes), opener)
      if (master !== null) return master
    } catch (error) {
      // Another one may open it: whoever can write to the remote must not keep everybody out by one more object.
      if (!isRushesError(error) || error.code !== 'remote.damaged') throw error
      damage ??= error
    }
  }
  if (damage !== null) throw damage
  return null
}

function proofOf(master: Buffer, id: string): string {
  return createHmac('sha256', master).update(`rushes proof ${id}`).digest('hex')
}

function foreign(store: ObjectStore): RushesError {
  return new RushesError(
    'remote.foreign',
    `Another library is stored at ${store.name}. Choose another folder or prefix for this one.`,
  )
}

function newer(store: ObjectStore): RushesError {
  return new RushesError(
    'remote.newer',
    `The library at ${store.name} was written by a newer Rushes. Update Rushes to use it; nothing was changed.`,
  )
}
