/**
 * One watched folder: how true it is, what waits, what is missing.
 */
import type { Guard, Root } from '../../../shared/model/watching.ts'
import { Button, Mark, useNow, type MarkName } from '../../ui/index.ts'
import { countText, momentText, pathParts } from '../../ui/words.ts'
import { useActivity, useLibrary } from '../library/index.ts'

/** The row. `onAsk` opens the mass guard's question. */
export function RootRow({ root, onAsk }: { readonly root: Root; readonly onAsk: (guard: Guard) => void }) {
  const { actions, toasts, roots, connection: { client } } = useLibrary()
  const now = useNow()
  const scan = useActivity((activity) => activity?.scans.find((one) => one.id === root.id))
  const { name, folder } = pathParts(root.path)
  const look = (): void => {
    void actions.run(async () => {
      for await (const event of await client.roots.scan({ id: root.id })) {
        if (event.type === 'done') toasts.say(doneText(event))
      }
      roots.refresh()
    })
  }
  const remove = (): void => {
    void actions.run((opId) => client.roots.remove({ opId, id: root.id })).then((done) => {
      roots.refresh()
      if (done) toasts.say(`${name} is not watched any more; its clips stay`, { label: 'Watch again', run: () => void actions.run((opId) => client.roots.add({ opId, path: root.path })).then(() => roots.refresh()) })
      return undefined
    })
  }
  const state = stateOf(root, scan?.files, now)
  return (
    <li className="root" aria-label={root.path}>
      <div className="drive-what">
        <p className="root-name" title={root.path}>{name}</p>
        <p className="drive-facts cut" title={root.path}>{root.volumeLabel} · {folder}</p>
      </div>
      <div className="drive-state">
        <p>{state.mark !== null && <Mark name={state.mark} size={13} />}{state.text}</p>
        {root.watchNote !== null && <p className="dim">{root.watchNote}</p>}
      </div>
      <div className="root-counts">
        <p>{countText(root.files, 'file')}</p>
        <p className="dim">{[root.waiting > 0 ? `${root.waiting} still coming` : null, root.missing > 0 ? `${root.missing} missing` : null].filter(Boolean).join(' · ') || (root.trueAt === null ? '' : 'all taken in')}</p>
      </div>
      <div className="drive-do">
        {root.guard !== null && <Button onClick={() => onAsk(root.guard!)}>Look at it</Button>}
        <Button look="quiet" disabled={root.state === 'offline' || root.state === 'scanning'} onClick={look}>Scan now</Button>
        <Button look="quiet" onClick={remove}>Remove</Button>
      </div>
    </li>
  )
}

function stateOf(root: Root, files: number | undefined, now: Date): { mark: MarkName | null; text: string } {
  const asOf = root.trueAt === null ? 'not looked at whole yet' : `true as of ${momentText(root.trueAt, now)}`
  switch (root.state) {
    case 'scanning': return { mark: null, text: files === undefined ? 'Looking' : `Looking, ${countText(files, 'file')} so far` }
    case 'offline': return { mark: 'offline', text: `Its drive is away; ${asOf}` }
    case 'failed': return { mark: 'attention', text: root.error ?? 'It could not be looked at' }
    case 'asking': return { mark: 'attention', text: `${countText(root.guard?.missing ?? 0, 'file')} were not found: is that meant?` }
    case 'idle': return { mark: null, text: `${root.watching === 'live' ? 'Watched' : 'Looked at by the clock'}, ${asOf}` }
  }
}

function doneText(event: { files: number; added: number; changed: number; moved: number; missing: number }): string {
  const parts = [[event.added, 'new'], [event.changed, 'changed'], [event.moved, 'moved'], [event.missing, 'missing']].filter(([count]) => count !== 0).map(([count, word]) => `${count} ${word}`)
  return `${countText(event.files, 'file')} seen: ${parts.length === 0 ? 'nothing has changed' : parts.join(', ')}`
}
