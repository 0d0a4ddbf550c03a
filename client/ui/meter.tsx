import { Progress } from '@mantine/core';
import classes from './meter.module.css';

interface MeterProps {
  /** Accessible name of the bar. */
  readonly label: string;
  /** 0..1; null where the total is unknown. */
  readonly value: number | null;
  readonly text: string;
  readonly detail?: string;
}

/** A progress bar with a line of text above it. */
export function Meter({ label, value, text, detail }: MeterProps) {
  const percent = value === null ? 100 : Math.round(value * 1000) / 10;
  return (
    <div className={classes['meter']}>
      <div className={classes['line']}>
        <span>{text}</span>
        {detail && <span className={classes['detail']}>{detail}</span>}
      </div>
      <Progress.Root size="sm" transitionDuration={150}>
        <Progress.Section
          value={percent}
          animated={value === null}
          striped={value === null}
          aria-label={label}
          {...(value === null ? { 'aria-valuenow': undefined } : {})}
        />
      </Progress.Root>
    </div>
  );
}
