/**
 * The ways of a phone, at the bottom where the thumb is. Wider windows have the sidebar instead.
 */
import { Film, Library as LibraryIcon } from 'lucide-react'
import { useState } from 'react'
import { isPlace, useLibrary, useView, type ViewName } from '../features/library/index.ts'
import { Sidebar } from '../features/sidebar/index.ts'
import { cls } from '../ui/index.ts'
import { PLACES } from './features.tsx'
import './phone-bar.css'

/** The bar; the library (days, rolls, collections) opens over the page. */
export function PhoneBar() {
  const { view } = useLibrary()
  const shown = useView((state) => state.view)
  const query = useView((state) => state.query)
  // Whatever is chosen in it closes it: it is open over one page and one search.
  const here = `${shown} ${query}`
  const [openOver, setOpenOver] = useState<string | null>(null)
  const open = openOver === here
  const setOpen = (next: boolean): void => setOpenOver(next ? here : null)
  const go = (to: ViewName): void => {
    setOpen(false)
    view.show(to)
  }
  const clips = !open && !isPlace(shown)
  return (
    <>
      {open && (
        <main className="phone-library" aria-label="Library">
          <h1 className="hidden-text">Library</h1>
          <nav aria-label="Days, rolls and collections">
            <Sidebar places={PLACES} onGo={() => setOpen(false)} />
          </nav>
        </main>
      )}
      <nav className="phone-bar" aria-label="Places">
        <button
          type="button"
          className={cls('phone-tab', clips && 'is-on')}
          aria-current={clips ? 'page' : undefined}
          onClick={() => go(view.store.getState().browse)}
        >
          <Film size={18} aria-hidden="true" />
          Clips
        </button>
        {PLACES.filter((place) => place.onPhone).map(({ id: name, label, icon: Icon }) => (
          <button
            key={name}
            type="button"
            className={cls('phone-tab', !open && shown === name && 'is-on')}
            aria-current={!open && shown === name ? 'page' : undefined}
            onClick={() => go(name)}
          >
            <Icon size={18} aria-hidden="true" />
            {label}
          </button>
        ))}
        <button
          type="button"
          className={cls('phone-tab', open && 'is-on')}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <LibraryIcon size={18} aria-hidden="true" />
          Library
        </button>
      </nav>
    </>
  )
}
