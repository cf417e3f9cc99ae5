/** The same as `jsx-runtime.ts` for development, where React wants to know the place in the source. */
import { Fragment, jsxDEV as reactJsxDev } from 'react/jsx-dev-runtime'
import { shownProps } from './jsx-runtime.ts'

export type { JSX } from 'react'
export { Fragment }

export const jsxDEV: typeof reactJsxDev = (type, props, ...rest) =>
  reactJsxDev(type, shownProps(type, props as Readonly<Record<string, unknown>>), ...rest)
