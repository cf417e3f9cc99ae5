/**
 * A store whose objects only those can read who have the key. What is put is sealed for its name; what comes is opened
 * or refused. Packs go through as they are, since their frames are sealed one by one; `format.json` and the wrapped
 * keys have to be read before there is a key.
 */
import { FORMAT_KEY, KEYS, PACKS } from '../format/names.ts'
import { openObject, sealObject } from '../format/seal.ts'
import type { RepositorySecrets } from '../format/secrets.ts'
import type { ObjectStore } from './store.ts'

const passes = (key: string): boolean => key === FORMAT_KEY || key.startsWith(KEYS) || key.startsWith(PACKS)

/**
 * The store as those see it who have the key; the store itself where nothing is encrypted. Sizes in lists are those of
 * sealed objects.
 */
export function sealedStore(store: ObjectStore, secrets: RepositorySecrets): ObjectStore {
  const { sealing } = secrets
  if (sealing === null) return store
  const keyed = { ...secrets, sealing }
  return {
    name: store.name,
    put: (key, bytes, options) => store.put(key, passes(key) ? bytes : sealObject(keyed, key, bytes), options),
    async get(key, options = {}) {
      if (passes(key)) return store.get(key, options)
      const { from = 0, length, ...rest } = options
      const sealed = await store.get(key, rest)
      return sealed === null
        ? null
        : openObject(keyed, key, sealed).subarray(from, length === undefined ? undefined : from + length)
    },
    head: (key) => store.head(key),
    list: (prefix, options) => store.list(prefix, options),
    remove: (key) => store.remove(key),
    clockOffset: () => store.clockOffset(),
    close: () => store.close(),
  }
}
