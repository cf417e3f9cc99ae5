/**
 * Keys and passphrases of remotes, in this process's memory and nowhere else. Whoever starts the engine gives them: the
 * desktop app from the system's keychain, the command line from its environment, a person when asked.
 */
interface RemoteKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}
export interface RemoteSecrets {
  readonly keys?: RemoteKeys | undefined
  readonly passphrase?: string | undefined
}

interface SecretStore {
  /** What is known for a remote; empty when nothing is. */
  of(url: string): RemoteSecrets
  /** Adds to what is known: keys that are given anew take the place of the old ones. */
  give(url: string, secrets: RemoteSecrets): void
  forget(url: string): void
}

/** Makes an empty store. */
export function createSecretStore(): SecretStore {
  const known = new Map<string, RemoteSecrets>()
  return {
    of: (url) => known.get(url) ?? {},
    give: (url, secrets) => {
      const before = known.get(url) ?? {}
      known.set(url, { keys: secrets.keys ?? before.keys, passphrase: secrets.passphrase ?? before.passphrase })
    },
    forget: (url) => {
      known.delete(url)
    },
  }
}
