/**
 * What is to go and what is there, as people say it. Pure.
 */
import { CARGO, type Cargo, type Load, type Remote } from '../../../shared/model/sync.ts'
import type { MarkName } from '../../ui/index.ts'
import { bytesText, countText, momentText, speedText, timeLeftText } from '../../ui/words.ts'

const NAMES: Readonly<Record<Cargo, readonly [string, string]>> = {
  metadata: ['change', 'changes'], posters: ['poster', 'posters'], proxies: ['proxy', 'proxies'], documents: ['document', 'documents'],
  originals: ['original', 'originals'],
}

/** "12 proxies, 1.2 GB": one kind of load. */
export function loadText({ cargo, items, bytes }: Load): string {
  const [one, many] = NAMES[cargo]
  return bytes === 0 ? countText(items, one, many) : `${countText(items, one, many)}, ${bytesText(bytes)}`
}

/** Those of them that are something, in the order in which they go. */
export function realLoads(loads: readonly Load[]): Load[] {
  return loads.filter((load) => load.items > 0).toSorted((a, b) => CARGO.indexOf(a.cargo) - CARGO.indexOf(b.cargo))
}

/** Bytes of all of them. */
export function bytesOf(loads: readonly Load[]): number {
  return loads.reduce((sum, load) => sum + load.bytes, 0)
}

/** How a remote stands: a mark and a sentence. */
export function remoteState(remote: Remote, now: Date): { readonly mark: MarkName; readonly text: string } {
  const left = realLoads([...remote.outgoing, ...remote.incoming])
  switch (remote.state) {
    case 'syncing': {
      const pace = [remote.bytesPerSecond === null ? null : speedText(remote.bytesPerSecond), timeLeftText(remote.secondsLeft)].filter(Boolean).join(' · ')
      return { mark: 'copied', text: pace === '' ? 'In progress' : pace }
    }
    case 'waiting': return { mark: 'unknown', text: remote.note ?? 'Waiting' }
    case 'paused': return { mark: 'unknown', text: 'Paused' }
    case 'asking': return { mark: 'attention', text: remote.note ?? 'Asks for its keys' }
    case 'failed': return { mark: 'failed', text: remote.note ?? 'Stopped' }
    case 'idle': return left.length > 0 ? { mark: 'copied', text: 'About to go on' }
      : { mark: remote.trueAt === null ? 'copied' : 'verified', text: remote.trueAt === null ? 'Not looked at yet' : `In step, ${momentText(remote.trueAt, now)}` }
  }
}

/** The place without its scheme and parameters: "crew-bucket/show", "/mnt/shuttle/show". */
export function placeName(url: string): string {
  const plain = url.replace(/^(s3|file):\/\//, '').replace(/\?.*$/, '')
  try {
    return decodeURIComponent(plain)
  } catch {
    return plain
  }
}

/** How a remote stands, in a word for where there is no more room. */
export function placeWord(remote: Remote): string {
  const words: Readonly<Record<Remote['state'], string>> = {
    idle: 'In step', syncing: 'Under way', waiting: 'Waits', paused: 'Paused', asking: 'Asks', failed: 'Stopped',
  }
  return words[remote.state]
}
