import { useId } from 'react';
import classes from './review.module.css';

interface Bar {
  readonly key: number;
  readonly name: string;
  readonly value: number;
  /** The value as text. */
  readonly text: string;
  /** A CSS colour; the accent colour by default. */
  readonly color?: string;
}

/** Values as bars of one scale, with names and numbers as text beside them. */
export function BarList({ title, hint, bars }: { title: string; hint?: string; bars: readonly Bar[] }) {
  const id = useId();
  const most = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <figure className={classes['figure']} aria-labelledby={id}>
      <figcaption id={id} title={hint}>
        {title}
      </figcaption>
      <ul className={classes['bars']}>
        {bars.map(({ key, name, value, text, color }) => (
          <li key={key}>
            <span title={name}>{name}</span>
            <svg width="100%" height={8} aria-hidden>
              <rect width={`${(100 * value) / most}%`} height={8} fill={color ?? 'var(--vdf-accent)'} />
            </svg>
            <span className={classes['number']}>{text}</span>
          </li>
        ))}
      </ul>
    </figure>
  );
}
