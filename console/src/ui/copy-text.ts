/** Browsers give the clipboard to pages from https or the own machine alone; on others a selection can still be copied. */
function copySelection(text: string): void {
  const focused = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'visually-hidden';
  // Inside of a dialog, where there is one: what lies outside takes no focus.
  (focused?.closest('dialog') ?? document.body).append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  if (!isCopied) throw new Error('The browser copies nothing.');
}

/** Puts a text on the clipboard. Rejects where the browser refuses. */
export async function copyText(text: string): Promise<void> {
  if (globalThis.isSecureContext) await navigator.clipboard.writeText(text);
  else copySelection(text);
}
