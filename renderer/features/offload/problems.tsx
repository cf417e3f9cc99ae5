/**
 * Problems first: the files that failed, met other bytes, or changed on the card while it was read.
 */
import { useEffect, useState } from 'react'
import type { Offload, OffloadFile } from '../../../shared/model/offload.ts'
import { Mark } from '../../ui/index.ts'
import { useLibrary } from '../library/index.ts'

const MOST = 100

/** Nothing while there are none. Files that merely wait are not problems. */
export function Problems({ offload }: { readonly offload: Offload }) {
  const {
    connection: { client },
  } = useLibrary()
  const [files, setFiles] = useState<readonly OffloadFile[]>([])
  const weight = offload.destinations.reduce((sum, one) => sum + one.failures + one.conflicts, 0)
  const ended = offload.finishedAt
  useEffect(() => {
    if (weight === 0 && ended === null) return
    let current = true
    const show = (window: { readonly rows: readonly OffloadFile[] }): void => {
      if (current) setFiles(window.rows.filter((file) => isProblem(file)))
    }
    // The counts above stay in sight; the list is asked for again with the next of them.
    client.offloads.files({ id: offload.id, problems: true, limit: MOST }).then(show, () => undefined)
    return () => {
      current = false
    }
  }, [client, offload.id, weight, ended])
  if (files.length === 0) return null
  return (
    <ul className="problems" aria-label="Problems">
      {files.map((file) => (
        <li key={file.path} className="problem selectable">
          <Mark name={file.state === 'changed' ? 'attention' : 'failed'} size={13} />
          <span>
            <span className="mono">{file.path}</span>{' '}
            {[...new Set(file.destinations.map((one) => one.error).filter(Boolean))].join(' ') ||
              (file.state === 'changed' ? 'changed while it was read' : 'is not verified')}
          </span>
        </li>
      ))}
    </ul>
  )
}

function isProblem(file: OffloadFile): boolean {
  return (
    file.state === 'failed' ||
    file.state === 'changed' ||
    file.destinations.some((one) => one.state === 'failed' || one.state === 'conflict')
  )
}
