import { useEffect, useRef, useState } from 'react';
import classes from './why-not.module.css';

/** Why an action is blocked, and how often its button was pressed meanwhile. */
interface BlockedReason {
  /** null where the action is possible. */
  readonly reason: string | null;
  readonly asked: number;
}

interface Blocked {
  /** Props for the button. It is not `disabled`: it could not be focused then, and would not explain itself. */
  readonly button: { readonly 'data-disabled': boolean; readonly 'aria-disabled': boolean };
  readonly why: BlockedReason;
  /** Runs the action, or shows why it is blocked. */
  press(): void;
}

/** An action that may be blocked: pressing its button then shows the reason beside it, by `<WhyNotHere>`. */
export function useBlocked(reason: string | null, action: () => void): Blocked {
  const [asked, setAsked] = useState({ reason, count: 0 });
  // Shown once: when the same reason returns later, the count starts again.
  if (asked.reason !== reason) setAsked({ reason, count: 0 });
  const blocked = reason !== null;
  return {
    button: { 'data-disabled': blocked, 'aria-disabled': blocked },
    why: { reason, asked: asked.reason === reason ? asked.count : 0 },
    press() {
      if (reason === null) action();
      else setAsked(({ count }) => ({ reason, count: count + 1 }));
    },
  };
}

/**
 * Shows the reason once the button was pressed: announced at once, and scrolled into view. With `always` it
 * is shown before, too.
 */
export function BlockedReasonNote({
  why: { reason, asked },
  always = false,
}: {
  readonly why: BlockedReason;
  readonly always?: boolean;
}) {
  const place = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (asked > 0) place.current?.scrollIntoView({ block: 'nearest' });
  }, [asked]);
  if (reason === null || (asked === 0 && !always)) return null;
  return (
    // A new element each time: one that exists already is not announced again.
    <p key={asked} ref={place} className={classes['why']} data-asked={asked > 0} role={asked > 0 ? 'alert' : undefined}>
      {reason}
    </p>
  );
}
