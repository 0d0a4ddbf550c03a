/** Notifies every tab that the list of projects changed. */
const CHANNEL = 'vdf-projects';

const listeners = new Set<() => void>();
let channel: BroadcastChannel | null = null;

function open(): BroadcastChannel | null {
  if (typeof BroadcastChannel === 'undefined') return null;
  if (!channel) {
    channel = new BroadcastChannel(CHANNEL);
    channel.addEventListener('message', notify);
  }
  return channel;
}

function notify(): void {
  for (const listener of listeners) listener();
}

/** Notifies this tab and the others that a stored project changed. */
export function announceChange(): void {
  notify();
  open()?.postMessage(null);
}

/** Calls back when a stored project changed, in any tab. Returns a function that unsubscribes. */
export function onProjectsChanged(listener: () => void): () => void {
  open();
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
