import { lazy, Suspense, useState } from 'react';
import { useActions } from '../../keymap/use-actions.ts';

const Shortcuts = lazy(() => import('./shortcuts.tsx'));

/** Opens the sheet of shortcuts on `help.open`, loading it then. Mounted once, in the app. */
export function ShortcutsSheet() {
  const [opened, setOpened] = useState(false);
  useActions({ 'help.open': () => setOpened(true) });
  if (!opened) return null;
  return (
    <Suspense fallback={null}>
      <Shortcuts onClose={() => setOpened(false)} />
    </Suspense>
  );
}
