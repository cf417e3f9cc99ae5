/**
 * How all elements of the window are made: React's own functions, but every text that is shown is made visible first
 * (shared/util/visible.ts). Names of cards, drives, devices and files come from elsewhere, and one place that forgets
 * to ask is enough to forge a line. So no place has to ask: tsconfig.json and vite.config.ts name this file as the
 * source of JSX.
 *
 * Text that people wrote in lines keeps its line breaks: in `<pre>`, and where an element says `data-lines`.
 */
import { Fragment, jsx as reactJsx, jsxs as reactJsxs } from 'react/jsx-runtime'
import { visible, visibleLines } from '../../shared/util/visible.ts'

export type { JSX } from 'react'
export { Fragment }

type Props = Readonly<Record<string, unknown>>

/** Attributes that are read out or shown as they are. What is typed or sent (`value`, `href`) is never touched. */
const SHOWN = [
  'title',
  'alt',
  'placeholder',
  'label',
  'aria-label',
  'aria-description',
  'aria-valuetext',
  'aria-roledescription',
] as const
/** Nothing to look for in most texts. */
const PLAIN = /^[ -~]*$/

/** Props with every text in them made visible; the same object where nothing changes. */
export function shownProps(type: unknown, props: Props): Props {
  const make = type === 'pre' || 'data-lines' in props ? visibleLines : visible
  const changed: Record<string, unknown> = {}
  for (const name of SHOWN) {
    const value = props[name]
    if (typeof value === 'string' && !PLAIN.test(value)) changed[name] = visible(value)
  }
  const children = shown(props['children'], make)
  if (children !== props['children']) changed['children'] = children
  return Object.keys(changed).length === 0 ? props : { ...props, ...changed }
}

/** Text and lists of text made visible; the same where nothing changes. */
function shown(child: unknown, make: (text: string) => string): unknown {
  if (typeof child === 'string') return PLAIN.test(child) ? child : make(child)
  if (!Array.isArray(child)) return child
  const next = child.map((one: unknown) => shown(one, make))
  return next.some((one, at) => one !== child[at]) ? next : child
}

export const jsx: typeof reactJsx = (type, props, key) => reactJsx(type, shownProps(type, props as Props), key)
export const jsxs: typeof reactJsxs = (type, props, key) => reactJsxs(type, shownProps(type, props as Props), key)
