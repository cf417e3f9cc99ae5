/**
 * Tells a person's phone or a production's server that an offload has ended: one POST to an address of the settings.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { destinationCount } from '../../../shared/copies/offload.ts'
import type { Offload } from '../../../shared/model/offload.ts'
import type { Settings } from '../../../shared/model/work.ts'
import { visibleAll } from '../../../shared/util/visible.ts'
import { offloadEnd } from '../domain/offload/offload-end.ts'
import type { Logger } from '../log.ts'

/**
 * How long one try may take, and the pauses between tries, in milliseconds. A phone that is told a minute late is told
 * in time.
 */
const TRY_MS = 10_000
const PAUSES: readonly number[] = [2000, 15_000]

interface Announcement {
  readonly title: string
  readonly text: string
  /** True when somebody should look at once. */
  readonly urgent: boolean
}

/** What is said of an ended offload. No paths: the message passes through others' servers. */
export function announcementOf(ended: Offload): Announcement {
  // Names from cards and drives: a line break in one would forge a sentence of ours.
  const offload = visibleAll(ended)
  // Below the full level nothing is read back, as it was asked for: that is no alarm.
  const { verified, copied } = offloadEnd(offload)
  const verdict =
    offload.state === 'parked'
      ? 'Stopped, needs attention'
      : offload.verdict?.safeToFormat === true
        ? 'Safe to format'
        : verified
          ? 'Verified, not safe to format'
          : copied
            ? 'Copied, not verified'
            : 'Not verified'
  const counts = offload.destinations.map((one) => `${one.volumeLabel}: ${destinationCount(one, offload)}`).join(' · ')
  return { title: `${offload.name}: ${verdict}`, text: counts, urgent: !verified && !copied }
}

/** The request that carries it: as ntfy takes it, or as JSON for anything else. */
export function requestOf(
  said: Announcement,
  form: Settings['notifyForm'],
): { readonly headers: Record<string, string>; readonly body: string } {
  if (form === 'json')
    return { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...said, from: 'Rushes' }) }
  // Headers are Latin-1: what is beyond goes as the RFC 2047 word that ntfy reads.
  const title = /^[\x20-\x7e]*$/.test(said.title)
    ? said.title
    : `=?UTF-8?B?${Buffer.from(said.title).toString('base64')}?=`
  return {
    headers: { 'content-type': 'text/plain; charset=utf-8', title: title, priority: said.urgent ? 'high' : 'default' },
    body: said.text,
  }
}

/**
 * Sends it; tried three times. Never throws: the offload is over, and its verdict does not depend on a message.
 * The address may hold a secret, so the log only names its host.
 */
export async function announce(
  offload: Offload,
  settings: Pick<Settings, 'notifyUrl' | 'notifyForm'>,
  log: Logger,
  signal: AbortSignal,
  pauses: readonly number[] = PAUSES,
): Promise<boolean> {
  if (settings.notifyUrl === '') return false
  const { host } = new URL(settings.notifyUrl)
  for (let tries = 0; ; tries++) {
    const problem = await post(settings.notifyUrl, requestOf(announcementOf(offload), settings.notifyForm), signal)
    if (problem === null) return true
    const pause = pauses[tries]
    if (pause === undefined || signal.aborted) {
      log.warn({ host, problem, offload: offload.id }, 'the end of an offload could not be announced')
      return false
    }
    await wait(pause, undefined, { signal, ref: false }).catch(() => undefined)
  }
}

/** Null when it was taken, else a word on why not. Answers are not read, and redirections not followed. */
async function post(
  url: string,
  { headers, body }: { headers: Record<string, string>; body: string },
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TRY_MS)]),
    })
    await answer.body?.cancel()
    return answer.ok ? null : `HTTP ${answer.status}`
  } catch (error) {
    const cause =
      error instanceof Error && error.cause instanceof Error ? (error.cause as NodeJS.ErrnoException).code : undefined
    return cause ?? (error instanceof Error ? error.name : 'unknown')
  }
}
