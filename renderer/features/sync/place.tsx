import { Cloud } from 'lucide-react'
import type { Place } from '../library/index.ts'
import { SyncView } from './sync-view.tsx'

/** Remotes, devices and conflicts. */
export const cloudPlace: Place = {
  id: 'cloud',
  label: 'Cloud',
  title: 'Cloud',
  icon: Cloud,
  keys: ['Mod+Shift+D'],
  Page: () => <SyncView />,
  sidebar: null,
  onPhone: true,
}
