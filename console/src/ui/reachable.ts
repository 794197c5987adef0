/** For a box that scrolls: a keyboard must reach it, though there is nothing in it to press. */
export function reachable(box: HTMLElement | null): void {
  if (box) box.tabIndex = 0;
}
