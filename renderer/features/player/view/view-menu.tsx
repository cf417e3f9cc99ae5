/**
 * The menu of how the picture is looked at, and the legend of false colours.
 */
import { ScanEye } from 'lucide-react'
import { useStore } from 'zustand'
import { cls, IconButton, Menu, type MenuItem } from '../../../ui/index.ts'
import type { Immersive } from '../../../../shared/model/probe.ts'
import { canLookAround, hasTwoEyes } from './around.ts'
import { BANDS, ZEBRA_FROM } from './exposure.ts'
import { MASKS, type Viewer } from './viewer-store.ts'

/** `canExpose`: this browser draws with WebGL 2. */
export function ViewMenu({
  viewer,
  canExpose,
  immersive,
}: {
  readonly viewer: Viewer
  readonly canExpose: boolean
  readonly immersive: Immersive | null
}) {
  const { guides, mask, exposure, size, loop, around, anaglyph } = useStore(viewer.store)
  const items: MenuItem[] = [
    {
      type: 'item',
      id: 'loop',
      label: 'Play in a loop',
      keys: 'Mod+L',
      checked: loop,
      run: () => viewer.toggle('loop'),
    },
    { type: 'item', id: 'size', label: sizeWords(size), keys: 'Z', run: viewer.nextSize },
    { type: 'line', id: 'line' },
    {
      type: 'item',
      id: 'guides',
      label: 'Safe areas',
      keys: 'Shift+G',
      checked: guides,
      run: () => viewer.toggle('guides'),
    },
    {
      type: 'sub',
      id: 'mask',
      label: 'Mask',
      items: [
        { type: 'item', id: 'none', label: 'None', checked: mask === null, run: () => viewer.mask(null) },
        ...MASKS.map((one): MenuItem => ({
          type: 'item',
          id: one,
          label: one,
          checked: mask === one,
          run: () => viewer.mask(one),
        })),
      ],
    },
    {
      type: 'sub',
      id: 'exposure',
      label: 'Exposure',
      items: (['none', 'false-colour', 'zebra'] as const).map((one) => ({
        type: 'item',
        id: one,
        label: { none: 'As it is', 'false-colour': 'False colours', zebra: `Zebra from ${ZEBRA_FROM} %` }[one],
        checked: exposure === one,
        disabled: one !== 'none' && !canExpose,
        run: () => viewer.expose(one),
      })),
    },
  ]
  if (canLookAround(immersive))
    items.push(
      { type: 'line', id: 'around-line' },
      {
        type: 'item',
        id: 'around',
        label: 'Look around',
        keys: 'V',
        checked: around && canExpose,
        disabled: !canExpose,
        run: () => viewer.toggle('around'),
      },
      { type: 'item', id: 'ahead', label: 'Straight ahead', keys: 'Alt+Home', run: viewer.lookAhead },
      ...(hasTwoEyes(immersive)
        ? [
            {
              type: 'item',
              id: 'anaglyph',
              label: 'Both eyes, red and cyan',
              checked: anaglyph,
              disabled: !canExpose,
              run: () => viewer.toggle('anaglyph'),
            } as const,
          ]
        : []),
    )
  const isPlain = !guides && mask === null && exposure === 'none' && size === 'fit' && !loop
  return (
    <Menu items={items} align="end">
      <IconButton label="How it is looked at" className={cls(!isPlain && 'is-on')} icon={<ScanEye size={15} />} />
    </Menu>
  )
}

function sizeWords(size: 'fit' | number): string {
  return size === 'fit' ? 'Show every pixel (100 %)' : size === 1 ? 'Enlarge to 200 %' : 'Fit into the window'
}

/** What each colour means, while they are shown. */
export function ExposureLegend({ viewer }: { readonly viewer: Viewer }) {
  const exposure = useStore(viewer.store, (state) => state.exposure)
  if (exposure !== 'false-colour') return null
  return (
    <ul className="legend" aria-label="False colours">
      {BANDS.map(({ name, colour }) => (
        <li key={name}>
          <span
            className="legend-swatch"
            style={{ background: `rgb(${colour.map((share) => Math.round(share * 255)).join(' ')})` }}
          />
          {name}
        </li>
      ))}
    </ul>
  )
}
