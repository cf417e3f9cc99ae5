/**
 * What a person can't read or press: text that is cut, lies under something else, or has no room.
 */
import type { Locator } from '@playwright/test'

/**
 * Everything in `root` with words of its own, or a control, that is cut or covered; empty when all can be read and
 * pressed.
 */
export async function illegible(root: Locator): Promise<string[]> {
  return root.evaluate((top) => {
    const shown = (element: Element): boolean =>
      element.checkVisibility({ visibilityProperty: true }) && element.closest('.hidden-text') === null
    const own = (element: Element): boolean =>
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '')
    return [...top.querySelectorAll('*')]
      .filter((element) => shown(element) && (own(element) || element.tagName === 'BUTTON'))
      .flatMap((element) => {
        const name = `${element.className.toString()} “${element.textContent ?? ''}”`
        const { left, top: y, right, bottom, width, height } = element.getBoundingClientRect()
        if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0) return [`${name} is cut`]
        if (width < 1 || height < 1) return [`${name} has no room`]
        const range = document.createRange()
        range.selectNodeContents(element)
        const lines = own(element) ? [...range.getClientRects()] : [element.getBoundingClientRect()]
        const hidden = lines
          .filter((line) => line.width > 2)
          .some((line) =>
            [line.left + 1, (line.left + line.right) / 2, line.right - 1].some((x) => {
              const at = document.elementFromPoint(x, (line.top + line.bottom) / 2)
              return at === null || !(element.contains(at) || at.contains(element))
            }),
          )
        return hidden
          ? [
              `${name} is covered at ${Math.round(left)}, ${Math.round(y)} – ${Math.round(right)}, ${Math.round(bottom)}`,
            ]
          : []
      })
  })
}
