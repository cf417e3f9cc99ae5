/**
 * Every manifest at a remote, one after the other: those in objects of their own and those in bundles.
 */
import { isRushesError } from '../../../../shared/model/errors.ts'
import { readBundle, readManifest, type Manifest } from '../format/manifest.ts'
import { BUNDLES, MANIFESTS } from '../format/names.ts'
import { frameOverhead } from '../format/pack.ts'
import type { StoredObject } from '../stores/store.ts'
import type { ByteRemote } from './remote.ts'

/** An object with manifests; `manifests` is null where it is damaged. */
interface ManifestObject {
  readonly object: StoredObject
  readonly manifests: readonly Manifest[] | null
}

/** Reads all of them. An object that is damaged is read once more, since it may only have been the line. */
export async function* allManifests(remote: ByteRemote, signal: AbortSignal): AsyncGenerator<ManifestObject> {
  const overhead = frameOverhead(remote.secrets)
  for await (const object of remote.store.list(MANIFESTS, { signal })) {
    let manifests: readonly Manifest[] | null = null
    for (let tried = 0; tried < 2 && manifests === null; tried += 1) {
      try {
        const bytes = await remote.store.get(object.key, { signal })
        if (bytes === null) break
        manifests = object.key.startsWith(BUNDLES)
          ? readBundle(bytes, remote.namer, overhead)
          : [readManifest(bytes, remote.namer, overhead)]
      } catch (error) {
        if (!isRushesError(error) || error.code !== 'remote.damaged') throw error
      }
    }
    yield { object, manifests }
  }
}
