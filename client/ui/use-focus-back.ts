import { useEffect, useState } from 'react';

/**
 * For a dialog that is mounted only while it is open: on unmount the focus returns to the element that opened
 * it. Where that was an entry of a menu, which is unmounted by then, it returns to the menu's button.
 */
export function useFocusBack(): void {
  // During the first render: an effect runs after the menu is unmounted.
  const [opener] = useState(openerNow);
  useEffect(
    () => () => {
      // After the removal of the dialog, which takes the focus with it.
      setTimeout(() => {
        if (opener?.isConnected && document.activeElement === document.body) opener.focus();
      });
    },
    [opener],
  );
}

function openerNow(): HTMLElement | null {
  const active = document.activeElement;
  const button = active?.closest('[role=menu]')?.getAttribute('aria-labelledby');
  const opener = button ? document.getElementById(button) : active;
  return opener instanceof HTMLElement ? opener : null;
}
