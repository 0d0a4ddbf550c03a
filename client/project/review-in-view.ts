import { create } from 'zustand';

interface ReviewInView {
  /** When the list of labels that need a look was last asked for; 0 where it never was. */
  readonly asked: number;
}

export const useReviewInView = create<ReviewInView>()(() => ({ asked: 0 }));

/** Brings the list of labels that need a look into view. */
export const showReview = (): void => useReviewInView.setState({ asked: performance.now() });
