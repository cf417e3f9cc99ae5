/**
 * What is said of the proxies that lie beside a clip: which shows it, and what differs from the original.
 */
import type { CameraProxyDetail, Fact } from '../../../shared/model/asset.ts'
import { proxiesBeside } from '../db/catalogue/camera-proxies.ts'
import { primaryContent, readProbe } from '../db/catalogue/contents.ts'
import { metaOfProxy } from '../db/catalogue/derivatives.ts'
import { readRecording } from '../db/catalogue/pieces.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { judgeProxy } from '../domain/media/adopt.ts'
import { readShown } from '../jobs/shown.ts'

/** All of a clip. */
export function cameraProxiesOf(db: ReadableDb, assetId: string): CameraProxyDetail[] {
  const contentId = primaryContent(db, assetId)
  const proxies = contentId === undefined ? [] : proxiesBeside(db, contentId)
  if (contentId === undefined || proxies.length === 0) return []
  const recording = readRecording(db, contentId)
  const standIn = readShown(db, contentId)?.standIn ?? []
  const adopted = metaOfProxy(db, contentId)?.['camera']
  const files = [contentId, ...(recording?.pieces ?? [])]
  // A camera that cuts a recording makes a proxy of each file: each is compared with its own.
  const eachItsOwn = files.length > 1 && files.length === proxies.length
  return proxies.map(({ name, probe, waits }, at) => {
    if (probe === null)
      return { name, use: waits ? 'waits' : 'none', framesHold: false, said: waits ? [] : ['Its drive is away.'] }
    const original = (eachItsOwn ? readProbe(db, files[at]!) : recording?.probe) ?? null
    const { good, said, framesHold } = judgeProxy(standIn.includes(name) ? null : original, probe)
    const use = standIn.includes(name) ? 'stands-in' : adopted === name ? 'review' : 'none'
    const why =
      !good || use !== 'none'
        ? []
        : eachItsOwn
          ? [OF_ONE_FILE]
          : files.length > 1
            ? [OF_ALL]
            : proxies.length > 1
              ? [ONE_OF_SEVERAL]
              : []
    return { name, use, framesHold, said: [...said, ...why] }
  })
}

const OF_ONE_FILE =
  'It agrees with its file. The recording is in several files, whose proxies are not joined: Rushes makes its own.'
const OF_ALL =
  'It agrees with the whole recording. The recording is in several files, for which no proxy is taken over: Rushes makes its own.'
const ONE_OF_SEVERAL =
  'It agrees with the clip. Several proxies lie beside the clip, and nothing says which one is meant: Rushes makes its own.'

const USES: Readonly<Record<CameraProxyDetail['use'], string>> = {
  review: 'Review picture',
  'stands-in': 'Shown in place of the original',
  waits: 'Not looked into yet',
  none: 'Not used',
}

/** The same as lines of the inspector. */
export function cameraProxyFacts(proxies: readonly CameraProxyDetail[]): Fact[] {
  return proxies.map(({ name, use, said }) => ({
    group: 'Camera proxy',
    label: name,
    value: [`${USES[use]}.`, ...said].join(' '),
  }))
}
