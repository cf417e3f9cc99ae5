import { ShieldCheck } from 'lucide-react'
import type { Place } from '../library/index.ts'
import { SafetyView } from './safety-view.tsx'

/** Which cards may be formatted. */
export const safetyPlace: Place = {
  id: 'safety',
  label: 'Safety',
  title: 'Safety: which cards may be formatted',
  icon: ShieldCheck,
  keys: ['Mod+Shift+S'],
  Page: ({ actions }) => <SafetyView onOffload={actions.offloadFrom} />,
  sidebar: { group: 'Offloads', label: 'Safety', hint: 'Which cards may be formatted' },
  onPhone: true,
}
