import { CloseButton } from '@mantine/core';
import { CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import classes from './message.module.css';

const LOOKS = {
  error: { icon: TriangleAlert, role: 'alert' },
  info: { icon: Info, role: 'status' },
  success: { icon: CircleCheck, role: 'status' },
} as const;

interface MessageProps {
  readonly kind: keyof typeof LOOKS;
  readonly title?: string;
  readonly children: ReactNode;
  /** A button that dismisses it. */
  readonly dismiss?: { readonly label: string; press(): void };
}

/** A message to the user: errors are announced at once, the others politely. */
export function Message({ kind, title, children, dismiss }: MessageProps) {
  const { icon: Icon, role } = LOOKS[kind];
  return (
    <div className={classes['message']} data-kind={kind} role={role}>
      <Icon size={16} className={classes['icon']} aria-hidden />
      <div>
        {title && <strong className={classes['title']}>{title}</strong>}
        {children}
      </div>
      {dismiss && <CloseButton size="sm" aria-label={dismiss.label} onClick={dismiss.press} />}
    </div>
  );
}
