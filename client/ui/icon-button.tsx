import { ActionIcon, Tooltip } from '@mantine/core';
import type { LucideIcon } from 'lucide-react';

interface IconButtonProps {
  readonly icon: LucideIcon;
  /** Accessible name, and the tooltip's text. */
  readonly label: string;
  /** The current object of the action: for the tooltip only, as the name stays. */
  readonly detail?: string | undefined;
  /** Shown after the tooltip's text. */
  readonly shortcut?: string | undefined;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly size?: number;
  readonly iconSize?: number;
  readonly danger?: boolean;
  onClick(): void;
}

/** A square button with an icon, a name and a tooltip. With `pressed` it is a toggle. */
export function IconButton(props: IconButtonProps) {
  const {
    icon: Icon,
    label,
    detail,
    shortcut,
    pressed,
    disabled = false,
    size = 30,
    iconSize = 17,
    danger = false,
    onClick,
  } = props;
  const text = detail ? `${label}: ${detail}` : label;
  return (
    <Tooltip label={shortcut ? `${text} (${shortcut})` : text}>
      <ActionIcon
        variant={pressed ? 'light' : 'subtle'}
        color={danger ? 'red' : pressed ? 'indigo' : 'gray'}
        size={size}
        aria-label={label}
        aria-pressed={pressed}
        disabled={disabled}
        onClick={onClick}
      >
        <Icon size={iconSize} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
