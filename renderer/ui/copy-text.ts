/**
 * Puts text on the clipboard. On a page that came over plain http, as on a tablet on set, browsers offer no clipboard: there
 * the old way is taken, which asks for what is to be copied. Answers whether it was copied.
 */
export async function copyText(text: string): Promise<boolean> {
  const { clipboard } = navigator as { readonly clipboard?: Clipboard }
  if (clipboard !== undefined) {
    try {
      await clipboard.writeText(text)
      return true
    } catch {
      // Forbidden, or the window is not in front: the old way may do.
    }
  }
  let given = false
  const give = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
    given = event.clipboardData !== null
  }
  document.addEventListener('copy', give, { once: true })
  // oxlint-disable-next-line typescript/no-deprecated -- There is no other way on plain http.
  const done = document.execCommand('copy')
  document.removeEventListener('copy', give)
  return done && given
}
