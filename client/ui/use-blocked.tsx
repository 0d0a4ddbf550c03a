import { useEffect, useRef, useState } from 'react';
import classes from './why-not.module.css';

/** Why a button cannot do its work, and how often it was pressed all the same. */
export interface WhyNot {
  /** null where it can. */
  readonly reason: string | null;
  readonly asked: number;
}

interface Blocked {
  /** For the button. It is not `disabled`: it could not be reached then, and nobody would find out why it does nothing. */
  readonly button: { readonly 'data-disabled': boolean; readonly 'aria-disabled': boolean };
  readonly why: WhyNot;
  /** Does the work, or says why it cannot be done. */
  press(): void;
}

/** An action that cannot always be done: whoever presses its button then is told why, beside it, by `<WhyNotHere>`. */
export function useBlocked(reason: string | null, action: () => void): Blocked {
  const [asked, setAsked] = useState({ reason, count: 0 });
  // Said once: when the same is in the way another time, that is asked anew.
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

/** Says why, once that was asked: announced at once, and brought into view. With `always` it is there before, too. */
export function WhyNotHere({
  why: { reason, asked },
  always = false,
}: {
  readonly why: WhyNot;
  readonly always?: boolean;
}) {
  const place = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (asked > 0) place.current?.scrollIntoView({ block: 'nearest' });
  }, [asked]);
  if (reason === null || (asked === 0 && !always)) return null;
  return (
    // Another one each time: what is there already is not announced again.
    <p key={asked} ref={place} className={classes['why']} data-asked={asked > 0} role={asked > 0 ? 'alert' : undefined}>
      {reason}
    </p>
  );
}
