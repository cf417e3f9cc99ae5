/**
 * The evidence: every file with its hashes, and what was proven of it on each drive. A view of its own, as wide as it
 * needs.
 */
import { useEffect, useState, type ReactNode } from 'react'
import { evidenceText } from '../../../shared/copies/offload.ts'
import type { Offload, OffloadFile } from '../../../shared/model/offload.ts'
import { Button, Mark, Segmented, Sheet, useNow, type MarkName } from '../../ui/index.ts'
import { bytesText, countText, momentText, pathParts } from '../../ui/words.ts'
import { useLibrary } from '../library/index.ts'
import './evidence.css'

const PAGE = 200
const MARKS: Readonly<Record<OffloadFile['destinations'][number]['state'], MarkName>> = {
  verified: 'verified',
  copied: 'copied',
  copying: 'copied',
  pending: 'unknown',
  failed: 'failed',
  conflict: 'attention',
}

/** The sheet over the window. */
export function Evidence({ offload, onClose }: { readonly offload: Offload; readonly onClose: () => void }) {
  const {
    connection: { client },
    toasts,
  } = useLibrary()
  const [files, setFiles] = useState<readonly OffloadFile[] | null>(null)
  const [only, setOnly] = useState<'all' | 'problems'>('all')
  const [after, setAfter] = useState<string | null>(null)
  const [more, setMore] = useState<string | null>(null)
  const now = useNow()
  useEffect(() => {
    let current = true
    client.offloads.files({ id: offload.id, after, limit: PAGE, problems: only === 'problems' }).then(
      (window) => {
        if (!current) return
        setFiles((known) => (after === null ? window.rows : [...(known ?? []), ...window.rows]))
        setMore(window.cursor)
      },
      () => toasts.fail('The list of files could not be read. Try again.'),
    )
    return () => {
      current = false
    }
  }, [client, toasts, offload.id, after, only])
  const label = (index: number): string => offload.destinations[index]?.volumeLabel ?? ''
  // Two destinations on one drive are told apart by their folders.
  const shared = (label: string): boolean => offload.destinations.filter((one) => one.volumeLabel === label).length > 1
  return (
    <Sheet
      title={`Evidence of ${offload.name}`}
      size="large"
      open
      onClose={onClose}
      aside={countText(offload.files, 'file')}
    >
      <div className="evidence-bar">
        <Segmented
          label="Files"
          value={only}
          onChange={(next) => {
            setAfter(null)
            setFiles(null)
            setOnly(next)
          }}
          choices={[
            { value: 'all', label: 'All files' },
            { value: 'problems', label: 'Not verified everywhere' },
          ]}
        />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className="evidence-scroll" tabIndex={0} aria-label="Files and their copies">
        <table className="evidence">
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col">Checksums</th>
              {offload.destinations.map((one) => (
                <th key={one.target} scope="col" title={one.target}>
                  {shared(one.volumeLabel) ? `${one.volumeLabel}, ${pathParts(one.path).name}` : one.volumeLabel}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {files?.map((file) => (
              <tr key={file.path} className="selectable">
                <th scope="row">
                  <span className="mono evidence-path">{broken(file.path)}</span>
                  <span className="dim">
                    {bytesText(file.bytes)}
                    {file.error === null ? '' : ` · ${file.error}`}
                  </span>
                </th>
                <td>
                  {Object.entries(file.hashes)
                    .toSorted(([a], [b]) => (a < b ? -1 : 1))
                    .map(([format, digest]) => (
                      <span key={format} className="mono evidence-hash">
                        <span className="dim">{format}</span> {digest}
                      </span>
                    ))}
                </td>
                {file.destinations.map((one, index) => (
                  <td key={one.target}>
                    <span className="evidence-proof">
                      <Mark name={MARKS[one.state]} size={13} />
                      <span>{evidenceText(one, label(index)).replace(`${label(index)}: `, '')}</span>
                    </span>
                    {one.verifiedAt !== null && <span className="dim">{momentText(one.verifiedAt, now)}</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {files?.length === 0 && (
          <p className="evidence-none">
            {only === 'problems' ? 'Every file is verified on every destination.' : 'No file was read yet.'}
          </p>
        )}
        {more !== null && (
          <Button look="quiet" onClick={() => setAfter(more)}>
            Show more files
          </Button>
        )}
      </section>
    </Sheet>
  )
}

/** A path that is broken behind its slashes before anywhere else. */
function broken(path: string): ReactNode[] {
  return path
    .split(/(?<=\/)/)
    .flatMap((part, index) => (index === 0 ? [part] : [<wbr key={`${index} ${part}`} />, part]))
}
