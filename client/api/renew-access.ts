/** When any tab of this browser last renewed, in milliseconds since 1970. */
const RENEWED_AT = 'vdf-renewed-at';
/** Set while somebody is signed in in this browser, so that visitors cause no request that must fail. */
const SIGNED_IN = 'vdf-signed-in';

/** Whether a sign-in in this browser may still be alive; only the server knows. */
export const maySignedIn = (): boolean => localStorage.getItem(SIGNED_IN) !== null;

/** Notes for all tabs that somebody signed in or out. */
export function noteSignedIn(signedIn: boolean): void {
  if (signedIn) localStorage.setItem(SIGNED_IN, '1');
  else localStorage.removeItem(SIGNED_IN);
}

/** Calls back when another tab signed in or out. Returns what ends that. */
export function onSignedInElsewhere(changed: () => void): () => void {
  const listen = (event: StorageEvent) => {
    if (event.key === SIGNED_IN) changed();
  };
  window.addEventListener('storage', listen);
  return () => window.removeEventListener('storage', listen);
}

/**
 * Renews the access token. All tabs take turns, because the server takes each refresh session once and ends the sign-in when one is shown
 * again; a tab that had to wait finds the work done.
 *
 * @param since when the call that was refused had begun
 * @returns false where the sign-in is over
 */
export function renewAccess(since: number): Promise<boolean> {
  return navigator.locks.request('vdf-renew-access', async () => {
    if (Number(localStorage.getItem(RENEWED_AT) ?? 0) > since) return true;
    if (!maySignedIn()) return false;
    const response = await fetch('/api/auth/refresh', { method: 'POST', credentials: 'same-origin' }).catch(() => null);
    if (response?.ok) localStorage.setItem(RENEWED_AT, String(Date.now()));
    if (response?.status === 401) noteSignedIn(false);
    return response?.ok ?? false;
  });
}
