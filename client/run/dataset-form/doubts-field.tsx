import { Select } from '@mantine/core';
import { texts } from '../../i18n/texts.ts';
import { DOUBTS_CHOICES, type DoubtsChoice } from './spec-choices.ts';

interface DoubtsFieldProps {
  readonly value: DoubtsChoice;
  /** Whether a user will be there to ask, and anything new to ask about. */
  readonly mayAsk: boolean;
  /** Frames that would be left out; null where that is not known. */
  readonly frames?: number | null;
  onChange(value: DoubtsChoice): void;
}

/** The choice of what happens to labels that need a look. */
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
