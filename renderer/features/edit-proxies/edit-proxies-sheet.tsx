/**
 * Edit proxies: which and where on one side, what would be made on the other; after the start how far it is, and
 * whether each editing system will link them.
 */
import { useStore } from 'zustand'
import { Button, Sheet } from '../../ui/index.ts'
import { countText } from '../../ui/words.ts'
import { useFolder } from '../library/index.ts'
import { Choices, Chosen } from './choices.tsx'
import type { EditProxies } from './edit-proxies-store.ts'
import { MadeList } from './made-list.tsx'
import { PlanList } from './plan-list.tsx'
import { standsAgainst } from './proxy-choice.ts'
import { isOver } from './proxy-rows.ts'
import { scopeText, startText } from './proxy-words.ts'
import './edit-proxies.css'

/** The sheet, while it is asked for. */
export function EditProxiesSheet({ proxies }: { readonly proxies: EditProxies }) {
  const open = useStore(proxies.store, (state) => state.open)
  return open ? <Opened proxies={proxies} /> : null
}

function Opened({ proxies }: { readonly proxies: EditProxies }) {
  const shown = useStore(proxies.store, (state) => state.shown)
  const scope = useStore(proxies.store, (state) => state.scope)
  const running = useStore(proxies.store, (state) => state.rows.some((row) => !isOver(row)))
  const folder = useFolder('Choose where the proxies go')
  const chosen = (path: string): void => proxies.choose({ folder: path, where: 'folder' })
  return (
    <Sheet
      open
      size="large"
      title="Edit proxies"
      onClose={() => proxies.close()}
      closeLabel={running ? 'Hide, it keeps running' : 'Close'}
      aside={shown === 'choice' ? scopeText(scope) : running ? 'Keeps running in the background' : ''}
    >
      <form
        className="proxies"
        onSubmit={(event) => {
          event.preventDefault()
          if (shown === 'choice') void proxies.start()
        }}
      >
        <div className="proxies-sides">
          {shown === 'made' ? (
            <Chosen proxies={proxies} />
          ) : (
            <Choices proxies={proxies} onFolder={() => folder.ask(chosen)} />
          )}
          <section className="proxies-plan" aria-label={shown === 'made' ? 'Made' : 'Plan'}>
            {shown === 'made' ? <MadeList proxies={proxies} /> : <PlanList proxies={proxies} />}
          </section>
        </div>
        {shown === 'made' ? <MadeFoot proxies={proxies} running={running} /> : <PlanFoot proxies={proxies} />}
      </form>
      {folder.sheet}
    </Sheet>
  )
}

function PlanFoot({ proxies }: { readonly proxies: EditProxies }) {
  const { plan, planning, error, choice, presets, starting, rows } = useStore(proxies.store)
  const busy = rows.filter((row) => !isOver(row)).length
  const nothing = plan !== null && plan.counts.ready + plan.counts.there === 0
  // Without a plan, the reason stands in its place.
  const why = plan === null ? '' : (error ?? (nothing ? 'None of these clips can get a proxy now.' : ''))
  return (
    <footer className="proxies-foot">
      <span className="proxies-said" role={error !== null && plan !== null ? 'alert' : undefined}>
        {why}
      </span>
      {busy > 0 && <Button onClick={() => proxies.show('made')}>Show the {countText(busy, 'running one')}</Button>}
      <Button onClick={() => proxies.close()}>Cancel</Button>
      <Button
        type="submit"
        look="primary"
        disabled={plan === null || planning || starting || nothing || standsAgainst(choice, presets) !== null}
      >
        {startText(plan)}
      </Button>
    </footer>
  )
}

function MadeFoot({ proxies, running }: { readonly proxies: EditProxies; readonly running: boolean }) {
  return (
    <footer className="proxies-foot">
      <span className="proxies-said" />
      {running && <Button onClick={() => void proxies.stop()}>Stop</Button>}
      <Button onClick={() => proxies.show('choice')}>Make more …</Button>
      <Button look={running ? 'plain' : 'primary'} onClick={() => proxies.close()}>
        {running ? 'Hide' : 'Done'}
      </Button>
    </footer>
  )
}
