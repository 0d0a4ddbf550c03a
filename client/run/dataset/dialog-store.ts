import { create } from 'zustand';
import type { LabelProblem } from '../../../core/dataset/check-labels.ts';

interface DatasetDialog {
  readonly opened: boolean;
  /** The problems found by the last check of the labels; errors keep the dialog closed. */
  readonly problems: readonly LabelProblem[];
  /** Number of checks so far: the same problems are announced again. */
  readonly checks: number;
}

/** The dialog "Create dataset". */
export const useDatasetDialog = create<DatasetDialog>()(() => ({ opened: false, problems: [], checks: 0 }));

/** Closes the dialog. Its changes are kept until they are dropped (`dropDraft`) or confirmed. */
export function closeDatasetDialog(): void {
  useDatasetDialog.setState({ opened: false, problems: [] });
}
