/**
 * Lost files and where they may be, with a score and the reasons. Only equal bytes are ticked beforehand; nothing is
 * linked that is not ticked.
 */
import { FileCheck, FolderSearch } from 'lucide-react'
import { useEffect, useState } from 'react'
import { toRushesError } from '../../../shared/contract/client.ts'
import type { RelinkProposal } from '../../../shared/model/versions.ts'
import { Button, Empty, Mark, Sheet } from '../../ui/index.ts'
import { countText } from '../../ui/words.ts'
import { useFolder, useLibrary } from '../library/index.ts'
import './relink.css'

/** The sheet. */
export function RelinkSheet({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  return open ? <Opened onClose={onClose} /> : null
}

function Opened({ onClose }: { readonly onClose: () => void }) {
  const {
    actions,
    toasts,
    connection: { client },
  } = useLibrary()
  const [folders, setFolders] = useState<readonly string[]>([])
  const [found, setFound] = useState<{
    readonly proposals: readonly RelinkProposal[]
    readonly total: number
    readonly unseen: { readonly count: number; readonly sample: readonly string[] }
  } | null>(null)
  const [chosen, setChosen] = useState<ReadonlyMap<string, string>>(new Map())
  const [error, setError] = useState<string | null>(null)
  const [looking, setLooking] = useState(true)
  const folder = useFolder('Choose where to look')

  useEffect(() => {
    const stop = new AbortController()
    client.relink.propose({ folders: [...folders] }, { signal: stop.signal }).then(
      (answer) => {
        if (stop.signal.aborted) return
        setFound(answer)
        setChosen(
          new Map(
            answer.proposals.flatMap((one) =>
              one.candidates[0]?.score === 100 ? [[one.fileId, one.candidates[0].path] as const] : [],
            ),
          ),
        )
        setError(null)
        setLooking(false)
      },
      (thrown: unknown) => {
        if (stop.signal.aborted) return
        setError(toRushesError(thrown).message)
        setLooking(false)
      },
    )
    return () => stop.abort()
  }, [client, folders])
  const lookIn = (path: string): void => {
    setLooking(true)
    setFolders([...new Set([...folders, path])])
  }

  const choose = (fileId: string, path: string): void => {
    const next = new Map(chosen)
    if (next.get(fileId) === path) next.delete(fileId)
    else next.set(fileId, path)
    setChosen(next)
  }
  const link = (): void => {
    void actions.run(async (opId) => {
      const { linked, problems } = await client.relink.apply({
        opId,
        choices: [...chosen].map(([fileId, path]) => ({ fileId, path })),
      })
      toasts.say(`${countText(linked, 'file')} linked again`)
      for (const problem of problems.slice(0, 2)) toasts.fail(problem.message)
      onClose()
    })
  }
  return (
    <Sheet
      open
      size="large"
      title="Find lost files"
      aside={
        <span className="dim">
          {found === null ? '' : found.total === 0 ? '' : `${countText(found.total, 'file')} missing`}
        </span>
      }
      onClose={onClose}
    >
      <div className="relink">
        <div className="relink-bar">
          <Button look="quiet" icon={<FolderSearch size={14} />} onClick={() => folder.ask(lookIn)}>
            Look in a folder
          </Button>
          <span className="dim cut">
            {looking
              ? 'Looking …'
              : folders.length === 0
                ? 'Looked in what the library knows'
                : `Looked in ${folders.join(', ')}`}
          </span>
        </div>
        {error !== null && <p role="alert">{error}</p>}
        {found?.total === 0 && found.unseen.count > 0 && (
          <Empty
            icon={<FolderSearch size={32} strokeWidth={1.25} />}
            title={`${countText(found.unseen.count, 'file')} not where the library has ${found.unseen.count === 1 ? 'it' : 'them'}`}
          >
            <p>
              {found.unseen.sample[0]}
              {found.unseen.count > 1 ? ' …' : ''}
            </p>
            <p>No scan has looked there since. Scan the folder, then look again.</p>
          </Empty>
        )}
        {found?.total === 0 && found.unseen.count === 0 && (
          <Empty icon={<FileCheck size={32} strokeWidth={1.25} />} title="Nothing is lost">
            <p>Every file is where the library knows it. A file on a drive that is not connected is not lost.</p>
          </Empty>
        )}
        <ul>
          {found?.proposals.map((one) => (
            <li key={one.fileId} className="relink-one" aria-label={one.name}>
              <p className="relink-name">
                <Mark name="missing" size={13} />
                {one.name}
                <span className="dim cut relink-path" title={one.lostPath}>
                  was {one.lostPath} on {one.volumeLabel}
                </span>
              </p>
              {one.candidates.length === 0 && <p className="dim relink-none">Nothing like it was found.</p>}
              {one.candidates.map((candidate) => (
                <label key={candidate.path} className="relink-candidate">
                  <input
                    type="checkbox"
                    checked={chosen.get(one.fileId) === candidate.path}
                    onChange={() => choose(one.fileId, candidate.path)}
                  />
                  <span className="relink-score" title={`${candidate.score} of 100`}>
                    {candidate.score}
                  </span>
                  <span className="cut mono" title={candidate.path}>
                    {candidate.path}
                  </span>
                  <span className="dim">{candidate.reasons.join(', ')}</span>
                </label>
              ))}
            </li>
          ))}
        </ul>
      </div>
      <footer className="relink-foot">
        <Button onClick={onClose}>Close</Button>
        <Button look="primary" disabled={chosen.size === 0} onClick={link}>
          {chosen.size === 0 ? 'Link' : `Link ${countText(chosen.size, 'file')}`}
        </Button>
      </footer>
      {folder.sheet}
    </Sheet>
  )
}
