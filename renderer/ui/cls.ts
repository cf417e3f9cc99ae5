/** Joins the class names that are there. */
export function cls(...names: readonly (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(' ')
}
