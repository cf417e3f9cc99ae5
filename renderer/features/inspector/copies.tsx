/**
 * Every copy of a clip: where it is, and what was really checked of it.
 */
import type { AssetDetail, Copy } from '../../../shared/model/asset.ts'
import { roleText } from '../../../shared/copies/words.ts'
import { Button, Mark, Tip, useNow } from '../../ui/index.ts'
import { copyText } from '../../ui/copy-text.ts'
import { agoText, bytesText, countText, pathParts, wholeText } from '../../ui/words.ts'
import { copyTruth } from '../library/index.ts'
import { useVerification } from '../verification/index.ts'
import { ClipCloud } from '../sync/index.ts'
import { copyBytes } from './copy-bytes.ts'
import { Section } from './section.tsx'

/** The list of copies; side files are told in one line. */
export function Copies({ detail }: { readonly detail: AssetDetail }) {
  const now = useNow()
  // Of an image sequence the first frame stands for all: a thousand lines would say no more.
  const main = detail.copyList.filter((copy) => copy.role !== 'sidecar' && copy.role !== 'frame')
  const latest = detail.versionList.find((version) => version.current)?.revision
  const olderOf = (copy: Copy): number | null =>
    copy.role === 'primary' && copy.revision !== null && latest !== undefined && copy.revision !== latest
      ? copy.revision
      : null
  // What is current comes first.
  const shown = [
    ...main.filter((copy) => olderOf(copy) === null),
    ...main.filter((copy) => olderOf(copy) !== null).toReversed(),
  ]
  const sidecars = new Set(
    detail.copyList.filter((copy) => copy.role === 'sidecar').map((copy) => pathParts(copy.path).name),
  )
  return (
    <Section label="Copies">
      {main.length > 0 && (
        <p className="copies-sum">
          {detail.copies === 0
            ? 'No good copy'
            : `${countText(detail.copies, 'copy', 'copies')} on ${countText(detail.devices, 'disk')}`}
          {verifiedText(
            shown.filter((copy) => copy.role === 'primary' && olderOf(copy) === null),
            now,
          )}
        </p>
      )}
      <ul>
        {shown.map((copy) => (
          <One key={copy.fileId} copy={copy} bytes={copyBytes(copy, detail.copyList)} now={now} older={olderOf(copy)} />
        ))}
      </ul>
      {main.length === 0 && <p className="in-none">No copy is known.</p>}
      {detail.duplicates > 0 && (
        <p className="in-none">
          {detail.duplicates === 1 ? 'One copy is' : `${detail.duplicates} copies are`} a duplicate: a second one on the
          same drive keeps nothing safer.
        </p>
      )}
      <ClipCloud assetId={detail.id} name={detail.name} />
      {sidecars.size > 0 && (
        <p className="in-none cut" title={[...sidecars].join(' · ')}>
          With {sidecars.size === 1 ? [...sidecars][0] : `${sidecars.size} side files`}
        </p>
      )}
    </Section>
  )
}

/**
 * What is known of all copies together: one that was not verified is said before any date, and the oldest date speaks
 * for all.
 */
function verifiedText(copies: readonly Copy[], now: Date): string {
  const verified = copies.filter(
    (copy) => copy.verification === 'verified' && copy.verifiedAt !== null && copy.elsewhere !== true,
  )
  const bad = copies.filter((copy) => copy.verification === 'failed').length
  if (copies.length === 0) return ''
  // A bad copy is none of those that are counted before it.
  if (bad > 0) return `${bad === copies.length ? ':' : ','} ${wholeText(bad)} ${bad === 1 ? 'has' : 'have'} gone bad`
  if (verified.length < copies.length)
    return copies.length === 1 ? ', not verified' : `, ${wholeText(copies.length - verified.length)} not verified`
  return `, last verified ${agoText(Math.min(...verified.map((copy) => copy.verifiedAt!)), now)}`
}

function One({
  copy,
  bytes,
  now,
  older,
}: {
  readonly copy: Copy
  readonly bytes: number
  readonly now: Date
  readonly older: number | null
}) {
  const truth = copyTruth(copy, now)
  const verifier = useVerification()
  const { folder, name } = pathParts(copy.path)
  const hashes = Object.entries(copy.hashes)
  return (
    <li className="copy">
      <Mark name={truth.mark} size={14} />
      <div className="copy-text">
        <div className="copy-drive">
          <span className="cut">{copy.volumeLabel}</span>
          <span className="dim">{bytesText(bytes)}</span>
        </div>
        <div className="copy-truth">
          {truth.text}
          {roleText(copy.role) === null ? '' : ` · ${roleText(copy.role)}`}
          {older === null ? '' : ` · copy of version ${older}, not of the current one`}
        </div>
        {copy.verification === 'failed' && (
          <Button look="quiet" className="copy-repair" onClick={() => verifier.ask([copy.fileId])}>
            Repair …
          </Button>
        )}
        <Tip
          side="left"
          label={
            <span className="copy-tip">
              <span className="mono">
                {folder}/{name}
              </span>
              {hashes.map(([format, digest]) => (
                <span key={format} className="mono">
                  {format} {digest}
                </span>
              ))}
            </span>
          }
        >
          <button type="button" className="copy-path mono cut" onClick={() => void copyText(copy.path)}>
            {/* The end of a path tells more than its beginning. */}
            <bdi>{copy.path}</bdi>
          </button>
        </Tip>
      </div>
    </li>
  )
}
