import { useActions } from '../../keymap/use-actions.ts';
import {
  stepToDoubt,
  stepToKeyframe,
  toggleKeyframe,
  toggleOccluded,
  toggleOutside,
  toggleVerified,
} from './review-edits.ts';

/**
 * Keyboard actions of the review: keyframes, doubtful labels, and flags of the selected object's label.
 * Mounted once, in the workspace.
 */
export function useReviewActions(): void {
  useActions({
    'keyframe.next': () => stepToKeyframe(1),
    'keyframe.previous': () => stepToKeyframe(-1),
    'doubt.next': () => stepToDoubt(1),
    'doubt.previous': () => stepToDoubt(-1),
    'keyframe.toggle': toggleKeyframe,
    'label.outside': toggleOutside,
    'label.occluded': toggleOccluded,
    'label.verified': toggleVerified,
  });
}
