import { Menu, Tooltip, UnstyledButton } from '@mantine/core';
import type { Ref } from 'react';
import { formatNumber } from '../../i18n/plural.ts';
import { videoClient } from '../../video/video-client.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { speedTexts } from './speed-texts.ts';
import classes from './transport.module.css';

const SPEEDS = [0.25, 0.5, 1, 1.5, 2, 4] as const;

/** Menu of the playback speed, also while the video plays. */
export function SpeedMenu() {
  const speed = useVideoStore((state) => state.speed);
  return (
    <Menu position="top" shadow="md">
      <Menu.Target>
        <SpeedButton speed={speed} />
      </Menu.Target>
      <Menu.Dropdown aria-label={speedTexts.label}>
        {SPEEDS.map((each) => (
          <Menu.RadioItem
            key={each}
            value={String(each)}
            checked={each === speed}
            closeMenuOnClick
            onChange={() => videoClient.setSpeed(each)}
          >
            {timesOf(each)}
          </Menu.RadioItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Forwards the props of the menu through the tooltip to the button. */
function SpeedButton({ speed, ...props }: { speed: number; ref?: Ref<HTMLButtonElement> }) {
  return (
    <Tooltip label={speedTexts.label}>
      <UnstyledButton {...props} className={classes['speed']} aria-label={`${speedTexts.label}: ${timesOf(speed)}`}>
        {timesOf(speed)}
      </UnstyledButton>
    </Tooltip>
  );
}

const timesOf = (speed: number) => `${formatNumber(speed)}×`;
