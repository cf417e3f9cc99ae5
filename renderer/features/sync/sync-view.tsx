/**
 * The cloud in one calm place: what the library is synced with, what people said differently, who shares it.
 */
import { Cloud, Plus } from 'lucide-react'
import { useState } from 'react'
import { clockText } from '../../../shared/util/clock-text.ts'
import { useResource } from '../../api/index.ts'
import { Button, Empty, useNow } from '../../ui/index.ts'
import { countText, momentText } from '../../ui/words.ts'
import { useLibrary } from '../library/index.ts'
import { AddRemote } from './add-remote.tsx'
import { ConflictRow } from './conflict-row.tsx'
import { RemoteRow } from './remote-row.tsx'
import './sync.css'

/** The middle of the window. */
export function SyncView() {
  const { remotes, conflicts, devices } = useLibrary()
  const places = useResource(remotes).data
  const differing = useResource(conflicts).data ?? []
  const others = useResource(devices).data ?? []
  const [adding, setAdding] = useState(false)
  const now = useNow()
  const add = (look: 'plain' | 'quiet') => (
    <Button look={look} icon={<Plus size={15} />} onClick={() => setAdding(true)}>
      Add remote
    </Button>
  )
  return (
    <main className="clips" aria-label="Cloud">
      <div className="clips-head">
        <h1 className="clips-title cut">Cloud</h1>
        <span className="clips-count cut">
          {places === null || places.length === 0 ? '' : countText(places.length, 'remote')}
        </span>
        <span className="clips-gap" />
        {places !== null && places.length > 0 && add('quiet')}
      </div>
      {places?.length === 0 ? (
        <Empty icon={<Cloud size={40} strokeWidth={1.1} />} title="This library is on this computer only">
          <p>
            Sync it with your own bucket, a NAS, or a shuttle drive. Only changes are sent; camera originals are sent
            when you choose them.
          </p>
          {add('plain')}
        </Empty>
      ) : (
        <div className="drives">
          {differing.length > 0 && (
            <section aria-label="Conflicts">
              <h2 className="drives-head">Conflicts</h2>
              <p className="sync-hint">
                Two people changed the same field while offline. Both values are kept until someone chooses one.
              </p>
              <ul>
                {differing.map((conflict) => (
                  <ConflictRow key={`${conflict.entityId} ${conflict.field}`} conflict={conflict} />
                ))}
              </ul>
            </section>
          )}
          <section aria-label="Remotes">
            <h2 className="drives-head">Remotes</h2>
            <ul>
              {(places ?? []).map((remote) => (
                <RemoteRow key={remote.id} remote={remote} />
              ))}
            </ul>
          </section>
          <section aria-label="Devices">
            <h2 className="drives-head">Devices</h2>
            <ul>
              {others.map((device) => (
                <li key={device.id} className="device">
                  <span className="device-name cut">{device.name}</span>
                  <span>
                    {device.own
                      ? 'This one'
                      : device.nearby
                        ? 'Nearby, on this network'
                        : device.lastSeenAt === null
                          ? 'Not seen yet'
                          : `Last seen ${momentText(device.lastSeenAt, now)}`}
                  </span>
                  <span className="dim">{countText(device.changes, 'change')}</span>
                  <span className={device.clockAheadMs === null ? 'dim' : 'sync-attention'}>
                    {device.retired
                      ? 'Not seen for a long time: it has to join again'
                      : device.clockAheadMs === null
                        ? ''
                        : `Its clock is off by ${clockText(device.clockAheadMs)}. Set the clock of that device.`}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        </div>
      )}
      {adding && <AddRemote onClose={() => setAdding(false)} />}
    </main>
  )
}
