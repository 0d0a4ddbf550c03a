/** A project is open in one tab at a time. */
const lockName = (id: string) => `vdf-project-${id}`;
const CHANNEL = 'vdf-project-owner';
/** Milliseconds that the other tab may take to save and release before the lock is stolen. */
const LET_GO_MS = 4000;

export interface ProjectLock {
  /** Releases the lock; resolves when another tab, or this one, can acquire the project. */
  release(): Promise<void>;
}

/**
 * Acquires a project for this tab; null when another tab has it. A browser without locks always grants it:
 * saving still detects the other tab.
 *
 * @param onAsked another tab wants the project: save, and release the lock
 */
export async function acquireProject(id: string, onAsked: () => void): Promise<ProjectLock | null> {
  if (typeof navigator.locks === 'undefined') return { release: () => Promise.resolve() };
  return hold(id, { ifAvailable: true }, onAsked);
}

/**
 * Asks the tab that has a project to save and release it, and acquires it; steals it when that tab does not
 * answer.
 */
export async function takeOverProject(id: string, onAsked: () => void): Promise<ProjectLock | null> {
  if (typeof navigator.locks === 'undefined') return { release: () => Promise.resolve() };
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(id);
  channel.close();
  try {
    return await hold(id, { signal: AbortSignal.timeout(LET_GO_MS) }, onAsked);
  } catch {
    return hold(id, { steal: true }, onAsked);
  }
}

/** Runs `work` on a project that no tab has open. Returns false, without running it, when one has. */
export async function withClosedProject(id: string, work: () => Promise<void>): Promise<boolean> {
  const lock = await acquireProject(id, () => undefined);
  if (!lock) return false;
  try {
    await work();
  } finally {
    await lock.release();
  }
  return true;
}

function hold(id: string, options: LockOptions, onAsked: () => void): Promise<ProjectLock | null> {
  return new Promise((resolve, reject) => {
    let state: 'waiting' | 'held' | 'released' = 'waiting';
    const holding = (lock: Lock | null): Promise<void> | undefined => {
      if (!lock) {
        resolve(null);
        return undefined;
      }
      state = 'held';
      const channel = new BroadcastChannel(CHANNEL);
      channel.addEventListener('message', ({ data }) => {
        if (data === id) onAsked();
      });
      return new Promise((end) => {
        const release = async () => {
          state = 'released';
          channel.close();
          end();
          await ended;
        };
        resolve({ release });
      });
    };
    const ended = navigator.locks.request(lockName(id), options, holding).catch((error: unknown) => {
      if (state === 'waiting') reject(error instanceof Error ? error : new Error(String(error)));
      // Another tab stole the lock.
      else if (state === 'held') onAsked();
    });
  });
}
