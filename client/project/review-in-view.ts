import { create } from 'zustand';

interface ReviewInView {
  /** When the list of labels that need a look was last requested; 0 for never. */
  readonly asked: number;
}

export const useReviewInView = create<ReviewInView>()(() => ({ asked: 0 }));

/** Scrolls the list of labels that need a look into view. */
export const showReview = (): void => useReviewInView.setState({ asked: performance.now() });
