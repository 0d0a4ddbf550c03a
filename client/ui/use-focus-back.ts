import { useEffect, useState } from 'react';

/**
 * For a dialog that is only there while it is open: when it goes, the focus goes back to what opened it. Where that was an entry of a menu,
 * which is gone by then, it goes back to the menu's button.
 */
export function useFocusBack(): void {
  // While it is rendered for the first time: an effect comes after the menu is gone.
  const [opener] = useState(openerNow);
  useEffect(
    () => () => {
      // Behind the removal of the dialog, which takes the focus with it.
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
