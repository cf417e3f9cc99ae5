/** Which of many are shown where only a few can be: the first, the last, and evenly between. Pure. */
export function isShown(index: number, of: number, limit: number): boolean {
  if (of <= limit) return true
  if (limit < 2) return index === 0 && limit === 1
  // The chosen ones are round(k × (of − 1) / (limit − 1)) for k from 0.
  const k = Math.round((index * (limit - 1)) / (of - 1))
  return Math.round((k * (of - 1)) / (limit - 1)) === index
}
