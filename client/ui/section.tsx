import { useId, type ReactNode } from 'react';
import classes from './section.module.css';

/** A titled part of the side panel. `note` is at the right of the title. */
export function Section({ title, note, children }: { title: string; note?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section className={classes['section']} aria-labelledby={id}>
      <div className={classes['head']}>
        <h2 id={id} className={classes['title']}>
          {title}
        </h2>
        {note !== undefined && <div className={classes['note']}>{note}</div>}
      </div>
      <div className={classes['body']}>{children}</div>
    </section>
  );
}
