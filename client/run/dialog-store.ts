import { create } from 'zustand';
import type { LabelProblem } from '../../core/dataset/check-labels.ts';

interface DatasetDialog {
  readonly opened: boolean;
  /** What the last check of the labels found; errors keep the dialog closed. */
  readonly problems: readonly LabelProblem[];
  /** How often the labels were checked: what is found again is said again. */
  readonly checks: number;
}

/** The dialog "Create dataset". */
export const useDatasetDialog = create<DatasetDialog>()(() => ({ opened: false, problems: [], checks: 0 }));

/** Closes it. What was changed in it is found again until that is cancelled (`dropDraft`) or confirmed. */
export function closeDatasetDialog(): void {
  useDatasetDialog.setState({ opened: false, problems: [] });
}
