/**
 * Keys and passphrases of remotes in the system's keychain: sealed by Electron's safeStorage, in the app's own folder,
 * never in a library. Where the system has no keychain nothing is kept, and people are asked each time.
 */
import { app, safeStorage } from 'electron'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { EngineClient } from '../../shared/contract/client.ts'
import { newId } from '../../shared/util/ids.ts'

const secretsSchema = z.object({
  keys: z
    .object({
      accessKeyId: z.string().max(200),
      secretAccessKey: z.string().max(500),
      sessionToken: z.string().max(5000).optional(),
    })
    .optional(),
  passphrase: z.string().min(1).max(1000).optional(),
})
const keptSecretsSchema = z.object({ url: z.string().min(1).max(2000), secrets: secretsSchema })
type Kept = Record<string, z.infer<typeof secretsSchema>>

/** On Linux without a keyring safeStorage would only scramble: that is not kept. */
function isSafe(): boolean {
  return (
    safeStorage.isEncryptionAvailable() &&
    (process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text')
  )
}

/** Keeps what a person gave for a place. */
export function keepSecrets(input: unknown): void {
  const { url, secrets } = keptSecretsSchema.parse(input)
  if (!isSafe()) return
  const sealed = safeStorage.encryptString(JSON.stringify({ ...readKept(), [url]: secrets }))
  const temporary = `${fileOfKeys()}.new`
  writeFileSync(temporary, sealed, { mode: 0o600 })
  renameSync(temporary, fileOfKeys())
}

/** Gives an engine that has just started what it can't know. Places that take their keys from a profile need none. */
export async function giveSecrets(client: EngineClient): Promise<void> {
  if (!isSafe()) return
  const kept = readKept()
  for (const remote of await client.remotes.list({})) {
    const secrets = kept[remote.url]
    if (secrets !== undefined) await client.remotes.authenticate({ opId: newId(), id: remote.id, secrets })
  }
}

function fileOfKeys(): string {
  return join(app.getPath('userData'), 'remote-keys')
}

function readKept(): Kept {
  try {
    return z.record(z.string(), secretsSchema).parse(JSON.parse(safeStorage.decryptString(readFileSync(fileOfKeys()))))
  } catch {
    return {} // None were kept, or the keychain is another one now: people are asked.
  }
}
