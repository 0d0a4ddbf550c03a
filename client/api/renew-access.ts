/** When any tab of this browser last renewed, in milliseconds since 1970. */
const RENEWED_AT = 'vdf-renewed-at';
/** Set while an account is signed in in this browser, so that visitors cause no request that must fail. */
const SIGNED_IN = 'vdf-signed-in';

/** Whether a sign-in in this browser may still be valid; only the server knows. */
export const mayBeSignedIn = (): boolean => localStorage.getItem(SIGNED_IN) !== null;

/** Notes a sign-in or sign-out for all tabs. */
export function storeSignedIn(signedIn: boolean): void {
  if (signedIn) localStorage.setItem(SIGNED_IN, '1');
  else localStorage.removeItem(SIGNED_IN);
}

/** Calls back when another tab signed in or out. Returns a function that unsubscribes. */
export function onSignedInElsewhere(changed: () => void): () => void {
  const listen = (event: StorageEvent) => {
    if (event.key === SIGNED_IN) changed();
  };
  window.addEventListener('storage', listen);
  return () => window.removeEventListener('storage', listen);
}

/**
 * Renews the access token. All tabs take turns, because the server accepts each refresh session once and ends
 * the sign-in when one is used again; a tab that had to wait finds the token renewed.
 *
 * @param since when the refused call had begun
 * @returns false when the sign-in is over
 */
export function renewAccess(since: number): Promise<boolean> {
  return navigator.locks.request('vdf-renew-access', async () => {
    if (Number(localStorage.getItem(RENEWED_AT) ?? 0) > since) return true;
    if (!mayBeSignedIn()) return false;
    const response = await fetch('/api/auth/refresh', { method: 'POST', credentials: 'same-origin' }).catch(() => null);
    if (response?.ok) localStorage.setItem(RENEWED_AT, String(Date.now()));
    if (response?.status === 401) storeSignedIn(false);
    return response?.ok ?? false;
  });
}
