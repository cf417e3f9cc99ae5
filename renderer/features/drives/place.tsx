import { HardDrive } from 'lucide-react'
import type { Place } from '../library/index.ts'
import { DrivesView } from './drives-view.tsx'

/** Drives, and the folders that are watched on them. */
export const drivesPlace: Place = {
  id: 'drives',
  label: 'Drives',
  title: 'Drives and folders',
  icon: HardDrive,
  keys: ['Mod+D'],
  Page: ({ actions }) => <DrivesView onOffload={actions.offloadFrom} />,
  sidebar: null,
  onPhone: true,
}
