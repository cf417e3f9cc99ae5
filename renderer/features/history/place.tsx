import { Download } from 'lucide-react'
import type { Place } from '../library/index.ts'
import { OffloadsView } from './offloads-view.tsx'

/** What runs, waits and ran. */
export const offloadsPlace: Place = {
  id: 'offloads',
  label: 'Offloads',
  title: 'Offloads',
  icon: Download,
  keys: ['Mod+Shift+H'],
  Page: ({ actions }) => <OffloadsView onShow={actions.showOffload} onOffload={() => actions.offloadFrom()} />,
  sidebar: {
    group: 'Offloads',
    label: 'Queue and history',
    countOf: (activity) => activity?.offloads.length ?? 0,
  },
  onPhone: true,
}
