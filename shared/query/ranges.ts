/**
 * Ranges, whatever their ends are.
 */
import type { Range, Sign } from './ast.ts'

/** `a..b`, `a..`, `..b`, one value, or what a sign compares with; null where `read` refuses a part. */
export function rangeOf<Of>(sign: Sign, part: string, read: (text: string) => Of | null): Range<Of> | null {
  const edge = (text: string, open: boolean) => {
    const at = text === '' ? null : read(text)
    return at === null ? null : { at, open }
  }
  if (sign !== ':' && sign !== '=') {
    const end = edge(part, sign === '<' || sign === '>')
    if (end === null) return null
    return sign.startsWith('<') ? { from: null, to: end } : { from: end, to: null }
  }
  const middle = part.indexOf('..')
  if (middle < 0) {
    const only = edge(part, false)
    return only === null ? null : { from: only, to: only }
  }
  const [first, last] = [part.slice(0, middle), part.slice(middle + 2)]
  const [from, to] = [edge(first, false), edge(last, false)]
  if ((from === null && first !== '') || (to === null && last !== '') || (from === null && to === null)) return null
  return { from, to }
}
