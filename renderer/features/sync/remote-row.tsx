/**
 * One remote: how it stands, what is there, what is to go, and by which rules.
 */
import { Cloud, HardDrive, Lock } from 'lucide-react'
import { useState } from 'react'
import type { Remote, RemoteRules } from '../../../shared/model/sync.ts'
import { Bar, Button, Mark, Segmented, Switch, useNow } from '../../ui/index.ts'
import { bytesText } from '../../ui/words.ts'
import { useLibrary } from '../library/index.ts'
import { AskSecrets } from './ask-secrets.tsx'
import { useConflictCount } from './conflicts.tsx'
import { bytesOf, loadText, placeName, realLoads, remoteMark } from './loads.ts'

/** The row. */
export function RemoteRow({ remote }: { readonly remote: Remote }) {
  const {
    actions,
    remotes,
    toasts,
    connection: { client },
  } = useLibrary()
  const now = useNow()
  const [open, setOpen] = useState(false)
  const [asking, setAsking] = useState(false)
  const state = remoteMark(remote, useConflictCount(), now)
  const outgoing = realLoads(remote.outgoing)
  const stored = realLoads(remote.stored)
  const left = bytesOf(outgoing)
  const change = (changes: { rules?: Partial<RemoteRules>; paused?: boolean }): void => {
    void actions.run((opId) => client.remotes.update({ opId, id: remote.id, ...changes })).then(() => remotes.refresh())
  }
  const remove = (): void => {
    void actions
      .run((opId) => client.remotes.remove({ opId, id: remote.id }))
      .then((done) => {
        void remotes.refresh()
        if (done) toasts.say(`${placeName(remote.url)} is not synced any more. Nothing there was deleted.`)
        return undefined
      })
  }
  return (
    <li className="remote" aria-label={remote.url}>
      {remote.kind === 's3' ? (
        <Cloud size={18} strokeWidth={1.5} className="drive-icon" aria-hidden="true" />
      ) : (
        <HardDrive size={18} strokeWidth={1.5} className="drive-icon" aria-hidden="true" />
      )}
      <div>
        <p className="root-name cut" title={remote.url}>
          {placeName(remote.url)}
        </p>
        <p className="drive-facts cut">
          {remote.encrypted && <Lock size={11} aria-hidden="true" />}
          {remote.encrypted ? ' encrypted · ' : ''}
          {remote.kind === 's3' ? 'bucket' : 'folder'}
        </p>
      </div>
      <div className="drive-state">
        <p>
          <Mark name={state.mark} size={13} />
          <span>{state.text}</span>
        </p>
        <p className="dim">
          {stored.length === 0
            ? 'Nothing uploaded yet'
            : `${bytesText(bytesOf(stored))} there: ${
                stored
                  .filter((load) => load.cargo !== 'metadata')
                  .map(loadText)
                  .join(' · ') || 'metadata'
              }`}
        </p>
      </div>
      <div>
        <p>
          {outgoing.length === 0
            ? 'Nothing to send'
            : `To send: ${left === 0 ? loadText(outgoing[0]!) : bytesText(left)}`}
        </p>
        <p className="dim cut" title={outgoing.map(loadText).join(' · ')}>
          {outgoing.map(loadText).join(' · ')}
        </p>
        {remote.held.map((one) => (
          <p
            key={one.reason}
            className="sync-attention"
          >{`${bytesText(one.bytes)} ${one.due ? 'waiting' : 'not sent'}: ${one.reason}`}</p>
        ))}
        {remote.state === 'syncing' && left > 0 && (
          <Bar label={`Sent to ${placeName(remote.url)}`} share={sharesSent(remote)} />
        )}
      </div>
      <div className="drive-do">
        {remote.state === 'asking' && (
          <Button look="primary" onClick={() => setAsking(true)}>
            Enter keys
          </Button>
        )}
        <Button look="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
          What to sync
        </Button>
        <Button look="quiet" onClick={() => change({ paused: !remote.paused })}>
          {remote.paused ? 'Resume' : 'Pause'}
        </Button>
      </div>
      {open && (
        <div className="remote-rules">
          <Rule label="Posters">
            <Switch label="Posters" on={remote.rules.posters} onChange={(posters) => change({ rules: { posters } })} />
          </Rule>
          <Rule label="Proxies">
            <Switch label="Proxies" on={remote.rules.proxies} onChange={(proxies) => change({ rules: { proxies } })} />
          </Rule>
          <Rule label="Documents and projects">
            <Switch
              label="Documents and projects"
              on={remote.rules.documents}
              onChange={(documents) => change({ rules: { documents } })}
            />
          </Rule>
          <Rule label="Camera originals">
            <Segmented
              label="Camera originals"
              value={remote.rules.originals}
              onChange={(originals) => change({ rules: { originals } })}
              choices={[
                { value: 'none', label: 'None' },
                { value: 'pinned', label: 'Pinned' },
                { value: 'all', label: 'All' },
              ]}
            />
          </Rule>
          <Rule label="Speed">
            <Segmented
              label="Speed"
              value={String(remote.rules.bytesPerSecond ?? 0)}
              onChange={(rate) => change({ rules: { bytesPerSecond: rate === '0' ? null : Number(rate) } })}
              choices={[
                { value: '1000000', label: '1 MB/s' },
                { value: '5000000', label: '5 MB/s' },
                { value: '20000000', label: '20 MB/s' },
                { value: '0', label: 'No limit' },
              ]}
            />
          </Rule>
          <Rule label="When">
            <Segmented
              label="When"
              value={remote.rules.hours === null ? 'always' : 'night'}
              onChange={(when) => change({ rules: { hours: when === 'always' ? null : { from: 22, to: 6 } } })}
              choices={[
                { value: 'always', label: 'Always' },
                { value: 'night', label: '22 to 6 h' },
              ]}
            />
          </Rule>
          <p className="remote-end">
            <Button look="quiet" onClick={remove}>
              Remove remote
            </Button>
          </p>
        </div>
      )}
      {asking && <AskSecrets remote={remote} onClose={() => setAsking(false)} />}
    </li>
  )
}

function Rule({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <div className="remote-rule">
      <span>{label}</span>
      {children}
    </div>
  )
}

/** Of what should be there, how much is. */
function sharesSent(remote: Remote): number {
  const [there, left] = [bytesOf(remote.stored), bytesOf(remote.outgoing)]
  return there + left === 0 ? 1 : there / (there + left)
}
