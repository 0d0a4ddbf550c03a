/** The price of one class on one frame, and its currency (ISO 4217 code). */
export interface Pricing {
  readonly perFrameClass: number;
  readonly currency: string;
}

/** The price of a dataset: frames × classes × unit price, rounded to hundredths. */
export function datasetPrice(frames: number, classes: number, { perFrameClass }: Pricing): number {
  return Math.round(frames * classes * perFrameClass * 100) / 100;
}
