import { Select } from '@mantine/core';
import { texts } from '../../i18n/texts.ts';
import { DOUBTS_CHOICES, type DoubtsChoice } from './spec-choices.ts';

interface DoubtsFieldProps {
  readonly value: DoubtsChoice;
  /** Whether there will be somebody to ask, and something new to ask for. */
  readonly mayAsk: boolean;
  /** Frames that would be left out, where that is known. */
  readonly frames?: number | null;
  onChange(value: DoubtsChoice): void;
}

/** What is done about labels that need a look. */
export function DoubtsField({ value, mayAsk, frames = null, onChange }: DoubtsFieldProps) {
  const offered = DOUBTS_CHOICES.filter((each) => mayAsk || each !== 'ask');
  const labelOf = (each: DoubtsChoice) =>
    each === 'leaveOut' && frames !== null ? texts.doubts.leaveOutFrames(frames) : texts.doubts[each];
  return (
    <Select
      label={texts.ifDoubts}
      data={offered.map((each) => ({ value: each, label: labelOf(each) }))}
      value={value}
      allowDeselect={false}
      onChange={(chosen) => onChange(DOUBTS_CHOICES.find((each) => each === chosen) ?? value)}
    />
  );
}
