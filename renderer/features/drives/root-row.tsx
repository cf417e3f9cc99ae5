/**
 * One watched folder: how true it is, what waits, what is missing.
 */
import { FolderSync } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { scanResultSchema } from '../../../shared/model/job-kinds.ts'
import type { Guard, Root } from '../../../shared/model/watching.ts'
import { Button, Mark, useNow } from '../../ui/index.ts'
import { countText, pathParts, wholeText } from '../../ui/words.ts'
import { runJob, useActivity, useLibrary } from '../library/index.ts'
import { rootState, scanText } from './root-state.ts'

/** The row. `onAsk` opens the mass guard's question. */
export function RootRow({ root, onAsk }: { readonly root: Root; readonly onAsk: (guard: Guard) => void }) {
  const {
    actions,
    toasts,
    roots,
    connection: { client },
  } = useLibrary()
  const now = useNow()
  const scanned = useActivity((activity) => activity?.scans.find((one) => one.id === root.id)?.files)
  const { name, folder } = pathParts(root.path)
  const look = (): void => {
    void actions.run(async (opId) => {
      const { result } = await runJob(client, opId, 'scan', { rootId: root.id }, (why) =>
        toasts.say(`Scan of ${name}: ${why}`),
      )
      for (const one of scanResultSchema.parse(result)) toasts.say(scanText(one))
      void roots.refresh()
    })
  }
  const again = (): void =>
    void actions.run((opId) => client.roots.add({ opId, path: root.path })).then(() => roots.refresh())
  const remove = (): void => {
    void actions
      .run((opId) => client.roots.remove({ opId, id: root.id }))
      .then((done) => {
        void roots.refresh()
        // On a drive that is away its path is not known whole, so it can't be watched again from here.
        if (done)
          toasts.say(
            `${name} is not watched any more. All that is known of its clips stays.`,
            root.state === 'offline' ? undefined : { label: 'Watch again', run: again },
          )
        return undefined
      })
  }
  const state = rootState(root, now)
  const counts = [
    root.waiting > 0 ? `${wholeText(root.waiting)} still coming` : null,
    root.missing > 0 ? `${wholeText(root.missing)} missing` : null,
  ].filter((part) => part !== null)
  return (
    <li className="root" aria-label={root.path}>
      <FolderSync size={18} strokeWidth={1.5} className="drive-icon" aria-hidden="true" />
      <div className="drive-what">
        <p className="root-name cut" title={root.path}>
          {name}
        </p>
        <p className="drive-facts cut" title={root.path}>
          {root.volumeLabel}
          {folder === '' ? (
            ''
          ) : (
            <>
              {' '}
              · <span className="mono">{folder}</span>
            </>
          )}
        </p>
      </div>
      <div className="drive-state">
        {scanned === undefined ? (
          <p>
            {state.mark !== null && <Mark name={state.mark} size={13} />}
            <span>{state.text}</span>
          </p>
        ) : (
          <Looking files={scanned} />
        )}
        {root.watchNote !== null && <p className="dim">{root.watchNote}</p>}
      </div>
      <div className="root-counts">
        <p>{countText(root.files, 'file')}</p>
        <p className="dim">
          {root.missing > 0 && <Mark name="missing" size={12} />}
          {counts.length > 0 ? counts.join(' · ') : root.trueAt === null ? '' : 'all catalogued'}
        </p>
      </div>
      <div className="drive-do">
        {root.guard !== null && (
          <Button look="primary" onClick={() => onAsk(root.guard!)}>
            Look at it
          </Button>
        )}
        <Button look="quiet" disabled={root.state === 'offline' || root.state === 'scanning'} onClick={look}>
          Scan now
        </Button>
        <Button look="quiet" onClick={remove}>
          Stop watching
        </Button>
      </div>
    </li>
  )
}

/** How far a scan under way is and how fast, from what the engine tells of it. */
function Looking({ files }: { readonly files: number }) {
  const begun = useRef<{ readonly files: number; readonly at: number } | null>(null)
  const [perSecond, setPerSecond] = useState<number | null>(null)
  useEffect(() => {
    begun.current ??= { files, at: performance.now() }
    const seconds = (performance.now() - begun.current.at) / 1000
    // The first moments of a scan say nothing about its speed.
    if (seconds > 0.5) setPerSecond(Math.round((files - begun.current.files) / seconds))
  }, [files])
  return (
    <p>
      Looking, {countText(files, 'file')}
      {perSecond === null ? '' : `, ${wholeText(perSecond)} a second`}
    </p>
  )
}
